package org.droppoint.finding.end;

import java.util.List;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Of a session that captures without a common clock show in pieces, one its beginning and another its end, nobody knows
 * how long it was from the one to the other, nor what happened meanwhile.
 */
final class Pieces {
    private final SessionTrace trace;
    private final Locator locator;

    Pieces(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    /** Whether a tap shows another piece than that in which something was owed since then. */
    boolean apart(Tap tap, @Nullable Origin since) {
        boolean sameClock = since != null && locator.comparable(tap, since.tap());
        List<SessionLeg> beginnings = trace.session().followedLegs().stream()
                .filter(SessionLeg::begun)
                .toList();
        return !sameClock
                && !beginnings.isEmpty()
                && beginnings.stream().noneMatch(leg -> leg.tap().equals(tap));
    }

    /** Frames of the pieces other than that in which something was owed since then. */
    List<Evidence> others(@Nullable Origin since) {
        return trace.session().legs().stream()
                .filter(leg -> apart(leg.tap(), since))
                .map(leg -> locator.evidence(leg, leg.leg().firstRow(), "a piece of another time"))
                .toList();
    }

    /**
     * The last frame of any capture that holds this session and whose clock is that of a moment, on the reference clock:
     * other captures' later frames say nothing of how it went on.
     */
    long lastNanos(@Nullable Origin moment) {
        return locator.correlation().taps().traces().stream()
                .filter(tap -> trace.session().leg(tap.tap()) != null)
                .filter(tap -> moment == null || locator.comparable(tap.tap(), moment.tap()))
                .mapToLong(this::lastNanos)
                .max()
                .orElse(0);
    }

    /** Whether a tap's capture had ended at a moment on the reference clock. */
    boolean hadEnded(Tap tap, long nanos) {
        return locator.correlation().clock(tap).known()
                && lastNanos(locator.correlation().taps().trace(tap)) < nanos;
    }

    private long lastNanos(TapTrace tap) {
        return locator.correlation().clock(tap.tap()).toReference(tap.lastNanos());
    }
}
