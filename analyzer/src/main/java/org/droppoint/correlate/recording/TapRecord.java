package org.droppoint.correlate.recording;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.BlindSpan;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.TapView;
import org.droppoint.correlate.session.TravelTimes;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * How well one tap recorded what demonstrably passed it, and when: the evidence on which its silence may, or may not,
 * be believed. A stretch of bytes demonstrably passed where a tap beyond saw it or the receiver's acknowledgement came
 * back through. Times are on the reference clock.
 */
public final class TapRecord {
    /** Captures do miss a packet now and then without leaving a trace of it elsewhere. */
    static final double BASE_MISS_PROBABILITY = TapView.BASE_MISS_PROBABILITY;

    /** Enough of one kind passed to judge how the tap records that kind. */
    private static final int ENOUGH = 3;

    /** A capture that recorded something so near in time was alive. */
    private static final long ACTIVITY_NANOS = 30 * Times.NANOS_PER_SECOND;

    /** Captures of one incident are started and stopped by hand, one after the other. */
    private static final long EDGE_NANOS = 5 * Times.NANOS_PER_SECOND;

    /** How many segments of a kind passed, and how many of them were not recorded. */
    private static final class Tally {
        double passed;
        double missed;

        void add(double weight, boolean recorded) {
            passed += weight;
            missed += recorded ? 0 : weight;
        }

        public double missProbability() {
            return missed == 0 ? 0 : (missed + BASE_MISS_PROBABILITY) / (passed + 1);
        }
    }

    private final TapTrace trace;
    private final ClockModel clock;
    private final Map<Object, Tally> tallies = new HashMap<>();
    private long[] missedTimes = new long[16];
    private int missedCount;
    private long[] recordedTimes = new long[0];
    private boolean sealed;
    private long missedBytes;
    private final long[] longestAnswer = {-1, -1};

    public TapRecord(TapTrace trace, ClockModel clock) {
        this.trace = trace;
        this.clock = clock;
    }

    public Tap tap() {
        return trace.tap();
    }

    public TapTrace trace() {
        return trace;
    }

    public ClockModel clock() {
        return clock;
    }

    /** Bytes that passed this tap unrecorded. */
    public long missedBytes() {
        return missedBytes;
    }

    public int missedStretches() {
        return missedCount;
    }

    private static List<Object> scopes(Session session, Direction direction, boolean tls) {
        return List.of(
                List.of(session.index(), direction, tls),
                List.of(session.index(), direction),
                List.of(session.key().server(), direction, tls),
                List.of(direction, tls));
    }

    /** Notes a stretch that demonstrably passed this tap. */
    void note(Session session, Direction direction, boolean tls, long bytes, boolean recorded, long referenceNanos) {
        double segments = Math.max(1, Math.ceil(bytes / 1460.0));
        for (Object scope : scopes(session, direction, tls)) {
            tallies.computeIfAbsent(scope, s -> new Tally()).add(segments, recorded);
        }
        if (!recorded) {
            missedBytes += bytes;
            noteMissedAt(referenceNanos);
        }
    }

    /** Notes a handshake packet that demonstrably passed: it shows whether the tap sees that direction at all. */
    void noteHandshake(Session session, Direction direction, boolean recorded, long referenceNanos) {
        tallies.computeIfAbsent(List.of(session.index(), direction), s -> new Tally())
                .add(1, recorded);
        if (!recorded) {
            noteMissedAt(referenceNanos);
        }
    }

    /** Notes bytes that passed when the capture had not begun or was over: they tell nothing of how it records. */
    void noteAway(long bytes, long referenceNanos) {
        missedBytes += bytes;
        noteMissedAt(referenceNanos);
    }

    /** Whether the capture had demonstrably not begun at this time, or was over. */
    boolean wasAway(long referenceNanos, long errorNanos) {
        long local = clock.fromReference(referenceNanos);
        long error = clock.uncertainty(local) + errorNanos + TravelTimes.CROSSING_NANOS;
        return clock.known() && (local + error < trace.firstNanos() || local - error > trace.lastNanos());
    }

