package org.droppoint.correlate.match;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.OffsetMap;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.Leg;
import org.jspecify.annotations.Nullable;

/** The legs that are one mail session, by tap, with the reasons why they are held to be one. */
public final class SessionLegs {
    private final SortedMap<Tap, Leg> legs = new TreeMap<>();
    private final Map<Tap, Join> joins = new HashMap<>();
    private @Nullable List<SessionLeg> aligned;
    private @Nullable Passage passage;

    /**
     * Why a leg belongs to those before it.
     *
     * @param sure what chance cannot bring about; else the times of both legs may still speak against it
     */
    private record Join(String reason, boolean sure) {}

    SessionLegs(Tap tap, Leg leg) {
        legs.put(tap, leg);
    }

    void join(Tap tap, Leg leg, String reason, boolean sure) {
        legs.put(tap, leg);
        joins.put(tap, new Join(reason, sure));
        aligned = null;
        passage = null;
    }

    /** Takes a leg out again, and all behind it with it: they were joined to that one. */
    SessionLegs splitAt(Tap tap) {
        SortedMap<Tap, Leg> behind = new TreeMap<>(legs.tailMap(tap));
        SessionLegs rest = new SessionLegs(tap, Objects.requireNonNull(behind.remove(tap)));
        behind.forEach((other, leg) -> {
            Join join = Objects.requireNonNull(joins.remove(other));
            rest.join(other, leg, join.reason(), join.sure());
        });
        joins.remove(tap);
        legs.tailMap(tap).clear();
        aligned = null;
        passage = null;
        return rest;
    }

    public SortedMap<Tap, Leg> byTap() {
        return Collections.unmodifiableSortedMap(legs);
    }

    /** In tap order. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        for (Tap tap : legs.keySet()) {
            Join join = joins.get(tap);
            if (join != null) {
                reasons.add(join.reason());
            }
        }
        return reasons;
    }

    /** Whether the leg at this tap was joined to the earlier ones by something that chance may bring about. */
    boolean unsure(Tap tap) {
        Join join = joins.get(tap);
        return join != null && !join.sure();
    }

    /** The leg of the last tap before this one; the first leg where there is none. */
    Leg nearest(Tap tap) {
        return Objects.requireNonNull(legs.get(nearestTap(tap)));
    }

    Tap nearestTap(Tap tap) {
        SortedMap<Tap, Leg> before = legs.headMap(tap);
        return before.isEmpty() ? legs.firstKey() : before.lastKey();
    }

    public Leg first() {
        return Objects.requireNonNull(legs.get(legs.firstKey()));
    }

    /** Lays every leg's offsets into the session's, which are those of the first leg that knows its beginning. */
    public List<SessionLeg> aligned() {
        if (aligned == null) {
            @Nullable Leg[] references = new Leg[2];
            for (Direction direction : Direction.values()) {
                references[direction.index()] = reference(direction);
            }
            List<SessionLeg> list = new ArrayList<>();
            legs.forEach((tap, leg) -> list.add(new SessionLeg(
                    tap,
                    leg,
                    map(references, leg, Direction.CLIENT_TO_SERVER),
                    map(references, leg, Direction.SERVER_TO_CLIENT))));
            aligned = List.copyOf(list);
        }
        return aligned;
    }

    /** Between which of the {@link #aligned} legs packets pass. */
    public Passage passage() {
        if (passage == null) {
            passage = new Passage(aligned());
        }
        return passage;
    }

    private @Nullable Leg reference(Direction direction) {
        for (Leg leg : legs.values()) {
            if (leg.synSeen(direction)) {
                return leg;
            }
        }
        for (Leg leg : legs.values()) {
            if (!leg.seen(direction).isEmpty()) {
                return leg;
            }
        }
        return null;
    }

    /** Where a leg and the reference hold nothing in common, by way of another one that has something of both. */
    private OffsetMap map(@Nullable Leg[] references, Leg leg, Direction direction) {
        Leg reference = references[direction.index()];
        if (reference == null || reference == leg) {
            return OffsetMap.constant(0);
        }
        OffsetMap shown = LegAligner.shown(reference, leg, direction);
        for (Leg other : legs.values()) {
            if (shown == null && other != leg && other != reference) {
                shown = byWayOf(other, reference, leg, direction);
            }
        }
        return shown == null ? LegAligner.byNumbers(reference, leg, direction) : shown;
    }

    private static @Nullable OffsetMap byWayOf(Leg other, Leg reference, Leg leg, Direction direction) {
        OffsetMap near = LegAligner.shown(other, leg, direction);
        OffsetMap far = near == null ? null : LegAligner.shown(reference, other, direction);
        return near != null && far != null && near.isConstant() && far.isConstant()
                ? OffsetMap.constant(near.toSession(0) + far.toSession(0))
                : null;
    }
}
