package org.droppoint.probe;

/**
 * One step of a connection.
 *
 * @param name connect, banner, ehlo, starttls, tls, ehlo-in-tls or quit
 * @param nanos how long it took
 * @param detail what came, or what went wrong
 */
public record ProbeStep(String name, long nanos, Ending ending, String detail) {
    /** How a step ended. */
    public enum Ending {
        DONE("done"),
        /** The server answered, and the answer is no: a reply of 4xx or 5xx, a TLS alert. */
        REFUSED("refused"),
        /** Nothing came within the limit that {@code detail} names. */
        TIMED_OUT("timed-out"),
        /** The connection was reset. */
        RESET("reset"),
        /** The connection was closed in the middle. */
        CLOSED("closed"),
        /** The connection could not be opened. */
        UNREACHABLE("unreachable"),
        /** What came is not what the protocol allows. */
        GARBLED("garbled");

        private final String label;

        Ending(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