    private void noteMissedAt(long referenceNanos) {
        if (missedCount == missedTimes.length) {
            missedTimes = Arrays.copyOf(missedTimes, missedCount * 2);
        }
        missedTimes[missedCount++] = referenceNanos;
    }

    /**
     * Whether the tap recorded any data at all of this direction, in whatever session; or, in one session, this direction's
     * bare acknowledgements and the other's data: what records both records this direction's data, too.
     */
    public boolean recordsData(Direction direction) {
        for (boolean tls : new boolean[] {false, true}) {
            Tally tally = tallies.get(List.of(direction, tls));
            if (tally != null && tally.passed > tally.missed) {
                return true;
            }
        }
        return trace.legs().stream()
                .anyMatch(leg -> !leg.seen(direction).isEmpty()
                        || !leg.seen(direction.opposite()).isEmpty() && acknowledges(leg, direction));
    }

    /** More than the handshake's, which captures of connections' beginnings and ends show as well. */
    private static boolean acknowledges(Leg leg, Direction direction) {
        SegmentStore store = leg.store();
        int bare = 0;
        for (int row = leg.firstRow(); row != SegmentStore.NONE && bare < 2; row = store.next(row)) {
            boolean ack = store.flags(row) == TcpFlags.ACK && store.length(row) == 0;
            bare += ack && store.direction(row) == direction && !store.isDuplicateFrame(row) ? 1 : 0;
        }
        return bare >= 2;
    }

    /** How likely this tap misses a segment of this session, direction and kind. */
    public double missProbability(Session session, Direction direction, boolean tls) {
        double worst = BASE_MISS_PROBABILITY;
        for (Object scope : scopes(session, direction, tls)) {
            Tally tally = tallies.get(scope);
            if (tally != null && (tally.passed >= ENOUGH || tally.missed == tally.passed)) {
                worst = Math.max(worst, tally.missProbability());
            }
        }
        return Math.min(1, worst);
    }

    /**
     * How likely this tap misses any packet of this session, by what it missed of either direction: holes fall where they
     * will. A direction of which it holds nothing is another matter; then the other is judged by itself, and this is 0.
     */
    public double missProbability(Session session) {
        Tally both = new Tally();
        for (Direction direction : Direction.values()) {
            Tally tally = tallies.get(List.of(session.index(), direction));
            if (tally != null && tally.missed == tally.passed) {
                return 0;
            }
            both.passed += tally == null ? 0 : tally.passed;
            both.missed += tally == null ? 0 : tally.missed;
        }
        return both.missProbability();
    }

    /**
     * How likely this tap misses any packet of whatever session, by what it missed of clear text: holes fall where they
     * will, and what is blind to a direction or to a kind of session misses most of that.
     */
    public double missProbability() {
        Tally all = new Tally();
        for (Direction direction : Direction.values()) {
            Tally tally = tallies.get(List.of(direction, false));
            if (tally != null && tally.missed * 2 <= tally.passed) {
                all.passed += tally.passed;
                all.missed += tally.missed;
            }
        }
        return all.passed >= ENOUGH ? all.missProbability() : 0;
    }

