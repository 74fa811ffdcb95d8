package org.droppoint.finding.change;

import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.dissect.Dialogue;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.flow.Origin;

/** One tap's own reading of a session. */
record Reading(SessionLeg leg, Dialogue dialogue) {
    /** The tap recorded data of this direction. */
    boolean holds(Direction direction) {
        return !leg.leg().seen(direction).isEmpty();
    }

    static Evidence evidence(Origin origin, Tap tap, String note) {
        return new Evidence(tap, origin.frame(), origin.epochNanos(), note);
    }
}
