package org.droppoint.finding.end;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.base.MailPath;
import org.droppoint.base.Place;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapView;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.fact.Stall;
import org.droppoint.finding.place.Locator;

/**
 * Captures that lack a session and hold others that nothing here explains: one of these may be it, under other numbers, and
 * tell what happened on either side of that tap. Who would blame a stretch with such a tap in its middle claims what a capture
 * at hand may refute, and what an end said beyond such a tap a device may have said in its name.
 */
public final class Unmatched {
    private final SessionTrace trace;
    private final Locator locator;
    private final List<Finding.ResetSeen> resets;

    public Unmatched(SessionReading read) {
        this.trace = read.trace();
        this.locator = read.locator();
        this.resets = read.resets();
    }

    /** Whether a capture may hold a piece of the session that decides where its fault lies. */
    public boolean mayTellOf(StallFinder.Result result) {
        Stall stall = result.stall();
        return stall != null && mayTellOf(stall);
    }

    /** The same without a place. */
    public static StallFinder.Result untold(StallFinder.Result result) {
        return new StallFinder.Result(
                result.outcome(),
                result.reason()
                        + "; captures on the way, whose sessions could not be matched with this one, may tell where",
                null,
                result.further());
    }

    private boolean mayTellOf(Stall stall) {
        List<Place> stretch = stretch(stall);
        Session session = trace.session();
        return locator.path().taps().stream()
                .filter(tap -> session.leg(tap) == null && lieOnBothSides(stretch, tap))
                .anyMatch(tap -> mayHold(tap, stall));
    }

    /** What an end did behind a proxy that speaks for it stands in another TLS session; lost bytes do not. */
    private boolean mayHold(Tap tap, Stall stall) {
        TapView view = locator.correlation().view();
        return stall.owedBy() == null || stall.kind() == Stall.Kind.BYTES
                ? view.mayHoldPassedOn(trace, tap, stall.sinceNanos())
                : view.mayHoldUnmatched(trace, tap, stall.sinceNanos());
    }

    /** What the captures that hold the session leave open. */
    private List<Place> stretch(Stall stall) {
        return switch (stall.kind()) {
            case CONNECT -> List.of();
            case BYTES ->
                stall.vanished().stream()
                        .flatMap(vanished -> vanished.gap().places().stream())
                        .toList();
            case REPLY, WINDOW, ENDED -> {
                Side by = stall.owedBy();
                yield by == null ? ofForgers() : beyondTaps(by);
            }
        };
    }

    private List<Place> ofForgers() {
        return resets.stream()
                .filter(Finding.ResetSeen::forged)
                .flatMap(reset -> reset.madeAt().stream())
                .toList();
    }

    private List<Place> beyondTaps(Side side) {
        Direction direction = side.sends();
        List<SessionLeg> legs = trace.session().legs();
        SessionLeg nearest = legs.get(trace.session().outward(direction) ? 0 : legs.size() - 1);
        List<Place> places = new ArrayList<>(locator.before(direction, nearest.tap()));
        places.add(locator.end(side));
        return places;
    }

    private boolean lieOnBothSides(List<Place> places, Tap tap) {
        MailPath path = locator.path();
        List<Place> near = path.between(-1, tap.order());
        List<Place> far = path.between(tap.order(), path.taps().size());
        return places.stream().anyMatch(near::contains) && places.stream().anyMatch(far::contains);
    }
}
