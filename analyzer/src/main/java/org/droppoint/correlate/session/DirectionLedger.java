package org.droppoint.correlate.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a session across all taps in order of travel: which bytes each tap saw, how far the receiver's
 * acknowledgements, seen at each tap, prove delivery, and how far the sender's sequence numbers prove sending.
 * Positions count the taps along the way from 0, the sender's side first.
 */
public final class DirectionLedger {
    /** Nothing is overtaken by so much. */
    private static final long LATEST_NANOS = 2 * Times.NANOS_PER_SECOND;

    /** A sequence number farther beyond all data than any window allows proves nothing. */
    private static final long PLAUSIBLE_JUMP_BYTES = 1L << 30;

    private final Session session;
    private final Direction direction;
    private final List<@Nullable SessionLeg> along;
    private final Coverage[] seen;
    private final Coverage[] acknowledged;
    /** Where the sender's FIN stands in the stream as each leg saw it, -1 where it saw none. */
    private final long[] fins;

    private final long finOffset;
    private final long jumpEnd;
    private final List<Fragment> fragments;
    private final @Nullable RisingStarts[] rising;
    /** The rows of each leg that came with a wrong checksum and that no stack took. */
    private final List<SpoiltRows> spoilt = new ArrayList<>();

    private final @Nullable Transmissions[] sent;

    public DirectionLedger(Session session, Direction direction, int tapCount) {
        this.session = session;
        this.direction = direction;
        this.along = new ArrayList<>();
        boolean outward = session.outward(direction);
        for (int i = 0; i < tapCount; i++) {
            int order = outward ? i : tapCount - 1 - i;
            along.add(session.followedLegs().stream()
                    .filter(leg -> leg.tap().order() == order)
                    .findFirst()
                    .orElse(null));
        }
        this.fins = new long[tapCount];
        for (int i = 0; i < tapCount; i++) {
            SessionLeg leg = along.get(i);
            fins[i] = leg == null ? -1 : fin(leg);
        }
        this.finOffset = Arrays.stream(fins).max().orElse(-1);
        this.sent = new Transmissions[tapCount];
        this.rising = new RisingStarts[tapCount];
        this.seen = new Coverage[tapCount];
        this.acknowledged = new Coverage[tapCount];
        long highest = 0;
        for (int i = 0; i < tapCount; i++) {
            SessionLeg leg = along.get(i);
            spoilt.add(new SpoiltRows(leg, direction));
            seen[i] = leg == null ? new Coverage() : withoutProbe(leg.seen(direction));
            acknowledged[i] = new Coverage();
            if (leg != null) {
                highest = Math.max(highest, read(leg, fins[i], acknowledged[i]));
            }
        }
        this.jumpEnd = highest;
        this.fragments = List.copyOf(cut());
    }

