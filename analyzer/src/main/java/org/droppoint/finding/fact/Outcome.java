package org.droppoint.finding.fact;

/** How a session ended, from the wire alone. */
public enum Outcome {
    FAILED("failed"),
    OK("ok"),
    UNKNOWN("unknown");

    private final String label;

    Outcome(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
