package org.droppoint.finding.place;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.base.MailPath;
import org.droppoint.base.Place;
import org.droppoint.base.Tap;
import org.droppoint.correlate.recording.Insertions;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.Origin;
import org.jspecify.annotations.Nullable;

/** Turns positions along a direction's way into taps, places and frames. */
public final class Locator implements Insertions.Timing {
    private final Correlation correlation;
    private final Session session;
    private final MailPath path;

    public Locator(Correlation correlation, Session session) {
        this.correlation = correlation;
        this.session = session;
        this.path = correlation.taps().path();
    }

    private int tapCount() {
        return path.taps().size();
    }

    /** The tap order of a position; -1 and the tap count stand for the ends of the path. */
    private int order(Direction direction, int position) {
        return session.outward(direction) ? position : tapCount() - 1 - position;
    }

    /**
     * The gap between two positions of a direction's way; -1 is the sending end, the number of positions the receiving
     * one.
     *
     * @param senderCleared the sending end demonstrably did its part
     * @param receiverCleared the receiving end demonstrably did its part
     */
    public Gap gap(Direction direction, int from, int to, boolean senderCleared, boolean receiverCleared) {
        int one = order(direction, from);
        int other = order(direction, to);
        List<Place> places = new ArrayList<>(path.between(Math.min(one, other), Math.max(one, other)));
        if (from < 0 && senderCleared) {
            dropUnlessAlone(places, end(direction, true));
        }
        if (to >= tapCount() && receiverCleared) {
            dropUnlessAlone(places, end(direction, false));
        }
        return new Gap(tapAt(direction, from), tapAt(direction, to), places);
    }

    /** The hops between two taps. */
    public Gap between(Tap nearerHost, Tap nearerServer) {
        return new Gap(nearerHost, nearerServer, path.between(nearerHost.order(), nearerServer.order()));
    }

    /** A place that is ruled out leaves, unless nothing else remains: then the rest of its machine is meant. */
    private static void dropUnlessAlone(List<Place> places, Place place) {
        if (places.size() > 1) {
            places.remove(place);
        }
    }

    private Place end(Direction direction, boolean sending) {
        return session.outward(direction) == sending ? Place.HOST : Place.SERVER;
    }

    /** An origin's time on the reference clock. */
    public long nanos(Origin origin) {
        return correlation.clock(origin.tap()).toReference(origin);
    }

    /** An origin's time on the reference clock; the session's beginning where there is none. */
    public long since(@Nullable Origin origin) {
        return origin == null ? begunNanos() : nanos(origin);
    }

    /** When the session's first packet on record passed, on the reference clock. */
    public long begunNanos() {
        return session.followedLegs().stream()
                .mapToLong(leg -> referenceNanos(leg, leg.leg().firstRow()))
                .min()
                .orElse(0);
    }

    public Place end(Side side) {
        return end(side.sends(), true);
    }

    /** The places before a tap on a direction's way, from the end that sends. */
    public List<Place> before(Direction direction, Tap tap) {
        int position = session.outward(direction) ? tap.order() : tapCount() - 1 - tap.order();
        return gap(direction, -1, position, false, true).places();
    }

    @Nullable
    public Tap tapAt(Direction direction, int position) {
        int order = order(direction, position);
        return order < 0 || order >= tapCount() ? null : path.taps().get(order);
    }

    /** The tap at a position that certainly is one. */
    public Tap tap(Direction direction, int position) {
        return path.taps().get(order(direction, position));
    }

    public Evidence evidence(SessionLeg leg, int row, String note) {
        return new Evidence(leg.tap(), leg.leg().frame(row), leg.leg().store().epochNanos(row), note);
    }

    public Evidence evidence(DirectionLedger ledger, int position, int row, String note) {
        SessionLeg leg = ledger.at(position);
        if (leg == null) {
            throw new IllegalArgumentException("no leg at position " + position);
        }
        return evidence(leg, row, note);
    }

    public long referenceNanos(SessionLeg leg, int row) {
        return correlation.referenceNanos(leg, row);
    }

    @Override
    public long nanos(SessionLeg leg, int row) {
        return referenceNanos(leg, row);
    }

    /** How far {@link #referenceNanos} may be off. */
    @Override
    public long errorNanos(SessionLeg leg, int row) {
        return correlation.clock(leg.tap()).uncertainty(leg.leg().store(), row);
    }

    /** How far the reference time of a frame shown may be off. */
    public long errorNanos(Evidence seen) {
        return correlation.clock(seen.tap()).uncertainty(seen.origin());
    }

    /** Whether times of two taps can be compared at all: those of a clock that nothing bounds say nothing of another's. */
    public boolean comparable(Tap one, Tap other) {
        return one.equals(other)
                || correlation.clock(one).known() && correlation.clock(other).known();
    }

    public Correlation correlation() {
        return correlation;
    }

    public Session session() {
        return session;
    }

    public MailPath path() {
        return path;
    }
}
