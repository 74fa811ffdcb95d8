package org.droppoint.correlate.recording;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Fragment;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.Transmissions;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * Notes of one session and direction how well each tap recorded what demonstrably passed it, its handshake and its bytes:
 * what a tap beyond saw, or what the receiver acknowledged, passed all taps before.
 */
public final class RecordingNotes {
    private static final int MAX_NOTES = 4096;

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final TracedDirection traced;
    private final DirectionLedger ledger;
    private final Insertions insertions;

    public RecordingNotes(TracedDirection traced) {
        this.traced = traced;
        this.ledger = traced.ledger();
        this.insertions = new Insertions(ledger, traced);
    }

    /** Adds to the tap records that the sessions share: not for two threads at once. */
    public void noteRecording() {
        noteHandshake();
        for (Fragment fragment : ledger.fragments()) {
            int reached = passedUpTo(fragment);
            int witness = fragment.firstSeen();
            for (int i = 0; i <= reached; i++) {
                boolean passed = fragment.seen(i) || !insertions.madeBehind(i, fragment);
                if (traced.remade(i) || !passed) {
                    continue;
                }
                for (ByteRange part : plainAndTls(fragment.range())) {
                    if (fragment.seen(i)) {
                        traced.record(i)
                                .note(ledger.session(), ledger.direction(), traced.tls(part), part.length(), true, 0);
                    } else {
                        noteMissed(i, part, witness);
                    }
                }
            }
        }
    }

    /** A stretch that holds both kinds of packets shows of each that it passed. */
    private List<ByteRange> plainAndTls(ByteRange range) {
        return range.start() < traced.tlsStart() && traced.tlsStart() < range.end()
                ? List.of(
                        new ByteRange(range.start(), traced.tlsStart()), new ByteRange(traced.tlsStart(), range.end()))
                : List.of(range);
    }

    /** What came back at the last tap that hears the receiver passed the deaf ones behind it too. */
    private int passedUpTo(Fragment fragment) {
        int last = traced.lastPosition();
        boolean arrived = last >= 0 && !ledger.hearsReceiver(last) && fragment.acknowledged(ledger.lastHearing());
        return arrived ? last : fragment.reached();
    }

    private void noteMissed(int position, ByteRange range, int witness) {
        TapRecord record = traced.record(position);
        boolean unknown = !record.clock().known();
        if (unknown && !recordedAround(position, range)) {
            record.noteAway(range.length(), NEVER);
            return;
        }
        if (witness < 0) {
            record.note(ledger.session(), ledger.direction(), traced.tls(range), range.length(), false, NEVER);
            return;
        }
        Transmissions seen = traced.transmissions(witness);
        if (seen == null) {
            return;
        }
        int[] rows = seen.carrying(range);
        for (int i = 0; i < Math.min(rows.length, MAX_NOTES); i++) {
            ByteRange part = seen.leg().range(rows[i]).intersection(range);
            long nanos = traced.referenceNanos(witness, rows[i]);
            if (!unknown && record.wasAway(nanos, traced.errorNanos(witness, rows[i]))) {
                record.noteAway(part.length(), nanos);
            } else {
                record.note(ledger.session(), ledger.direction(), traced.tls(range), part.length(), false, nanos);
            }
        }
    }

    /** Of a capture whose clock nothing bounds its own packets tell that it ran: some of before these bytes, some behind. */
    private boolean recordedAround(int position, ByteRange range) {
        SessionLeg leg = ledger.at(position);
        SentSegments sent = traced.sent(position);
        if (leg == null || sent == null || !sent.reach(range.end())) {
            return false;
        }
        return leg.leg().synSeen(ledger.direction())
                || !leg.seen(ledger.direction()).isEmpty()
                        && leg.seen(ledger.direction()).range(0).start() <= range.start();
    }

    /**
     * A SYN or SYN-ACK that was seen at a later tap passed the earlier ones; and those that hold what answers it, and the
     * other end's SYN, too.
     */
    private void noteHandshake() {
        int last = -1;
        long synNanos = 0;
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg != null && leg.leg().synSeen(ledger.direction())) {
                last = i;
                synNanos = traced.referenceNanos(i, leg.leg().firstRow());
            }
        }
        while (last >= 0 && last + 1 < ledger.positions() && holdsAnswer(ledger.at(last + 1))) {
            last++;
        }
        for (int i = 0; i <= last; i++) {
            if (traced.remade(i)) {
                continue;
            }
            SessionLeg leg = ledger.at(i);
            boolean recorded = leg != null && leg.leg().synSeen(ledger.direction());
            if (!recorded
                    && leg != null
                    && traced.record(i).trace().firstNanos() >= leg.leg().firstNanos()) {
                continue;
            }
            if (leg == null
                    && (!traced.record(i).clock().known() || traced.record(i).wasAway(synNanos, 0))) {
                traced.record(i).noteAway(0, synNanos);
                continue;
            }
            traced.record(i).noteHandshake(ledger.session(), ledger.direction(), recorded, synNanos);
        }
    }

    private boolean holdsAnswer(@Nullable SessionLeg leg) {
        Direction back = ledger.direction().opposite();
        return leg != null
                && leg.leg().synSeen(back)
                && TcpFlags.has(leg.leg().flagsSeen(back), TcpFlags.ACK)
                && !TcpFlags.has(leg.leg().flagsSeen(back), TcpFlags.RST);
    }
}
