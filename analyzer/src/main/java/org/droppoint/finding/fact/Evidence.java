package org.droppoint.finding.fact;

import org.droppoint.base.FrameRef;
import org.droppoint.base.Tap;
import org.droppoint.flow.Origin;

/** A frame that shows something; the time by its own tap's clock, as Wireshark shows it. */
public record Evidence(Tap tap, FrameRef frame, long epochNanos, String note) {
    /** The frame that completed something. */
    public static Evidence of(Origin origin, String note) {
        return new Evidence(origin.tap(), origin.frame(), origin.epochNanos(), note);
    }

    /** The same frame, as a clock model is asked for its time. */
    public Origin origin() {
        return new Origin(tap, frame, epochNanos);
    }
}
