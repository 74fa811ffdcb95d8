package org.droppoint.correlate.log;

import java.util.OptionalLong;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.Correlation;

/** The clock that logs are held against: the host capture's own, or where there is none the nearest tap's. */
final class HostClock {
    private final Correlation correlation;
    private final Tap tap;

    HostClock(Correlation correlation) {
        this.correlation = correlation;
        this.tap = correlation.taps().path().taps().stream()
                .filter(candidate -> candidate.name().equals(Tap.HOST))
                .findFirst()
                .orElse(correlation.taps().path().taps().get(0));
    }

    Tap tap() {
        return tap;
    }

    boolean isHost() {
        return tap.name().equals(Tap.HOST);
    }

    /** A tap's time on this clock; empty where the two clocks cannot be compared. */
    OptionalLong of(Tap from, long nanos) {
        if (from.equals(tap)) {
            return OptionalLong.of(nanos);
        }
        ClockModel theirs = correlation.clock(from);
        ClockModel own = correlation.clock(tap);
        return theirs.known() && own.known()
                ? OptionalLong.of(own.fromReference(theirs.toReference(nanos)))
                : OptionalLong.empty();
    }
}
