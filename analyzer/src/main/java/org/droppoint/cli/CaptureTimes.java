package org.droppoint.cli;

/** Whose clock the times of written captures follow. */
final class CaptureTimes {
    static final String REFERENCE = "reference";
    static final String CHOICE = "reference|original";
    private static final String ORIGINAL = "original";

    private CaptureTimes() {}

    static boolean isReference(String given) {
        if (!given.equals(REFERENCE) && !given.equals(ORIGINAL)) {
            throw new UsageException("--times knows reference and original, not '" + given + "'");
        }
        return given.equals(REFERENCE);
    }
}
