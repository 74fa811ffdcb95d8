package org.droppoint.correlate.loss;

import java.util.List;
import java.util.function.Predicate;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.correlate.recording.Orphans;
import org.droppoint.correlate.recording.ReceiverSigns;
import org.droppoint.correlate.recording.SentSegments;
import org.droppoint.correlate.recording.TapRecord;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.CommonLines;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Fragment;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.Sighting;
import org.droppoint.correlate.session.TapView;
import org.droppoint.correlate.session.Transmissions;
import org.droppoint.correlate.session.TravelTimes;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * What each tap can say of something sent in one direction of a session: that it saw it, that it lacks what passed there, or
 * that it cannot tell, and why.
 */
final class TapSightings {
    /** Copies beyond this number are no longer independent witnesses. */
    private static final int MAX_WITNESSES = 6;

    /** No stack waits longer for the first acknowledgement (RFC 1122 section 4.2.3.1). */
    private static final long SLOWEST_TIMEOUT_NANOS = 3 * Times.NANOS_PER_SECOND;

    private static final long LARGEST_SEGMENT_BYTES = 1460;

    private final TracedDirection traced;
    private final DirectionLedger ledger;
    private final Orphans orphans;
    private final long[] crossing;
    private final @Nullable SharedFrame[] shared;

    TapSightings(TracedDirection traced, Orphans orphans) {
        this.traced = traced;
        this.ledger = traced.ledger();
        this.orphans = orphans;
        this.crossing = new long[ledger.positions() * ledger.positions()];
        this.shared = new SharedFrame[ledger.positions() * ledger.positions()];
    }

    // ---- bytes ----

    /** @param sent when and how they were sent */
    Sighting ofBytes(int position, Fragment fragment, Sending sent) {
        int reached = fragment.reached();
        long[] times = sent.timesElsewhere();
        boolean byJump = sent.byJump();
        TapRecord record = traced.record(position);
        Tap tap = record.tap();
        if (fragment.seen(position)) {
            return new Sighting.Seen(tap);
        }
        if (position > reached && ledger.spoilt(position, fragment.range()).length > 0) {
            return spoilt(position);
        }
        if (position < reached || fragment.acknowledged(position)) {
            return new Sighting.Unobservable(
                    tap, Sighting.Reason.BLIND, "it passed here, and this capture does not hold it");
        }
        if (traced.remade(position)) {
            return new Sighting.Unobservable(tap, Sighting.Reason.BLIND, "TLS is made anew before this tap");
        }
        if (position == 0 && atSender()) {
            return new Sighting.Unobservable(
                    tap, Sighting.Reason.BLIND, "it was sent on this very machine, and this capture does not hold it");
        }
        if (byJump && mayHavePassedBefore(position, fragment.range())) {
            return new Sighting.Unobservable(
                    tap, Sighting.Reason.NOT_RUNNING, "it may have passed before this capture began");
        }
        boolean incomparable = sent.shownAt() >= 0
                && !(traced.record(sent.shownAt()).clock().known()
                        && record.clock().known());
        if (incomparable && (framesLife(position, fragment.range()) || wasRunningThen(position, sent))) {
            return absenceInLife(position, fragment.range());
        }
        return absence(position, fragment.range(), times, byJump ? 0 : crossingNanos(sent.carrier(), position));
    }

    /**
     * This tap has the beginning of what the sender said, and its end or a number beyond these bytes: they passed here in between,
     * while the capture ran, or not at all, whatever the clocks of others say.
     */
    private boolean framesLife(int position, ByteRange range) {
        SessionLeg leg = ledger.at(position);
        return leg != null
                && leg.leg().synSeen(ledger.direction())
                && (TcpFlags.has(leg.leg().flagsSeen(ledger.direction()), TcpFlags.FIN) || sentBeyond(position, range));
    }

    private boolean wasRunningThen(int position, Sending sent) {
        int pair = sent.shownAt() * ledger.positions() + position;
        SharedFrame frames = shared[pair];
        if (frames == null) {
            frames = new SharedFrame(ledger, sent.shownAt(), position);
            shared[pair] = frames;
        }
        return sent.byJump() ? frames.upTo(sent.shownBy()) : frames.around(sent.copies());
    }

