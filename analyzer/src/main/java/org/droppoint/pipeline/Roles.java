package org.droppoint.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.droppoint.base.FlowKey;
import org.droppoint.flow.Leg;

/** Gives each capture its tap: as the user said, or as the captures themselves show. */
final class Roles {
    private Roles() {}

    static List<RoleFinder.Role> assign(Request request, List<LoadedLane> lanes) {
        boolean named = request.taps().stream().anyMatch(input -> input.tap() != null);
        return named ? asSaid(request, lanes) : RoleFinder.find(withSessions(lanes));
    }

    private static List<LoadedLane> withSessions(List<LoadedLane> lanes) {
        List<LoadedLane> busy = lanes.stream()
                .filter(lane -> lane.interfaceName() == null || lane.segments() > 0)
                .toList();
        return busy.isEmpty() ? lanes.subList(0, 1) : busy;
    }

    private static List<RoleFinder.Role> asSaid(Request request, List<LoadedLane> lanes) {
        List<RoleFinder.Role> roles = new ArrayList<>();
        for (int i = 0; i < request.taps().size(); i++) {
            int index = i;
            String tap = request.taps().get(i).tap();
            List<LoadedLane> own =
                    lanes.stream().filter(lane -> lane.input() == index).toList();
            if (tap == null || own.isEmpty()) {
                continue;
            }
            roles.add(new RoleFinder.Role(choose(own, lanes), tap, reason(own)));
        }
        return roles;
    }

    private static String reason(List<LoadedLane> own) {
        return own.size() == 1
                ? "as given"
                : "as given; of its " + own.size() + " interfaces the one with most of the mail";
    }

    /**
     * Of several interfaces the one with the most mail segments; where two carry alike (a router's "any" capture), the
     * one whose addresses the other captures know.
     */
    private static LoadedLane choose(List<LoadedLane> own, List<LoadedLane> all) {
        Set<FlowKey> elsewhere = new HashSet<>();
        all.stream()
                .filter(lane -> lane.input() != own.get(0).input())
                .forEach(lane -> lane.captured().legs().stream().map(Leg::key).forEach(elsewhere::add));
        return own.stream()
                .max(Comparator.comparingLong((LoadedLane lane) -> known(lane, elsewhere))
                        .thenComparingLong(LoadedLane::segments))
                .orElseThrow();
    }

    private static long known(LoadedLane lane, Set<FlowKey> elsewhere) {
        return lane.captured().legs().stream()
                .map(Leg::key)
                .filter(elsewhere::contains)
                .count();
    }
}
