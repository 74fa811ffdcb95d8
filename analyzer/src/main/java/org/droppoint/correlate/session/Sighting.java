package org.droppoint.correlate.session;

import org.droppoint.base.Tap;

/** What a tap can say of a stretch of a stream. Only {@link Absent} may become blame. */
public sealed interface Sighting {
    Tap tap();

    /** The tap recorded it. */
    record Seen(Tap tap) implements Sighting {}

    /**
     * The tap did not record it although it was recording this kind of packet then.
     *
     * @param copies how many transmissions should have passed it
     * @param missProbability how likely it is that the capture just missed them all
     * @param why what shows that it was recording
     */
    record Absent(Tap tap, int copies, double missProbability, String why) implements Sighting {}

    /** The tap's silence says nothing. */
    record Unobservable(Tap tap, Reason reason, String why) implements Sighting {}

    /** Why a tap's silence says nothing. */
    enum Reason {
        NOT_RUNNING,
        HOLE,
        BLIND,
        UNPROVEN
    }
}