    private Sighting absenceInLife(int position, ByteRange range) {
        TapRecord record = traced.record(position);
        double miss = missProbability(record, traced.tls(range));
        if (miss > TapView.MAX_DOUBT) {
            return new Sighting.Unobservable(
                    record.tap(),
                    Sighting.Reason.BLIND,
                    "of such packets that demonstrably passed, this capture missed many");
        }
        return record.recordsData(ledger.direction())
                ? new Sighting.Absent(
                        record.tap(), 1, miss, "recorded packets of this session from before and after them")
                : new Sighting.Unobservable(
                        record.tap(),
                        Sighting.Reason.UNPROVEN,
                        "nothing shows that this capture records data this way");
    }

    /** How long bytes may need from one position to another where the slowest of this session needed as long as it did. */
    private long crossingNanos(int from, int to) {
        if (from < 0) {
            return TravelTimes.CROSSING_NANOS;
        }
        int pair = from * ledger.positions() + to;
        if (crossing[pair] == 0) {
            crossing[pair] = Math.max(TravelTimes.CROSSING_NANOS, TravelTimes.SLOWER * slowestCrossing(from, to));
        }
        return crossing[pair];
    }

    private long slowestCrossing(int from, int to) {
        Transmissions near = traced.transmissions(from);
        Transmissions far = traced.transmissions(to);
        long slowest = 0;
        for (int i = 0; near != null && far != null && i < near.count(); i++) {
            int[] arrived = far.carrying(new ByteRange(near.end(i) - 1, near.end(i)));
            boolean firstCopy = i == 0 || near.start(i) >= near.end(i - 1);
            if (firstCopy && arrived.length > 0) {
                slowest = Math.max(
                        slowest, traced.referenceNanos(to, arrived[0]) - traced.referenceNanos(from, near.row(i)));
            }
        }
        return slowest;
    }

    /**
     * A capture that begins in mid-session sees what is sent again first, and then a number beyond what else had gone out
     * by then; only behind what the receiver had acknowledged here is it known to be new, and not where the very first
     * number seen lies beyond.
     */
    private boolean mayHavePassedBefore(int position, ByteRange range) {
        SessionLeg leg = ledger.at(position);
        return leg != null
                && !leg.leg().synSeen(ledger.direction())
                && (ledger.acknowledged(position).end() < range.start() || beganBeyond(leg, range));
    }

    private boolean beganBeyond(SessionLeg leg, ByteRange range) {
        SegmentStore store = leg.leg().store();
        int row = leg.firstRow();
        while (row != SegmentStore.NONE && store.direction(row) != ledger.direction()) {
            row = store.next(row);
        }
        return row != SegmentStore.NONE && leg.start(row) >= range.end();
    }

    /** The first tap on the way is the sending machine's own. */
    private boolean atSender() {
        return ledger.tapOrder(0) == 0
                && ledger.session().outward(ledger.direction())
                && traced.record(0).tap().name().equals(Tap.HOST);
    }

    /**
     * @param crossingNanos how much later than these times the bytes may have passed; 0 where the times are those of
     *     something sent after them
     */
    private Sighting absence(int position, ByteRange range, long[] times, long crossingNanos) {
        TapRecord record = traced.record(position);
        Tap tap = record.tap();
        SessionLeg leg = ledger.at(position);
        if (leg == null) {
            return absenceOfAll(position, range, times[0] + crossingNanos);
        }
        int running = 0;
        int witnesses = 0;
        boolean byJump = crossingNanos == 0;
        boolean sawLater = byJump && sentBeyond(position, range);
        for (long nanos : times) {
            if (sawLater || record.running(nanos) && record.running(nanos + crossingNanos)) {
                running++;
                witnesses += record.inHole(nanos) ? 0 : 1;
            }
        }
        if (running == 0 && crossingNanos > 0 && record.trace().blind().isEmpty() && framesLife(position, range)) {
            return absenceInLife(position, range);
        }
        if (running == 0) {
            return new Sighting.Unobservable(tap, Sighting.Reason.NOT_RUNNING, "this capture was not running then");
        }
        if (witnesses == 0) {
            return new Sighting.Unobservable(
                    tap, Sighting.Reason.HOLE, "this capture demonstrably missed other packets just then");
        }
        double miss = missProbability(record, traced.tls(range));
        double doubt = Math.pow(miss, byJump ? packets(position, range, times[0]) : Math.min(witnesses, MAX_WITNESSES));
        boolean heardSince = record.recordsData(ledger.direction()) && recordedAfter(leg, position, times[0]);
        return absenceOfKind(record, range, witnesses, doubt, heardSince);
    }

