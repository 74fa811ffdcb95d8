package org.droppoint.correlate.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.base.Tap;
import org.droppoint.correlate.recording.TapRecord;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.RepairedLoss;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.TapView;
import org.droppoint.correlate.session.Transmissions;
import org.droppoint.flow.PacketMarks;
import org.droppoint.flow.SegmentStore;

/**
 * Finds copies that were lost and made good by retransmission, and between which taps: the first copy was seen at one
 * tap, and what the next tap saw first is a later copy. What was lost before the first tap, or behind the last, their
 * packets tell in other ways.
 */
public final class RepairTracer {
    /** Each direction of a session tells at most so many of its repairs. */
    static final int MAX_REPAIRS = 2_000;

    /** A SYN stands before the first byte, and carries none. */
    private static final ByteRange SYN = new ByteRange(0, 0);

    /** Sooner nothing is made good: what comes so soon was overtaken. */
    static final long MIN_REPAIR_NANOS = 3_000_000L;

    private final TracedDirection traced;
    private final DirectionLedger ledger;
    private final List<RepairedLoss> found = new ArrayList<>();
    private int total;
    private boolean spoils;

    public RepairTracer(TracedDirection traced) {
        this.traced = traced;
        this.ledger = traced.ledger();
    }

    public void trace() {
        int previous = -1;
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg == null) {
                continue;
            }
            if (previous < 0 && hopBefore(i)) {
                new RepairsBeforeTap(traced, this::add).trace(i, leg);
            } else if (previous >= 0) {
                between(previous, i);
            }
            previous = i;
        }
        if (previous >= 0 && hopBehind(previous)) {
            new RepairsBehindTap(traced, this::add).trace(previous);
        }
    }

    /** @param spoils copies of this session are spoilt on the way: what may be one of them was lost nobody knows where */
    public List<RepairedLoss> repairs(boolean spoils) {
        return found.stream().filter(loss -> !spoils || !mayBeSpoilt(loss)).toList();
    }

    /** How many there are, told or not. */
    public int total(boolean spoils) {
        return total - found.size() + repairs(spoils).size();
    }

    /** Whether copies were spoilt between two taps, as other copies of the same show. */
    public boolean spoils() {
        return spoils;
    }

    /**
     * Whether the last tap that has a lost copy has but a part of it: where copies are spoilt, this one may have been before
     * that tap, in the part that nobody sees.
     */
    private boolean mayBeSpoilt(RepairedLoss loss) {
        SessionLeg leg = loss.absent() < ledger.positions() ? null : ledger.at(loss.lostPosition());
        return leg != null
                && loss.lostRow() != SegmentStore.NONE
                && leg.leg().store().captured(loss.lostRow())
                        < leg.leg().store().length(loss.lostRow());
    }

    /** Nothing lies between the host and its own tap. */
    private boolean hopBefore(int position) {
        return !(ledger.tapOrder(position) == 0 && ledger.session().outward(ledger.direction()) && isHostTap(position));
    }

    private boolean hopBehind(int position) {
        return !(ledger.tapOrder(position) == 0
                && !ledger.session().outward(ledger.direction())
                && isHostTap(position));
    }

    private boolean isHostTap(int position) {
        return traced.record(position).tap().name().equals(Tap.HOST);
    }

    private void add(RepairedLoss loss) {
        total++;
        if (found.size() < MAX_REPAIRS) {
            found.add(loss);
        }
    }

    private boolean copyWasObservable(int position, long nanos) {
        TapRecord record = traced.record(position);
        return record.running(nanos)
                && !record.inHole(nanos)
                && record.missProbability(ledger.session(), ledger.direction(), true) <= TapView.MAX_DOUBT
                && record.missProbability(ledger.session(), ledger.direction(), false) <= TapView.MAX_DOUBT;
    }

    private void between(int near, int far) {
        Transmissions sent = traced.transmissions(near);
        Transmissions arrived = traced.transmissions(far);
        if (sent == null || arrived == null || !clocksKnown(near, far)) {
            return;
        }
        Coverage once = new Coverage();
        for (int i = 0; i < sent.count(); i++) {
            ByteRange range = new ByteRange(sent.start(i), sent.end(i));
            if (once.overlaps(range)) {
                continue;
            }
            once.add(range);
            if (i + 1 < sent.count() && sent.start(i + 1) < range.end()) {
                int[] taken = taken(far, arrived, range);
                spoils |= taken.length < arrived.carrying(range).length;
                repairedBetween(near, far, range, sent.carrying(range), taken);
            }
        }
        repairedBetween(near, far, SYN, traced.synRows(near), traced.synRows(far));
    }

    /** A tap farther on holds the first copy, or as many as were sent: that it lacks one, the far tap shows of itself alone. */
    private boolean passedOn(int near, int far, ByteRange range, int[] copies) {
        SegmentStore store = Objects.requireNonNull(ledger.at(near)).leg().store();
        for (int i = far + 1; i < ledger.positions(); i++) {
            Transmissions beyond = ledger.packetsPass(near, i) ? traced.transmissions(i) : null;
            if (beyond == null) {
                continue;
            }
            SegmentStore other = beyond.leg().leg().store();
            int[] held = range.isEmpty() ? traced.synRows(i) : taken(i, beyond, range);
            boolean first = Arrays.stream(held)
                    .anyMatch(row -> PacketMarks.compare(store, copies[0], other, row) == PacketMarks.SAME
                            && PacketMarks.compare(store, copies[1], other, row) != PacketMarks.SAME);
            if (first || held.length >= copies.length) {
                return true;
            }
        }
        return false;
    }

    /** The copies of a range that the receiver's stack did not throw away. */
    private int[] taken(int position, Transmissions arrived, ByteRange range) {
        int[] copies = arrived.carrying(range);
        int rejected = RejectedCopies.before(traced, position, arrived.leg(), copies, range);
        return Arrays.copyOfRange(copies, rejected, copies.length);
    }

    private boolean clocksKnown(int near, int far) {
        return traced.record(near).clock().known() && traced.record(far).clock().known();
    }

    /** Copies of one thing, in capture order: those at the near tap, and what of them the far one saw. */
    private void repairedBetween(int near, int far, ByteRange range, int[] copies, int[] seen) {
        Transmissions sent = traced.transmissions(near);
        boolean tooBig = sent != null && !range.isEmpty() && sent.becameSmaller(copies);
        if (copies.length < 2 || seen.length == 0 || seen.length >= copies.length || tooBig) {
            return;
        }
        long first = traced.referenceNanos(near, copies[0]);
        long second = traced.referenceNanos(near, copies[1]);
        long arrival = traced.referenceNanos(far, seen[0]);
        long error = traced.errorNanos(near, copies[0]) + traced.errorNanos(far, seen[0]);
        boolean answersLaterCopy = arrival >= second - error && second - first > 2 * error;
        if (answersLaterCopy && copyWasObservable(far, first) && !passedOn(near, far, range, copies)) {
            int reached = ledger.spoilt(far, range).length > 0 ? ledger.provenUpTo(near, range) : near;
            add(new RepairedLoss(
                    ledger.direction(),
                    range,
                    reached,
                    far,
                    near,
                    copies[0],
                    far,
                    seen[0],
                    Math.max(0, arrival - first)));
        }
    }
}
