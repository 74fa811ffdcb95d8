package org.droppoint.verdict;

import org.droppoint.base.Direction;

/** Where the missing, changed or forged bytes were heading. */
public enum Heading {
    SERVER_TO_CLIENT("server-to-client"),
    CLIENT_TO_SERVER("client-to-server"),
    BOTH("both"),
    NONE("none");

    private final String label;

    Heading(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    public static Heading of(Direction direction) {
        return direction == Direction.CLIENT_TO_SERVER ? CLIENT_TO_SERVER : SERVER_TO_CLIENT;
    }

    /** Both ways where they differ. */
    public Heading and(Heading other) {
        return this == other || other == NONE ? this : this == NONE ? other : BOTH;
    }
}