    private Sighting absenceOfAll(int position, ByteRange range, long sinceNanos) {
        Tap tap = traced.record(position).tap();
        return noneUnmatchedHolds(position, range, sinceNanos)
                ? new Sighting.Absent(
                        tap,
                        1,
                        0,
                        "holds of each unmatched connection that may be this session all before them and no more")
                : new Sighting.Unobservable(
                        tap,
                        Sighting.Reason.BLIND,
                        "this capture holds nothing of the session, not even the handshake that must have passed it");
    }

    /** @param heardSince the tap recorded other packets of the session after these must have passed */
    private Sighting absenceOfKind(TapRecord record, ByteRange range, int witnesses, double doubt, boolean heardSince) {
        if (doubt > TapView.MAX_DOUBT) {
            return new Sighting.Unobservable(
                    record.tap(),
                    Sighting.Reason.BLIND,
                    "of such packets of this direction that demonstrably passed, this capture missed many");
        }
        if (!heardSince && !record.recordsKind(ledger.session(), ledger.direction(), traced.tls(range))) {
            return new Sighting.Unobservable(
                    record.tap(),
                    Sighting.Reason.UNPROVEN,
                    "nothing shows that this capture records this kind of packet, and it saw nothing of the session since");
        }
        String why = heardSince
                ? "recorded other packets of this session meanwhile"
                : "recorded such packets of other sessions";
        return new Sighting.Absent(record.tap(), witnesses, doubt, why);
    }

    /**
     * A capture that is blind to TLS alone there is (hardware offload); one that misses lines in clear text misses whatever
     * comes.
     */
    private double missProbability(TapRecord record, boolean tls) {
        Session session = ledger.session();
        double ofKind = record.missProbability(session, ledger.direction(), tls);
        double ofPlain = tls ? record.missProbability(session, ledger.direction(), false) : 0;
        double ofAny = Math.max(record.missProbability(session), record.missProbability());
        return Math.max(ofAny, Math.max(ofKind, ofPlain));
    }

    /**
     * How many packets must have passed where these bytes were sent and nobody has them: one of each segment, and of the
     * first that is not acknowledged as many copies as a sender makes, each after twice the time (RFC 6298 section 5).
     */
    private int packets(int position, ByteRange range, long sinceNanos) {
        SessionLeg leg = ledger.at(position);
        ReceiverSigns.Alive lacking =
                leg == null ? null : traced.receiver(position, leg).without(range, SegmentStore.NONE, sinceNanos);
        long lackedNanos = lacking == null ? 0 : lacking.nanos() - sinceNanos;
        int repeats = 0;
        for (long waited = SLOWEST_TIMEOUT_NANOS; waited <= lackedNanos && repeats < MAX_WITNESSES; repeats++) {
            waited = 2 * waited + SLOWEST_TIMEOUT_NANOS;
        }
        long acknowledged = 0;
        for (int i = 0; i < ledger.positions(); i++) {
            acknowledged = Math.max(acknowledged, ledger.acknowledged(i).contiguousEnd(0));
        }
        long segments = (range.length() + LARGEST_SEGMENT_BYTES - 1) / LARGEST_SEGMENT_BYTES;
        return (int) Math.min(MAX_WITNESSES, segments + (range.start() == acknowledged ? repeats : 0));
    }

    /**
     * Whether each of the unmatched connections at a tap that may be this session holds all that was said before some bytes and
     * none of these, though the capture ran on until they had to come: whichever it is, they did not come there.
     */
    private boolean noneUnmatchedHolds(int position, ByteRange range, long nanos) {
        return unmatched(position, nanos, leg -> isWhole(leg, range.start()) && ranOn(position, leg, nanos));
    }

