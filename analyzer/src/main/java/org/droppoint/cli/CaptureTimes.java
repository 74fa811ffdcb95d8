package org.droppoint.cli;

import picocli.CommandLine;

/** Whose clock the times of written captures follow: an option of every command that writes captures. */
final class CaptureTimes {
    private static final String REFERENCE = "reference";
    private static final String ORIGINAL = "original";

    @CommandLine.Option(
            names = "--times",
            paramLabel = "reference|original",
            defaultValue = REFERENCE,
            description = {
                "Clock of a joint capture that is written (default: ${DEFAULT-VALUE}); each tap's own",
                "capture keeps its own."
            })
    private String times = REFERENCE;

    /** @throws UsageException if the choice is none */
    boolean isReference() {
        if (!times.equals(REFERENCE) && !times.equals(ORIGINAL)) {
            throw new UsageException("--times knows reference and original, not '" + times + "'");
        }
        return times.equals(REFERENCE);
    }
}
