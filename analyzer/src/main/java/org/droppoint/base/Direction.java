package org.droppoint.base;

/** Which way bytes travel, by TCP role: the server is the side of the SMTP port. */
public enum Direction {
    CLIENT_TO_SERVER("client-to-server"),
    SERVER_TO_CLIENT("server-to-client");

    private final String label;

    Direction(String label) {
        this.label = label;
    }

    /** The word of the report's vocabulary. */
    public String label() {
        return label;
    }

    public Direction opposite() {
        return this == CLIENT_TO_SERVER ? SERVER_TO_CLIENT : CLIENT_TO_SERVER;
    }

    /** 0 for client to server, 1 for server to client: an index for pairs of per-direction state. */
    public int index() {
        return ordinal();
    }
}
