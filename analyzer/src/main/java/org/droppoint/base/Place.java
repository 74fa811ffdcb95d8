package org.droppoint.base;

import org.jspecify.annotations.Nullable;

/** A place on the path that can be at fault: an end, a hop between taps, or a capture itself. */
public record Place(String name, Kind kind) {
    /** What sort of place it is. */
    public enum Kind {
        END,
        HOP,
        CAPTURE
    }

    public static final Place HOST = new Place("host", Kind.END);
    public static final Place SERVER = new Place("server", Kind.END);
    public static final Place LAN = new Place("lan", Kind.HOP);
    public static final Place FIREWALL = new Place("firewall", Kind.HOP);
    public static final Place UPSTREAM = new Place("upstream", Kind.HOP);
    public static final Place CAPTURE = new Place("capture", Kind.CAPTURE);

    @Override
    public String toString() {
        return name;
    }

    /** Written out, as {@link #hashCode} is: generated ones are spun by method handles at the first call, which costs start-up. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Place that && kind == that.kind && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
