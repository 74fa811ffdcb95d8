package org.droppoint.finding.fact;

import org.droppoint.base.Direction;

/** An end of the TCP connection by role. */
public enum Side {
    CLIENT,
    SERVER;

    public Side other() {
        return this == CLIENT ? SERVER : CLIENT;
    }

    /** The direction in which this side sends. */
    public Direction sends() {
        return this == CLIENT ? Direction.CLIENT_TO_SERVER : Direction.SERVER_TO_CLIENT;
    }

    public static Side sending(Direction direction) {
        return direction == Direction.CLIENT_TO_SERVER ? CLIENT : SERVER;
    }

    /** The word for people. */
    public String label() {
        return this == CLIENT ? "client" : "server";
    }
}
