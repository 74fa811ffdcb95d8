package org.droppoint.correlate.clock;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.Spread;
import org.droppoint.base.Tap;
import org.droppoint.correlate.match.PacketPairs;
import org.droppoint.correlate.match.Passage;
import org.droppoint.correlate.match.Remaking;
import org.droppoint.correlate.match.RowIndex;
import org.droppoint.correlate.match.SessionLegs;
import org.droppoint.correlate.order.Orientation;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.CommonLines;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.Taps;
import org.droppoint.correlate.session.Transmissions;
import org.droppoint.flow.PacketMarks;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.StampGrain;
import org.droppoint.flow.TcpFlags;

/**
 * The packets that two taps both recorded, of all sessions, and those with which a proxy answered them: all that clocks
 * are compared by. Collected once for every
 * pair of taps, as rows, nine bytes a packet.
 */
final class SharedPackets {
    private final Taps taps;
    private final List<Pair> pairs = new ArrayList<>();

    /**
     * Packets of one session: the rows of each at the tap nearer the host and at the farther one, and whether it left the
     * host.
     */
    static final class Pair {
        private final SessionLeg near;
        private final SessionLeg far;
        private int[] nearRows;
        private int[] farRows;
        private boolean[] outward;
        private final BitSet otherMarks = new BitSet();
        private final Marks marks = new Marks();
        private final long[] otherCopyNanos = new long[2];
        private int count;

        private Pair(SessionLeg near, SessionLeg far) {
            this.near = near;
            this.far = far;
            int most = Math.min(near.leg().rowCount(), far.leg().rowCount());
            nearRows = new int[most];
            farRows = new int[most];
            outward = new boolean[most];
        }

        private void add(int nearRow, int farRow, boolean leaves) {
            if (count == nearRows.length) { // a proxy's packets may come from one and the same
                nearRows = Arrays.copyOf(nearRows, count * 2 + 1);
                farRows = Arrays.copyOf(farRows, count * 2 + 1);
                outward = Arrays.copyOf(outward, count * 2 + 1);
            }
            nearRows[count] = nearRow;
            farRows[count] = farRow;
            outward[count++] = leaves;
        }

        private void addSeen(int nearRow, int farRow, boolean leaves) {
            PacketMarks compared =
                    PacketMarks.compare(near.leg().store(), nearRow, far.leg().store(), farRow);
            otherMarks.set(count, compared == PacketMarks.DIFFER);
            marks.count(leaves, compared);
            add(nearRow, farRow, leaves);
        }

        /**
         * Takes out what are two copies of one segment, each seen at one of the taps only: a stack marks every packet
         * anew, and its marks stay, unless a device in between demonstrably gives others.
         */
        private void withoutOtherCopies(Marks between) {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                if (!otherMarks.get(i) || between.setAnew(outward[i])) {
                    nearRows[kept] = nearRows[i];
                    farRows[kept] = farRows[i];
                    outward[kept++] = outward[i];
                }
            }
            count = kept;
        }

        private boolean isOf(Tap one, Tap other) {
            return near.tap().order() == Math.min(one.order(), other.order())
                    && far.tap().order() == Math.max(one.order(), other.order());
        }

        int count() {
            return count;
        }

        boolean outward(int index) {
            return outward[index];
        }

        long nanos(int index, boolean atFar) {
            return store(atFar).epochNanos(row(index, atFar));
        }

        /** Grows along the capture, also where its clock steps back. */
        long captureOrder(int index, boolean atFar) {
            return ClockModel.order(store(atFar), row(index, atFar));
        }

        long toReference(int index, boolean atFar, ClockModel clock) {
            return clock.toReference(store(atFar), row(index, atFar));
        }

        /** How far the time of one of its rows may be off, on the reference clock, as that of the very packet. */
        long uncertainty(int index, boolean atFar, ClockModel clock) {
            return clock.uncertainty(store(atFar), row(index, atFar)) + otherCopyNanos[outward[index] ? 1 : 0];
        }

        private SegmentStore store(boolean atFar) {
            return (atFar ? far : near).leg().store();
        }