    /** Whether segments of this direction and kind demonstrably passed and were recorded, in this or any session. */
    public boolean recordsKind(Session session, Direction direction, boolean tls) {
        for (Object scope : scopes(session, direction, tls)) {
            Tally tally = tallies.get(scope);
            boolean ofData = !scope.equals(List.of(session.index(), direction));
            if (ofData && tally != null && tally.passed > tally.missed) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the tap was recording at all at this time, by its first and last frame and the clocks' error. Of a capture
     * whose clock nothing bounds nobody knows when it was made.
     */
    public boolean running(long referenceNanos) {
        if (!clock.known()) {
            return false;
        }
        long local = clock.fromReference(referenceNanos);
        long error = clock.uncertainty(local);
        return local - error >= trace.firstNanos() && local + error <= trace.lastNanos() && !isBlind(local, error);
    }

    /**
     * Whether the tap was recording, or may well have been, for what leaves nothing behind to record. A capture without a frame at its very end may have had nothing
     * to record, so a little beyond its first and last frame counts too, unless something demonstrably passed there.
     */
    public boolean runningOrAboutTo(long referenceNanos) {
        return runningOrAboutTo(referenceNanos, EDGE_NANOS);
    }

    /** @param edgeNanos how little beyond the first and last frame */
    public boolean runningOrAboutTo(long referenceNanos, long edgeNanos) {
        long local = clock.fromReference(referenceNanos);
        long error = clock.uncertainty(local);
        boolean near =
                local - error >= trace.firstNanos() - edgeNanos && local + error <= trace.lastNanos() + edgeNanos;
        return running(referenceNanos)
                || clock.known()
                        && near
                        && trace.firstNanos() <= trace.lastNanos()
                        && !missedBeyondEdges()
                        && !isBlind(local, error);
    }

    /** The capture itself knows that it lost packets then, or was not there. */
    private boolean isBlind(long local, long error) {
        for (BlindSpan span : trace.blind()) {
            if (span.contains(local, error)) {
                return true;
            }
        }
        return false;
    }

    private boolean missedBeyondEdges() {
        long first = clock.toReference(trace.firstNanos());
        long last = clock.toReference(trace.lastNanos());
        for (int i = 0; i < missedCount; i++) {
            boolean beyond = missedTimes[i] > last || missedTimes[i] < first && missedTimes[i] > first - EDGE_NANOS;
            if (beyond) {
                return true;
            }
        }
        return false;
    }

    /** Whether the capture recorded anything, of whatever kind, around this time. */
    public boolean activeAround(long referenceNanos) {
        long local = clock.fromReference(referenceNanos);
        long slack = ACTIVITY_NANOS + clock.uncertainty(local);
        return trace.activity().anyWithin(local - slack, local + slack);
    }

    /** The longest that an answer took at least at this tap, in any session, for what passed it in this direction. */
    public synchronized long longestAnswerNanos(Direction direction) {
        if (longestAnswer[direction.index()] < 0) {
            longestAnswer[direction.index()] = trace.legs().stream()
                    .filter(leg -> !leg.isPartial())
                    .mapToLong(leg -> new Arrivals(leg, direction).slowestNanos())
                    .max()
                    .orElse(0);
        }
        return longestAnswer[direction.index()];
    }

    /** Whether nothing recorded lies between this time and something that the tap demonstrably missed. */
    public boolean inHole(long referenceNanos) {
        long local = clock.fromReference(referenceNanos);
        if (isBlind(local, clock.uncertainty(local))) {
            return true;
        }
        seal();
        return missedCount > 0 && missedInSameGap(referenceNanos);
    }

    /** The capture had not come back meanwhile. */
    private boolean missedInSameGap(long nanos) {
        int after = Arrays.binarySearch(recordedTimes, nanos);
        after = after >= 0 ? after : -after - 1;
        long from = after > 0 ? recordedTimes[after - 1] : Long.MIN_VALUE;
        long to = after < recordedTimes.length ? recordedTimes[after] : Long.MAX_VALUE;
        int missed = Arrays.binarySearch(missedTimes, 0, missedCount, from);
        missed = missed >= 0 ? missed : -missed - 1;
        return missed < missedCount && missedTimes[missed] <= to && missedTimes[missed] > Long.MIN_VALUE / 2;
    }

    private synchronized void seal() {
        if (sealed || missedCount == 0) {
            return;
        }
        sealed = true;
        Arrays.sort(missedTimes, 0, missedCount);
        int rows = trace.legs().stream().mapToInt(leg -> leg.rowCount()).sum();
        recordedTimes = new long[rows];
        int at = 0;
        for (var leg : trace.legs()) {
            SegmentStore store = leg.store();
            for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                recordedTimes[at++] = clock.toReference(store, row);
            }
        }
        Arrays.sort(recordedTimes);
    }
}
