package org.droppoint.probe;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one connection came to.
 *
 * @param remote the address that was spoken to
 * @param local the address and port that it was spoken from, for finding it in a capture; empty where none
 * @param epochNanos when it began
 * @param capabilities keywords of the first EHLO answer
 * @param tls null where no handshake was begun
 */
public record ProbeResult(
        ProbeOptions options,
        String remote,
        String local,
        long epochNanos,
        List<ProbeStep> steps,
        List<String> capabilities,
        @Nullable TlsFacts tls) {
    public ProbeResult {
        steps = List.copyOf(steps);
        capabilities = List.copyOf(capabilities);
    }

    /** What it means for the path. */
    public enum Outcome {
        PASSED("passed"),
        /** The server itself said no: the path carried the question and the answer. */
        REFUSED("refused"),
        /** Silence, a reset, a closed connection: what the path or the server did cannot be told from here. */
        FAILED("failed");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** The step at which it ended badly. */
    public Optional<ProbeStep> failure() {
        return steps.stream()
                .filter(step -> step.ending() != ProbeStep.Ending.DONE)
                .findFirst();
    }

    public Outcome outcome() {
        return failure()
                .map(step -> step.ending() == ProbeStep.Ending.REFUSED ? Outcome.REFUSED : Outcome.FAILED)
                .orElse(Outcome.PASSED);
    }
}
