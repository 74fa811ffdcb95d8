package org.droppoint.correlate.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.droppoint.base.FlowKey;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.Taps;
import org.droppoint.flow.Leg;

/** The connections that taps farther on hold as they are: they were made into no other before those. */
final class Onward {
    private record Seen(Tap tap, Leg leg) {}

    private final Taps taps;
    private final Tap tap;
    private final Set<Long> numbers = new HashSet<>();
    private final Map<FlowKey, List<Seen>> byKey = new HashMap<>();

    /** @param tap beyond which is looked */
    Onward(Taps taps, Tap tap) {
        this.taps = taps;
        this.tap = tap;
        for (TapTrace trace : taps.traces()) {
            if (trace.tap().order() > tap.order()) {
                for (Leg leg : trace.legs()) {
                    Long number = leg.initialSequences();
                    if (number != null) {
                        numbers.add(number);
                    }
                    byKey.computeIfAbsent(leg.key(), key -> new ArrayList<>(1)).add(new Seen(trace.tap(), leg));
                }
            }
        }
    }

    /** By both ends' initial sequence numbers, or where a capture lacks its beginning, by addresses and ClientHello. */
    boolean holds(SessionLegs session) {
        Leg leg = session.nearest(tap);
        Long own = leg.initialSequences();
        return own == null
                ? byKey.getOrDefault(leg.key(), List.of()).stream()
                        .anyMatch(seen -> new RemadeHandshake(taps, seen.tap()).hellos(session, seen.leg())
                                == RemadeHandshake.Hellos.SAME)
                : numbers.contains(own);
    }
}
