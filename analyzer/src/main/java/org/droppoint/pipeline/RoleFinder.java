package org.droppoint.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.droppoint.base.Tap;
import org.droppoint.correlate.order.PathOrder;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TimeToLive;

/** Finds which capture was taken where, for captures given without roles, and says why. */
final class RoleFinder {
    /**
     * A capture with its role.
     *
     * @param given the tap that it was given as
     * @param doubts what speaks against the role that it was given
     */
    record Role(LoadedLane lane, String tap, String given, String reason, List<String> doubts) {
        Role(LoadedLane lane, String tap, String reason) {
            this(lane, tap, tap, reason, List.of());
        }
    }

    private RoleFinder() {}

    static List<Role> find(List<LoadedLane> lanes) {
        PathOrder.Result order =
                PathOrder.of(lanes.stream().map(lane -> lane.captured().legs()).toList());
        List<LoadedLane> ordered = order.order().stream().map(lanes::get).toList();
        List<Role> roles = new ArrayList<>();
        List<String> names = names(ordered, order);
        for (int i = 0; i < ordered.size(); i++) {
            String reason = order.reason();
            if (names.get(i).equals(Tap.HOST) && ordered.size() != 3) {
                reason += "; its packets bear the marks of the sending machine";
            }
            roles.add(new Role(ordered.get(i), names.get(i), reason));
        }
        return roles;
    }

    private static List<String> names(List<LoadedLane> ordered, PathOrder.Result order) {
        if (ordered.size() == 3 && order.linked()) {
            return List.of(Tap.HOST, Tap.INSIDE, Tap.OUTSIDE);
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < ordered.size(); i++) {
            names.add("tap" + (i + 1));
        }
        if (!ordered.isEmpty() && onSender(ordered.get(0), order.serverAtHost())) {
            names.set(0, Tap.HOST);
        }
        int firewall = firewall(ordered, order);
        if (firewall >= 0) {
            names.set(firewall, Tap.INSIDE);
            names.set(firewall + 1, Tap.OUTSIDE);
        }
        return names;
    }

    /** Two interfaces of one file, or addresses translated between them. */
    private static int firewall(List<LoadedLane> ordered, PathOrder.Result order) {
        for (int i = 0; i + 1 < ordered.size(); i++) {
            boolean oneFile = ordered.get(i).input() == ordered.get(i + 1).input();
            if (order.linked() && (oneFile || order.translated().contains(i))) {
                return i;
            }
        }
        return -1;
    }

    /** Segments beyond any MTU, or TTLs nobody has counted down yet: taken on the machine that sends. */
    private static boolean onSender(LoadedLane lane, boolean serverAtHost) {
        Set<Integer> ttls = new HashSet<>();
        boolean oversized = false;
        for (Leg leg : lane.captured().legs()) {
            SegmentStore store = leg.store();
            for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                boolean own = store.direction(row).index() == (serverAtHost ? 1 : 0);
                if (own) {
                    ttls.add(store.ttl(row));
                    oversized |= store.length(row) > 9000;
                }
            }
        }
        boolean undiminished = !ttls.isEmpty() && ttls.stream().allMatch(TimeToLive::isInitial);
        return oversized || undiminished;
    }
}
