package org.droppoint.correlate.log;

import org.droppoint.base.Tap;
import org.droppoint.correlate.session.ClockModel;

/**
 * A protocol log's clock against a capture's: offset = log minus capture.
 *
 * @param known false where no session is in both
 * @param tap whose capture's clock it is held against: the host's where there is one
 * @param uncertaintyNanos nine of ten rows lie within the offset ± this; a log counts milliseconds and writes a row
 *     when its program gets to it, so this is no bound in the sense of {@link ClockModel}
 * @param sessions how many sessions it rests on
 */
public record LogClock(boolean known, Tap tap, long offsetNanos, long uncertaintyNanos, int sessions) {

    static LogClock unknown(Tap tap) {
        return new LogClock(false, tap, 0, 0, 0);
    }

    /** Whether it is held against the clock of the machine that wrote the log. */
    public boolean againstHost() {
        return tap.name().equals(Tap.HOST);
    }
}
