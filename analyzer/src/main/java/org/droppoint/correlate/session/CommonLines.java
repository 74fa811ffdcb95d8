package org.droppoint.correlate.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Direction;
import org.droppoint.base.Times;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;

/** The first segments that two connections hold in common, which a proxy that ends TLS lets pass. */
public final class CommonLines {
    /** Clocks count in steps as long as this, and a proxy may say some line before it has heard it. */
    public static final long CLOCK_GRAIN_NANOS = 20_000_000L;

    /** A proxy may hold a line up, and an interceptor does until its own handshake is over; some line it hands on at once. */
    private static final long FASTEST_CROSSING_NANOS = Times.NANOS_PER_SECOND;

    /** Longer a line is not held. */
    private static final long SLOWEST_CROSSING_NANOS = 5 * Times.NANOS_PER_SECOND;

    /** Enough to reach past the greeting into both hellos; more would only cost. */
    public static final int SEGMENTS_PER_DIRECTION = 12;

    /** Greeting, EHLO, STARTTLS and the answers to both. */
    private static final int BEATS = 5;

    /** What a program thinks between two lines, and a path needs for them, differs by more from one dialogue to the next. */
    private static final long BEAT_NANOS = 1_000_000L;

    /** Greeting, EHLO and its answer. */
    private static final int OPENING_BEATS = 3;

    /** Beats of several dialogues that have no clock in common. */
    private static final int TELLING_BEATS = 8;

    private record Line(long content, Direction direction) {}

    private CommonLines() {}

    /**
     * How many lines both hold, in either direction, where they may have crossed; 0 where they cannot have. Whatever the
     * clocks say, a line said by one end needs longer than nothing, and longer than a line of the other end seems to need
     * by as much as both need together.
     */
    public static int count(Leg near, Leg far) {
        Crossing there = crossing(near, far, Direction.CLIENT_TO_SERVER);
        Crossing back = crossing(near, far, Direction.SERVER_TO_CLIENT);
        return there.with(back) ? there.lines() + back.lines() : 0;
    }

    /** Whether so many lines crossed either way, each in the same time as the others of its direction, that it is no chance. */
    public static boolean inRhythm(Leg near, Leg far) {
        return inRhythm(near, far, BEATS);
    }

    private static boolean inRhythm(Leg near, Leg far, int beats) {
        Crossing there = crossing(near, far, Direction.CLIENT_TO_SERVER);
        Crossing back = crossing(near, far, Direction.SERVER_TO_CLIENT);
        return there.with(back)
                && there.lines() + back.lines() >= beats
                && there.most() - there.least() <= BEAT_NANOS
                && back.most() - back.least() <= BEAT_NANOS;
    }

    /**
     * Whether the lines of connections of two captures, taken pair by pair, all crossed each way in the same time, so many of them
     * that no other hour's do, whatever the clocks say: where each dialogue has a rhythm of its own, which the next one has not.
     */
    public static boolean inOneRhythm(List<Leg> near, List<Leg> far) {
        Crossing there = Crossing.NONE;
        Crossing back = Crossing.NONE;
        for (int i = 0; i < near.size(); i++) {
            there = there.and(crossing(near.get(i), far.get(i), Direction.CLIENT_TO_SERVER));
            back = back.and(crossing(near.get(i), far.get(i), Direction.SERVER_TO_CLIENT));
            boolean like = near.size() < 2 || inRhythm(near.get(i), far.get((i + 1) % far.size()), OPENING_BEATS);
            if (like) {
                return false;
            }
        }
        return there.with(back)
                && there.lines() + back.lines() >= TELLING_BEATS
                && Math.max(there.most() - there.least(), back.most() - back.least()) <= BEAT_NANOS / 2;
    }

    /** How many lines of one direction both hold, and how long they seem to need from the near to the far tap. */
    private record Crossing(int lines, long least, long most) {
        static final Crossing NONE = new Crossing(0, Long.MAX_VALUE, Long.MIN_VALUE);

        Crossing and(Crossing other) {
            return new Crossing(lines + other.lines, Math.min(least, other.least), Math.max(most, other.most));
        }

        boolean with(Crossing back) {
            return lines > 0
                    && back.lines > 0
                    && (crossed(least, most, back.least, back.most) || crossed(back.least, back.most, least, most));
        }
    }

    private static Crossing crossing(Leg near, Leg far, Direction direction) {
        int comparable = comparableBytes(near, far);
        Map<Line, Long> there = lines(far, comparable);
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        int common = 0;
        for (Map.Entry<Line, Long> line : lines(near, comparable).entrySet()) {
            Long at = there.get(line.getKey());
            if (at != null && line.getKey().direction() == direction) {
                common++;
                least = Math.min(least, at - line.getValue());
                most = Math.max(most, at - line.getValue());
            }
        }
        return new Crossing(common, least, most);
    }

    /** What half of the lines that both hold need at most, by a clock so far ahead at the far one. */
    public static long halfWithin(Leg near, Leg far, long shift) {
        int comparable = comparableBytes(near, far);
        Map<Line, Long> there = lines(far, comparable);
        long[] apart = lines(near, comparable).entrySet().stream()
                .filter(line -> there.containsKey(line.getKey()))
                .mapToLong(line -> Math.abs(there.getOrDefault(line.getKey(), 0L) - line.getValue() - shift))
                .sorted()
                .toArray();
        return apart[apart.length / 2];
    }

    /** Whether lines with these shifts crossed: those that left the near tap first, and those that came to it last. */
    private static boolean crossed(long leastLeaving, long mostLeaving, long leastComing, long mostComing) {
        long fastest = leastLeaving - mostComing;
        return fastest >= -CLOCK_GRAIN_NANOS
                && fastest <= FASTEST_CROSSING_NANOS
                && mostLeaving - leastComing <= SLOWEST_CROSSING_NANOS;
    }

    /** What a segment holds, as far as its capture has it. */
    public static long content(SegmentStore store, int row) {
        return (long) store.digest(row) << 32
                | (long) (store.length(row) & 0x7FFF_FFFF) << 1
                | store.direction(row).index();
    }

    /** When each of a connection's first data segments was seen first; those longer than can be compared are known by their length. */
    private static Map<Line, Long> lines(Leg leg, int comparable) {
        Map<Line, Long> lines = new LinkedHashMap<>();
        SegmentStore store = leg.store();
        int[] taken = new int[2];
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            Direction direction = store.direction(row);
            if (store.carriesStream(row) && taken[direction.index()]++ < SEGMENTS_PER_DIRECTION) {
                boolean whole = store.length(row) <= comparable;
                lines.putIfAbsent(
                        new Line(whole ? content(store, row) : store.length(row), direction), store.epochNanos(row));
            }
        }
        return lines;
    }

    /** How long a segment can be that both hold to the same byte: captures of other links are cut off at other places. */
    private static int comparableBytes(Leg near, Leg far) {
        int here = cutAt(near);
        int there = cutAt(far);
        return here == there ? Integer.MAX_VALUE : Math.min(here, there);
    }

    /** How many bytes are left of the first data segments that a capture has cut off. */
    private static int cutAt(Leg leg) {
        SegmentStore store = leg.store();
        int looked = 0;
        for (int row = leg.firstRow();
                row != SegmentStore.NONE && looked < 2 * SEGMENTS_PER_DIRECTION;
                row = store.next(row)) {
            if (store.carriesStream(row)) {
                looked++;
                if (store.captured(row) < store.length(row)) {
                    return store.captured(row);
                }
            }
        }
        return Integer.MAX_VALUE;
    }
}
