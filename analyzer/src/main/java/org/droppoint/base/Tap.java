package org.droppoint.base;

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
}