        private int row(int index, boolean atFar) {
            return (atFar ? farRows : nearRows)[index];
        }
    }

    /** How many packets bear the same marks at two taps, and how many others, in either direction. */
    private static final class Marks {
        /** So many packets that all bear other marks behind a device were marked by it. */
        private static final int TO_BELIEVE = 6;

        private final int[] same = new int[2];
        private final int[] others = new int[2];

        void count(boolean leaves, PacketMarks compared) {
            int way = leaves ? 1 : 0;
            same[way] += compared == PacketMarks.SAME ? 1 : 0;
            others[way] += compared == PacketMarks.DIFFER ? 1 : 0;
        }

        void add(Marks more) {
            for (int way = 0; way < same.length; way++) {
                same[way] += more.same[way];
                others[way] += more.others[way];
            }
        }

        boolean setAnew(boolean leaves) {
            int way = leaves ? 1 : 0;
            return others[way] >= TO_BELIEVE && others[way] > same[way] * TO_BELIEVE;
        }
    }

    SharedPackets(Taps taps, List<SessionLegs> sessions) {
        this.taps = taps;
        Spread.over(sessions.size(), i -> pairs(sessions.get(i))).forEach(pairs::addAll);
        for (TapTrace one : taps.traces()) {
            for (TapTrace other : taps.traces()) {
                if (one.tap().order() < other.tap().order()) {
                    List<Pair> between = of(one.tap(), other.tap());
                    Marks marks = new Marks();
                    between.forEach(pair -> marks.add(pair.marks));
                    between.forEach(pair -> pair.withoutOtherCopies(marks));
                }
            }
        }
    }

    private List<Pair> pairs(SessionLegs session) {
        if (session.byTap().size() < 2) {
            return List.of();
        }
        List<Pair> found = new ArrayList<>();
        Passage passage = session.passage();
        boolean outwardIsClient = !Orientation.serverAtHost(passage);
        List<SessionLeg> legs = passage.legs();
        for (int i = 0; i < legs.size(); i++) {
            for (int j = i + 1; j < legs.size(); j++) {
                if (passage.between(i, j)) {
                    Pair pair = passed(passage.index(i), passage.index(j), outwardIsClient);
                    for (Direction direction : Direction.values()) {
                        boolean outward = (direction == Direction.CLIENT_TO_SERVER) == outwardIsClient;
                        pair.otherCopyNanos[outward ? 1 : 0] = otherCopyNanos(passage, i, j, direction);
                    }
                    found.add(pair);
                } else if (Remaking.across(taps, passage, i, j) == Remaking.Relation.RELAYED) {
                    found.add(relayed(legs.get(i), legs.get(j), outwardIsClient, passage.otherStacks(i, j)));
                }
            }
        }
        passage.release();
        return found;
    }

    /**
     * A network that brings some packets twice brings the same ones twice to all that follow. Where one capture holds two
     * of what another has once, each may have missed one, and what they have in common be two copies: so far apart at most.
     */
    private static long otherCopyNanos(Passage passage, int one, int other, Direction direction) {
        RowIndex near = passage.index(one);
        RowIndex far = passage.index(other);
        long most = 0;
        for (int i = 0; i < passage.legs().size(); i++) {
            for (Map.Entry<Long, Long> doubled :
                    passage.index(i).doubled(direction).entrySet()) {
                long key = doubled.getKey();
                boolean both = near.doubled(direction).containsKey(key)
                        && far.doubled(direction).containsKey(key);
                most = both || !near.holds(key) || !far.holds(key) ? most : Math.max(most, doubled.getValue());
            }
        }
        return most;
    }

    private static Pair passed(RowIndex near, RowIndex far, boolean outwardIsClient) {
        Pair pair = new Pair(near.leg(), far.leg());
        SegmentStore store = far.leg().leg().store();
        PacketPairs.visit(near, far, (nearRow, farRow) -> {
            pair.addSeen(nearRow, farRow, (store.direction(farRow).index() == 0) == outwardIsClient);
            return true;
        });
        return pair;
    }

    /**
     * A proxy's packets are its own, but no byte leaves it before it came: a segment behind it pairs with the one before
     * it that brought its last byte, where each tap saw that byte once and, before the proxy, in its turn. What a client
     * says in clear text before TLS, a device with a stack of its own that speaks SMTP says unheard: there it bounds only
     * in a dialogue that is known to be the same. But no device asks a server before a client has asked it.
     *
     * @param otherStacks the two legs' packets are demonstrably not the same
     */
    private Pair relayed(SessionLeg near, SessionLeg far, boolean outwardIsClient, boolean otherStacks) {
        Pair pair = new Pair(near, far);
        boolean sameDialogue = Remaking.sameDialogue(taps, near, far);
        int asked = onlySyn(outwardIsClient ? near : far);
        int asks = onlySyn(outwardIsClient ? far : near);
        if (asked != SegmentStore.NONE && asks != SegmentStore.NONE) {
            pair.add(outwardIsClient ? asked : asks, outwardIsClient ? asks : asked, outwardIsClient);
        }
        for (Direction direction : Direction.values()) {
            boolean outward = (direction == Direction.CLIENT_TO_SERVER) == outwardIsClient;
            boolean heard = !otherStacks || direction == Direction.SERVER_TO_CLIENT;
            Transmissions before = new Transmissions(outward ? near : far, direction);
            Transmissions behind = new Transmissions(outward ? far : near, direction);
            for (int i = 0; i < behind.count(); i++) {
                ByteRange last = new ByteRange(behind.end(i) - 1, behind.end(i));
                int[] sources = before.carrying(last);
                boolean once = sources.length == 1 && behind.carrying(last).length == 1;
                boolean same = once
                        && (sameDialogue
                                || heard && sameContent(before.leg(), sources[0], behind.leg(), behind.row(i)));
                if (same && before.follows(sources[0])) {
                    pair.add(outward ? sources[0] : behind.row(i), outward ? behind.row(i) : sources[0], outward);
                }
            }
        }
        return pair;
    }

    /** The client's SYN where a leg holds one; none of several, one of which another capture may have missed. */
    private static int onlySyn(SessionLeg leg) {
        SegmentStore store = leg.leg().store();
        int found = SegmentStore.NONE;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean syn = store.direction(row) == Direction.CLIENT_TO_SERVER
                    && TcpFlags.has(store.flags(row), TcpFlags.SYN)
                    && !store.isDuplicateFrame(row);
            if (syn && found != SegmentStore.NONE) {
                return SegmentStore.NONE;
            }
            found = syn ? row : found;
        }
        return found;
    }

    /**
     * Whether two segments, cut alike, hold the same bytes: a proxy may also say something of its own, and so short a
     * line as "220 ready" without having heard it.
     */
    private static boolean sameContent(SessionLeg one, int row, SessionLeg other, int otherRow) {
        SegmentStore store = one.leg().store();
        SegmentStore otherStore = other.leg().store();
        boolean whole = store.captured(row) == store.length(row)
                && otherStore.captured(otherRow) == otherStore.length(otherRow);
        return whole
                && store.length(row) > SAID_BY_ANYBODY_BYTES
                && one.start(row) == other.start(otherRow)
                && CommonLines.content(store, row) == CommonLines.content(otherStore, otherRow);
    }

    /** Those of two different taps, in whichever order. */
    List<Pair> of(Tap one, Tap other) {
        return pairs.stream().filter(pair -> pair.isOf(one, other)).toList();
    }

    /** The least and the greatest stamp of a tap's segments between two places of its capture; none for nothing. */
    long[] stamps(Tap tap, long fromOrder, long toOrder) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (var leg : taps.trace(tap).legs()) {
            SegmentStore store = leg.store();
            for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                long order = ClockModel.order(store, row);
                if (order > fromOrder && order < toOrder) {
                    least = Math.min(least, store.epochNanos(row));
                    greatest = Math.max(greatest, store.epochNanos(row));
                }
            }
        }
        return least > greatest ? new long[0] : new long[] {least, greatest};
    }

    /** How coarse a tap's stamps are: {@link StampGrain}. */
    long resolutionNanos(Tap tap) {
        return StampGrain.nanos(taps.trace(tap).legs());
    }

    /** A command without an argument. */
    private static final int SAID_BY_ANYBODY_BYTES = 16;
}
