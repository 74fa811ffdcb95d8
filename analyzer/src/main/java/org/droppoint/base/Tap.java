package org.droppoint.base;

import org.jspecify.annotations.Nullable;

/** A capture point on the path of a mail session; {@code order} counts from the host's end, from 0. */
public record Tap(String name, int order) implements Comparable<Tap> {
    public static final String HOST = "host";
    public static final String INSIDE = "inside";
    public static final String OUTSIDE = "outside";

    @Override
    public int compareTo(Tap other) {
        return Integer.compare(order, other.order);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Written out, as {@link #hashCode} is: generated ones are spun by method handles at the first call, which costs start-up. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tap that && order == that.order && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + order;
    }
}
