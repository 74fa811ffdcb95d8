package org.droppoint.correlate.loss;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.recording.Orphans;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Fragment;
import org.droppoint.correlate.session.RowList;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.Vanishing;
import org.droppoint.flow.Leg;
import org.jspecify.annotations.Nullable;

/**
 * Tells where undelivered bytes of one session and direction vanished, with the notes of all sessions at hand on how well
 * each tap records.
 */
public final class LossTracer {
    private final TracedDirection traced;
    private final DirectionLedger ledger;
    private final TapSightings sightings;
    private final SendingFinder sendings;
    private final Receipts receipts;
    private final StrayAnswers strays;
    private final Delivery delivery;
    private final long[] windowEdge;

    public LossTracer(TracedDirection traced, Orphans orphans) {
        this.traced = traced;
        this.ledger = traced.ledger();
        this.sightings = new TapSightings(traced, orphans);
        this.sendings = new SendingFinder(traced);
        TakenTurns turns = new TakenTurns(ledger);
        this.receipts = new Receipts(traced, turns);
        this.strays = new StrayAnswers(traced);
        this.delivery = new Delivery(traced, receipts, strays, turns);
        this.windowEdge = new long[ledger.positions()];
    }

    public List<Vanishing> vanishings() {
        List<Vanishing> found = new ArrayList<>();
        for (Fragment fragment : ledger.fragments()) {
            if (traced.lastPosition() < 0 || receipts.acknowledged(fragment) || onlyProbed(fragment)) {
                continue;
            }
            Vanishing vanishing = judge(fragment);
            if (vanishing != null) {
                found.add(vanishing);
            }
        }
        return VanishingRuns.merge(found);
    }

    /** A tap that hears both ends holds these bytes as no more than probes: not every other one can tell. */
    private boolean onlyProbed(Fragment fragment) {
        for (int i = 0; i < ledger.positions(); i++) {
            if (fragment.seen(i) && traced.carrying(i, fragment.range()).length == 0) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Vanishing judge(Fragment fragment) {
        Sending whole = sendings.of(fragment);
        boolean misplaced = fragment.firstSeen() < 0 && fragment.range().length() > Leg.PLAUSIBLE_FLIGHT_BYTES;
        if (!whole.isTimed() || misplaced) {
            return null;
        }
        int reached = fragment.reached();
        Along along = Along.of(ledger.positions(), reached, i -> sightings.ofBytes(i, fragment, whole));
        boolean beyondAllTaps = along.absent() == ledger.positions();
        boolean answered = strays.answeredAll(fragment.range(), beyondAllTaps);
        if (answered || !beyondAllTaps && withheld(fragment.range(), reached, along.absent())) {
            return null;
        }
        ByteRange range = beyondAllTaps ? delivery.missing(whole, delivery.receiverWithout(whole)) : fragment.range();
        if (range.isEmpty()) {
            return null;
        }
        Sending sent = range.equals(fragment.range()) ? whole : sendings.of(fragment.within(range));
        Delivery.Alive alive = delivery.receiverWithout(sent);
        if (beyondAllTaps && !delivery.failedBehindAllTaps(sent, alive)) {
            return null;
        }
        if (beyondAllTaps && alive != null && delivery.tooSoonToTell(sent, alive) && !delivery.challengedReset(sent)) {
            alive = null;
        }
        return new Vanishing(
                ledger.direction(),
                range,
                known(reached, beyondAllTaps, sent, alive != null),
                reached < 0 ? before(along.absent(), range, sent.timesElsewhere()[0]) : reached,
                beyondAllTaps ? behind(reached, range) : along.absent(),
                along.sightings(),
                new RowList(sent.copies()),
                sendings.earliestNanos(sent),
                sent.lastNanos(),
                alive != null,
                alive == null ? Vanishing.NO_ROW : alive.row(),
                alive == null ? -1 : alive.position(),
                along.doubt());
    }

    private Vanishing.Known known(int reached, boolean beyondAllTaps, Sending sent, boolean receiverAlive) {
        if (reached < 0) {
            return Vanishing.Known.JUMP;
        }
        if (!beyondAllTaps) {
            return Vanishing.Known.SEEN;
        }
        if (!receiverAlive) {
            return Vanishing.Known.UNANSWERED;
        }
        return delivery.challengedReset(sent) ? Vanishing.Known.CHALLENGED : Vanishing.Known.ACK;
    }

    /**
     * Who ends this connection and makes another of it stands before the tap that saw the other: what is lost of this one,
     * and its receiver has not acknowledged, is lost between that tap and this side of it. The number of positions where
     * nobody does.
     */
    private int behind(int reached, ByteRange range) {
        SessionLeg own = reached < 0 || ledger.acknowledged(reached).overlaps(range) ? null : ledger.at(reached);
        int first = ledger.positions();
        for (int i = ledger.positions() - 1; i > reached; i--) {
            first = spokeAnother(i) || isAnother(i, own) ? i : first;
        }
        return first;
    }

    /**
     * The same towards the sender: the last tap that saw another connection than the one whose numbers show that the bytes
     * were sent; -1 where none did.
     */
    private int before(int absent, ByteRange range, long nanos) {
        SessionLeg own = absent < ledger.positions() && sightings.sentBeyond(absent, range) ? ledger.at(absent) : null;
        int last = -1;
        for (int i = 0; i < absent; i++) {
            last = traced.remade(i) || isAnother(i, own) || sightings.holdsUnmatched(i, range, nanos) ? i : last;
        }
        return last;
    }

    /** A connection on which nothing was said there may well be this one, under other numbers. */
    private boolean spokeAnother(int position) {
        SessionLeg leg = ledger.session().leg(traced.record(position).tap());
        return traced.remade(position) && leg != null && leg.leg().carriedBytes();
    }

    private boolean isAnother(int position, @Nullable SessionLeg own) {
        SessionLeg leg = ledger.at(position);
        return own != null && leg != null && !ledger.session().sameConnection(own, leg);
    }

    /**
     * A proxy that got bytes on its one side keeps those that the receiver on its other side does not allow it to send, and
     * those behind others that it waits for an acknowledgement of (RFC 5681 section 3.1).
     */
    private boolean withheld(ByteRange range, int reached, int absent) {
        SessionLeg far = ledger.at(absent);
        if (reached < 0 || far == null || ledger.packetsPass(reached, absent)) {
            return false;
        }
        if (windowEdge[absent] == 0) {
            windowEdge[absent] = WindowEdge.of(far, ledger.direction());
        }
        return range.start() >= windowEdge[absent] || waitsBefore(range, absent);
    }

    private boolean waitsBefore(ByteRange range, int absent) {
        long sent = ledger.seen(absent).end();
        return sent > 0
                && sent <= range.start()
                && ledger.hearsReceiver(absent)
                && ledger.acknowledged(absent).contiguousEnd(0) < sent;
    }
}
