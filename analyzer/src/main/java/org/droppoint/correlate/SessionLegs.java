package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.droppoint.base.Tap;
import org.droppoint.flow.Leg;

/** The legs that are one mail session, by tap, with the reasons why they are held to be one. */
final class SessionLegs {
    private final SortedMap<Tap, Leg> legs = new TreeMap<>();
    private final List<String> reasons = new ArrayList<>();

    SessionLegs(Tap tap, Leg leg) {
        legs.put(tap, leg);
    }

    void join(Tap tap, Leg leg, String reason) {
        legs.put(tap, leg);
        reasons.add(reason);
    }

    SortedMap<Tap, Leg> byTap() {
        return Collections.unmodifiableSortedMap(legs);
    }

    List<String> reasons() {
        return Collections.unmodifiableList(reasons);
    }

    /** The leg of the last tap before this one; the first leg where there is none. */
    Leg nearest(Tap tap) {
        return Objects.requireNonNull(legs.get(nearestTap(tap)));
    }

    Tap nearestTap(Tap tap) {
        SortedMap<Tap, Leg> before = legs.headMap(tap);
        return before.isEmpty() ? legs.firstKey() : before.lastKey();
    }

    Leg first() {
        return Objects.requireNonNull(legs.get(legs.firstKey()));
    }
}