    /** Whether a capture ran as long from a connection's beginning on as this session had gone on by then, whatever its clock says. */
    private boolean ranOn(int position, Leg unmatched, long nanos) {
        long begun = Long.MAX_VALUE;
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            boolean timed = leg != null && traced.record(i).clock().known();
            begun = leg != null && timed ? Math.min(begun, traced.referenceNanos(i, leg.firstRow())) : begun;
        }
        long ran = traced.record(position).trace().lastNanos() - unmatched.firstNanos();
        return begun == Long.MAX_VALUE || ran >= nanos - begun;
    }

    /** Whether each of them holds just what was said up to the end of these bytes. */
    boolean holdsUnmatched(int position, ByteRange range, long nanos) {
        return ledger.at(position) == null && unmatched(position, nanos, leg -> isWhole(leg, range.end()));
    }

    private boolean isWhole(Leg leg, long end) {
        Direction direction = ledger.direction();
        return leg.synSeen(direction) && leg.seen(direction).ranges().equals(List.of(new ByteRange(0, end)));
    }

    private boolean unmatched(int position, long nanos, Predicate<Leg> holds) {
        List<Leg> legs =
                orphans.candidates(ledger.session(), traced.record(position).tap(), nanos);
        return ledger.session().stream(ledger.direction()).fromStart()
                && legs.stream().allMatch(holds)
                && legs.stream().anyMatch(this::isInRhythm);
    }

    /** Captures of another hour hold sessions that go like this one, too, but not to the millisecond. */
    private boolean isInRhythm(Leg unmatched) {
        return ledger.session().followedLegs().stream().anyMatch(leg -> CommonLines.inRhythm(leg.leg(), unmatched));
    }

    /** This very tap recorded a packet of the sender whose number lies beyond the bytes: it was listening then. */
    boolean sentBeyond(int position, ByteRange range) {
        SentSegments segments = traced.sent(position);
        return segments != null && segments.reach(range.end());
    }

    private boolean recordedAfter(SessionLeg leg, int position, long nanos) {
        SegmentStore store = leg.leg().store();
        long error =
                traced.record(position).clock().uncertainty(store, leg.leg().lastRow());
        return traced.referenceNanos(position, leg.leg().lastRow()) >= nanos - error;
    }

    // ---- packets without payload ----

    /**
     * @param rows those on record there
     * @param passed a tap farther along saw one
     * @param times when the taps that saw them did
     */
    Sighting ofPackets(int position, int[] rows, boolean passed, long[] times) {
        TapRecord record = traced.record(position);
        Tap tap = record.tap();
        if (rows.length > 0) {
            return new Sighting.Seen(tap);
        }
        if (passed) {
            return new Sighting.Unobservable(
                    tap, Sighting.Reason.BLIND, "it passed here, and this capture does not hold it");
        }
        if (ledger.at(position) == null && orphans.mayBe(ledger.session(), tap, times[0])) {
            return new Sighting.Unobservable(
                    tap, Sighting.Reason.UNPROVEN, "an unmatched connection there may be this session");
        }
        int witnesses = 0;
        boolean running = false;
        for (long nanos : times) {
            if (record.runningOrAboutTo(nanos)) {
                running = true;
                witnesses += record.inHole(nanos) || !record.activeAround(nanos) ? 0 : 1;
            }
        }
        if (!running) {
            return new Sighting.Unobservable(tap, Sighting.Reason.NOT_RUNNING, "this capture was not running then");
        }
        if (witnesses == 0) {
            return new Sighting.Unobservable(
                    tap, Sighting.Reason.UNPROVEN, "nothing shows that this capture was recording then");
        }
        double miss = record.missProbability(ledger.session(), ledger.direction(), false);
        double doubt = Math.pow(miss, Math.min(witnesses, MAX_WITNESSES));
        return doubt > TapView.MAX_DOUBT
                ? new Sighting.Unobservable(
                        tap, Sighting.Reason.BLIND, "this capture missed many packets of this direction")
                : new Sighting.Absent(tap, witnesses, doubt, "it was recording other packets then");
    }

    Sighting spoilt(int position) {
        return new Sighting.Absent(traced.record(position).tap(), 1, 0, "recorded it with a wrong TCP checksum");
    }
}
