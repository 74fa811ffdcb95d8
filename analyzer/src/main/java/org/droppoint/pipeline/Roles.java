package org.droppoint.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.droppoint.base.FlowKey;
import org.droppoint.correlate.order.GivenOrder;
import org.droppoint.correlate.order.PathOrder;
import org.droppoint.flow.Leg;

/** Gives each capture its tap: as the user said, or as the captures themselves show. */
final class Roles {
    private Roles() {}

    /** @throws UnclearRolesException if one capture is given for several taps and does not hold them */
    static List<RoleFinder.Role> assign(Request request, List<LoadedLane> lanes) throws UnclearRolesException {
        boolean named = request.taps().stream().anyMatch(input -> input.tap() != null);
        return named ? asSaid(request, lanes) : RoleFinder.find(withSessions(lanes));
    }

    private static List<LoadedLane> withSessions(List<LoadedLane> lanes) {
        List<LoadedLane> busy = lanes.stream()
                .filter(lane -> lane.interfaceName() == null || lane.segments() > 0)
                .toList();
        return busy.isEmpty() ? lanes.subList(0, 1) : busy;
    }

    private static List<RoleFinder.Role> asSaid(Request request, List<LoadedLane> lanes) throws UnclearRolesException {
        List<RoleFinder.Role> roles = new ArrayList<>();
        for (int i = 0; i < request.taps().size(); i++) {
            String tap = request.taps().get(i).tap();
            List<LoadedLane> own = of(i, lanes);
            if (tap == null || own.isEmpty()) {
                continue;
            }
            List<Integer> sharing = sharing(request, i);
            roles.add(
                    sharing.size() == 1
                            ? new RoleFinder.Role(choose(own, lanes), tap, reason(own))
                            : shared(request, sharing, own, i));
        }
        refuseCopies(request, roles);
        return roles;
    }

    /** A copy under another name is the same capture: taken at one place, whichever that is. */
    private static void refuseCopies(Request request, List<RoleFinder.Role> roles) throws UnclearRolesException {
        for (int i = 0; i < roles.size(); i++) {
            for (int j = i + 1; j < roles.size(); j++) {
                if (copies(request, roles.get(i).lane(), roles.get(j).lane())) {
                    throw new UnclearRolesException(roles.get(i)
                                    .lane()
                                    .recorded()
                                    .files()
                                    .get(0)
                                    .name() + ", given as "
                            + roles.get(i).tap() + ", and "
                            + roles.get(j).lane().recorded().files().get(0).name() + ", given as "
                            + roles.get(j).tap() + ", are the same capture, which was taken at one of them only");
                }
            }
        }
    }

    private static boolean copies(Request request, LoadedLane one, LoadedLane other) {
        boolean apart = one.input() != other.input()
                && Objects.equals(one.interfaceName(), other.interfaceName())
                && Objects.equals(
                        request.taps().get(one.input()).stage(),
                        request.taps().get(other.input()).stage());
        List<String> digests = digests(one);
        return apart && one.segments() > 0 && !digests.contains("") && digests.equals(digests(other));
    }

    private static List<String> digests(LoadedLane lane) {
        return lane.recorded().files().stream().map(file -> file.sha256()).toList();
    }

    /** The captures at the taps where their packets show that they were taken. */
    static List<RoleFinder.Role> reordered(List<RoleFinder.Role> given, GivenOrder.Contradiction contradiction) {
        List<RoleFinder.Role> roles = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            RoleFinder.Role shown = given.get(contradiction.order().get(i));
            String tap = given.get(i).tap();
            if (shown.tap().equals(tap)) {
                roles.add(shown);
                continue;
            }
            String doubt = "given as " + shown.given() + ", but its packets passed where " + tap + " is: "
                    + contradiction.why() + "; it is read as " + tap;
            boolean back = shown.given().equals(tap);
            roles.add(
                    back
                            ? new RoleFinder.Role(shown.lane(), tap, "as given")
                            : new RoleFinder.Role(shown.lane(), tap, shown.given(), doubt, List.of(doubt)));
        }
        return roles;
    }

    private static List<LoadedLane> of(int input, List<LoadedLane> lanes) {
        return lanes.stream().filter(lane -> lane.input() == input).toList();
    }

    /** The inputs that are the same files and the same interface as this one, itself among them. */
    private static List<Integer> sharing(Request request, int input) {
        TapInput one = request.taps().get(input);
        return IntStream.range(0, request.taps().size())
                .filter(i -> request.taps().get(i).files().equals(one.files())
                        && Objects.equals(request.taps().get(i).interfaceName(), one.interfaceName())
                        && Objects.equals(request.taps().get(i).stage(), one.stage()))
                .boxed()
                .toList();
    }

    /** Of a capture that is given for several taps, the interface that lies where this tap does on the path. */
    private static RoleFinder.Role shared(Request request, List<Integer> sharing, List<LoadedLane> own, int input)
            throws UnclearRolesException {
        List<LoadedLane> busy = withSessions(own);
        PathOrder.Result order =
                PathOrder.of(busy.stream().map(lane -> lane.captured().legs()).toList());
        if (busy.size() != sharing.size() || !order.linked()) {
            String taps = sharing.stream()
                    .map(i -> String.valueOf(request.taps().get(i).tap()))
                    .collect(Collectors.joining(" and "));
            throw new UnclearRolesException(own.get(0).recorded().files().get(0).name() + " is given for " + taps
                    + ", and mail passes " + busy.size() + " of its interfaces; say which with FILE@IFACE");
        }
        LoadedLane lane = busy.get(order.order().get(sharing.indexOf(input)));
        return new RoleFinder.Role(
                lane,
                String.valueOf(request.taps().get(input).tap()),
                "as given; of its interfaces by " + order.reason());
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
