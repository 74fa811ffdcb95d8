package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

    Leg nearest(Tap tap) {
        SortedMap<Tap, Leg> before = legs.headMap(tap);
        return before.isEmpty() ? legs.get(legs.firstKey()) : before.get(before.lastKey());
    }

    Tap nearestTap(Tap tap) {
        SortedMap<Tap, Leg> before = legs.headMap(tap);
        return before.isEmpty() ? legs.firstKey() : before.lastKey();
    }
}