    /** Collects the receiver's acknowledgements; returns the highest offset that the sender's headers show as sent. */
    private long read(SessionLeg leg, long fin, Coverage acks) {
        SegmentStore store = leg.leg().store();
        long end = session.stream(direction).end();
        long highestAck = 0;
        long highestNanos = 0;
        long highestSent = 0;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean reset = (store.flags(row) & TcpFlags.RST) != 0;
            boolean unreliable =
                    reset && (store.direction(row) == direction || !leftTheHost(leg, row)) || store.isOutside(row);
            if (SpoiltRows.isSpoilt(store, row, direction) && leg.start(row) - end <= Leg.PLAUSIBLE_FLIGHT_BYTES) {
                highestSent = Math.max(highestSent, leg.end(row));
            }
            if (unreliable) {
                continue;
            }
            if (store.direction(row) == direction) {
                long start = leg.map(direction).toSession(Math.max(0, store.start(row)));
                if (start > highestSent && start - end < PLAUSIBLE_JUMP_BYTES) {
                    highestSent = start;
                }
                continue;
            }
            long ack = leg.ack(row);
            if (ack != SegmentStore.NO_ACK && ack < highestAck && takesBack(store, row, highestNanos)) {
                highestAck = ack;
            }
            if (ack > highestAck && ack - end < PLAUSIBLE_JUMP_BYTES) {
                highestAck = ack;
                highestNanos = store.epochNanos(row);
            }
            for (int i = 0; i + 1 < store.sackEdgeCount(row); i += 2) {
                addSack(leg, store.sackEdge(row, i), store.sackEdge(row, i + 1), end, acks);
            }
        }
        acks.add(0, withoutFin(fin, highestAck, end));
        return withoutFin(fin, highestSent, end);
    }

    /** What leaves the host through its own tap the host made: its resets acknowledge like any other packet. */
    private boolean leftTheHost(SessionLeg leg, int row) {
        return leg.tap().name().equals(Tap.HOST)
                && leg.tap().order() == 0
                && session.outward(leg.leg().store().direction(row));
    }

    /**
     * A stack never acknowledges less than before (RFC 9293 section 3.4). Where a packet of the receiver does, so much
     * later that nothing can have held it up, it did not make the acknowledgement before: a device did, in its name.
     */
    private static boolean takesBack(SegmentStore store, int row, long acknowledgedNanos) {
        return (store.flags(row) & TcpFlags.SYN) == 0
                && !store.isDuplicateFrame(row)
                && store.epochNanos(row) - acknowledgedNanos > LATEST_NANOS;
    }

    /**
     * The rows at a position that brought some byte of a range with a wrong checksum, in capture order: what the receiver
     * drops without a word.
     */
    public int[] spoilt(int position, ByteRange range) {
        return spoilt.get(position).overlapping(range);
    }

    public int[] spoilt(int position) {
        return spoilt.get(position).all();
    }

    /**
     * The last position up to another one that holds a copy of a range whole and with a right checksum; -1 where there is none.
     * What cannot be summed up may have been spoilt there already; what leaves its own machine is summed up by the card.
     */
    public int provenUpTo(int position, ByteRange range) {
        int last = position;
        while (last >= 0 && !holdsWhole(last, range)) {
            last--;
        }
        return last;
    }

    private boolean holdsWhole(int position, ByteRange range) {
        SessionLeg leg = along.get(position);
        if (leg == null || !seen[position].overlaps(range)) {
            return false;
        }
        Transmissions sent = sent(position, leg);
        SegmentStore store = leg.leg().store();
        return Arrays.stream(sent.carrying(range))
                .anyMatch(row ->
                        (!store.isSpoilt(row) || leftTheHost(leg, row)) && store.captured(row) >= store.length(row));
    }

    /** Made where something was spoilt, and nowhere else: it is kept as long as this. */
    private Transmissions sent(int position, SessionLeg leg) {
        Transmissions made = sent[position];
        if (made == null) {
            made = new Transmissions(leg, direction);
            sent[position] = made;
        }
        return made;
    }

    /** Whether anything of this direction came to a position with a wrong checksum, and was taken by no stack. */
    public boolean spoiltAnything(int position) {
        return !spoilt.get(position).isEmpty();
    }

    /** A FIN takes a sequence number of its own (RFC 9293 section 3.4); it is no byte of the stream. */
    private long withoutFin(long own, long offset, long end) {
        long fin = own >= 0 ? own : finOffset;
        return fin >= 0 ? Math.min(offset, fin) : offset == end + 1 ? end : offset;
    }

    /** A keep-alive after the FIN carries a byte in its place (RFC 9293 section 3.8.4); not every tap knows of the FIN. */
    private Coverage withoutProbe(Coverage bytes) {
        if (finOffset >= 0 && bytes.end() == finOffset + 1) {
            bytes.remove(new ByteRange(finOffset, finOffset + 1));
        }
        return bytes;
    }

    /** Where the sender's FIN stands in the stream as this leg saw it, -1 where it saw none. */
    private long fin(SessionLeg leg) {
        long fin = -1;
        if ((leg.leg().flagsSeen(direction) & TcpFlags.FIN) == 0) {
            return fin;
        }
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean own = store.direction(row) == direction && !store.isOutside(row);
            if (own && TcpFlags.has(store.flags(row), TcpFlags.FIN)) {
                fin = Math.max(fin, leg.range(row).end());
            }
        }
        return fin;
    }

    private void addSack(SessionLeg leg, long left, long right, long end, Coverage acks) {
        long from = leg.map(direction).toSession(left);
        long to = leg.map(direction).toSession(right);
        boolean translated = from >= 0 && to > from && to <= end + 1;
        if (translated) {
            acks.add(from, Math.min(to, end));
        }
    }

    private List<Fragment> cut() {
        Coverage all = new Coverage();
        TreeSet<Long> edges = new TreeSet<>();
        for (int i = 0; i < seen.length; i++) {
            all.addAll(seen[i]);
            for (ByteRange range : seen[i].ranges()) {
                edges.add(range.start());
                edges.add(range.end());
            }
            for (ByteRange range : acknowledged[i].ranges()) {
                edges.add(range.start());
                edges.add(range.end());
                all.add(range);
            }
        }
        if (!all.isEmpty() || jumpEnd > 0) {
            long first = session.stream(direction).fromStart() || all.isEmpty()
                    ? 0
                    : all.range(0).start();
            all.add(first, Math.max(all.end(), jumpEnd));
        }
        List<Fragment> result = new ArrayList<>();
        for (ByteRange range : all.ranges()) {
            long start = range.start();
            for (long edge : List.copyOf(edges.subSet(range.start(), false, range.end(), false))) {
                result.add(fragment(new ByteRange(start, edge)));
                start = edge;
            }
            result.add(fragment(new ByteRange(start, range.end())));
        }
        return result;
    }

    private Fragment fragment(ByteRange range) {
        BitSet seenHere = new BitSet();
        BitSet acked = new BitSet();
        for (int i = 0; i < seen.length; i++) {
            seenHere.set(i, seen[i].contains(range));
            acked.set(i, acknowledged[i].contains(range));
        }
        return new Fragment(range, seenHere, acked);
    }

    /** Whether an offset lies where a FIN stands, as any tap has it, or behind it: no byte of the stream does. */
    public boolean isBehindFin(long offset) {
        return finOffset >= 0 && offset >= finOffset;
    }

    public Session session() {
        return session;
    }

    public Direction direction() {
        return direction;
    }

    public int positions() {
        return along.size();
    }

    /** The leg at a position along the way, or null where that tap saw nothing of the session. */
    public @Nullable SessionLeg at(int position) {
        return along.get(position);
    }

    /** The tap order of a position along the way. */
    public int tapOrder(int position) {
        return session.outward(direction) ? position : along.size() - 1 - position;
    }

    /** Whether packets are shown to pass between two positions; false where a tap saw nothing. */
    public boolean packetsPass(int position, int other) {
        SessionLeg one = along.get(position);
        SessionLeg two = along.get(other);
        return one != null && two != null && session.packetsPass(one, two);
    }

    public Coverage seen(int position) {
        return seen[position];
    }

    public Coverage acknowledged(int position) {
        return acknowledged[position];
    }

    /** Whether the tap at a position saw anything that the receiver sent. */
    public boolean hearsReceiver(int position) {
        SessionLeg leg = along.get(position);
        return leg != null && leg.leg().rowCount(direction.opposite()) > 0;
    }

    /**
     * The first row at a position whose sequence number lies at or beyond an offset of the stream, other than absurdly
     * far from all the rest; {@link SegmentStore#NONE} where there is none.
     */
    public int firstBeyond(int position, long offset) {
        SessionLeg leg = along.get(position);
        if (leg == null) {
            return SegmentStore.NONE;
        }
        RisingStarts starts = rising[position];
        if (starts == null) {
            starts = new RisingStarts(leg, direction, false);
            rising[position] = starts;
        }
        return starts.firstBeyond(offset);
    }

    /** The position nearest the receiver that saw anything of it; -1 where none did. */
    public int lastHearing() {
        for (int i = along.size() - 1; i >= 0; i--) {
            if (hearsReceiver(i)) {
                return i;
            }
        }
        return -1;
    }

    /** The highest offset that a sequence number of the sender shows to have been sent before it. */
    public long jumpEnd() {
        return jumpEnd;
    }

    public List<Fragment> fragments() {
        return fragments;
    }

    /** Those of the fragments that have some byte of a range. */
    public List<Fragment> fragments(ByteRange range) {
        int low = 0;
        int high = fragments.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (fragments.get(middle).range().end() <= range.start()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int end = low;
        while (end < fragments.size() && fragments.get(end).range().start() < range.end()) {
            end++;
        }
        return fragments.subList(low, end);
    }
}
