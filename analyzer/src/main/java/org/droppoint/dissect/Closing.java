package org.droppoint.dissect;

import java.util.OptionalLong;

/**
 * When each side first sent FIN or RST, by the clock of the tap that the dialogue was seen at, in nanoseconds since
 * 1970: what TCP knows and the dialogue does not.
 */
public record Closing(OptionalLong clientNanos, OptionalLong serverNanos) {
    /** Nobody closed, or nobody knows. */
    public static final Closing UNKNOWN = new Closing(OptionalLong.empty(), OptionalLong.empty());
}
