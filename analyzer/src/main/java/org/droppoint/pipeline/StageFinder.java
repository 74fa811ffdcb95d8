package org.droppoint.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;

/**
 * Notices that two captures are not two places on a path but a firewall's receive and transmit stages. Between two
 * places one direction's packets lose hops and come later, the other direction's have more and come sooner. Of what
 * enters a firewall and what leaves it, both directions lose hops, and both come out moments later by one clock; and
 * they are the same packets, which those of a proxy with the same content are not.
 */
final class StageFinder {
    /** One firewall, or what a virtual router inside it adds. */
    private static final int MOST_HOPS = 4;

    private static final long MOST_NANOS = Times.NANOS_PER_SECOND / 20;
    private static final int MIN_PACKETS = 2;
    private static final int MIN_PAYLOAD_BYTES = 16;
    private static final int MAX_PACKETS = 4096;

    /** Two stacks of a kind give much the same window to all packets; so many that agree are no two stacks' chance. */
    private static final int TELLING_WINDOWS = 3;

    private record Passed(int ttl, long nanos, int ipId, int timestamp, int window) {
        boolean isUnmarked() {
            return ipId == 0 && timestamp == 0;
        }

        /** By what its sender's stack gave each packet; a packet that bears no mark, as one of IPv6 may, by its window. */
        boolean isSame(Passed other) {
            boolean unmarked = isUnmarked() && other.isUnmarked();
            return ipId == other.ipId && timestamp == other.timestamp && (!unmarked || window == other.window);
        }
    }

    private StageFinder() {}

    /** The same request with the two captures split, where they are stages; empty where nothing shows that. */
    static Optional<Request> restaged(Request request, List<LoadedLane> lanes) {
        int[] sides = sides(request);
        if (sides.length != 2) {
            return Optional.empty();
        }
        TapInput one = request.taps().get(sides[0]);
        TapInput other = request.taps().get(sides[1]);
        List<LoadedLane> ofOne = of(sides[0], lanes);
        List<LoadedLane> ofOther = of(sides[1], lanes);
        if (ofOne.size() != 1 || ofOther.size() != 1) {
            return Optional.empty();
        }
        if (enterAndLeave(ofOne.get(0), ofOther.get(0))) {
            return Optional.of(split(request, one, other));
        }
        return enterAndLeave(ofOther.get(0), ofOne.get(0)) ? Optional.of(split(request, other, one)) : Optional.empty();
    }

    /** Which are the two captures given without roles, or those given as inside and outside. */
    private static int[] sides(Request request) {
        List<TapInput> inputs = request.taps();
        boolean unnamed = inputs.size() == 2 && inputs.stream().allMatch(input -> input.tap() == null);
        return IntStream.range(0, inputs.size())
                .filter(i -> unnamed
                        || Tap.INSIDE.equals(inputs.get(i).tap())
                        || Tap.OUTSIDE.equals(inputs.get(i).tap()))
                .filter(i -> inputs.get(i).stage() == null && inputs.get(i).interfaceName() == null)
                .filter(i -> inputs.get(i).files().stream().allMatch(Files::isRegularFile))
                .toArray();
    }

    private static List<LoadedLane> of(int input, List<LoadedLane> lanes) {
        return lanes.stream()
                .filter(lane -> lane.input() == input && lane.segments() > 0)
                .toList();
    }

    private static boolean enterAndLeave(LoadedLane entering, LoadedLane leaving) {
        Map<Long, Passed> entered = contents(entering);
        Map<Long, Passed> left = contents(leaving);
        int[] passed = new int[2];
        Set<Integer> windows = new HashSet<>();
        boolean marked = false;
        for (Map.Entry<Long, Passed> one : left.entrySet()) {
            Passed before = entered.get(one.getKey());
            if (before == null) {
                continue;
            }
            int hops = before.ttl() - one.getValue().ttl();
            long nanos = one.getValue().nanos() - before.nanos();
            boolean same = before.isSame(one.getValue());
            if (!same || hops < 1 || hops > MOST_HOPS || nanos < 0 || nanos > MOST_NANOS) {
                return false;
            }
            passed[(int) (one.getKey() & 1)]++;
            marked |= !before.isUnmarked();
            windows.add(before.window());
        }
        return passed[0] >= MIN_PACKETS && passed[1] >= MIN_PACKETS && (marked || windows.size() >= TELLING_WINDOWS);
    }

    /** Packets whose content is unlike any other's, by it. */
    private static Map<Long, Passed> contents(LoadedLane lane) {
        Map<Long, Passed> found = new HashMap<>();
        List<Long> repeated = new ArrayList<>();
        for (Leg leg : lane.captured().legs()) {
            if (found.size() < MAX_PACKETS) {
                add(leg, found, repeated);
            }
        }
        repeated.forEach(found::remove);
        return found;
    }

    /** By digest, length and direction, the lowest bit. */
    private static void add(Leg leg, Map<Long, Passed> found, List<Long> repeated) {
        SegmentStore store = leg.store();
        for (int row : leg.rows()) {
            long content = (long) store.digest(row) << 32
                    | (long) store.length(row) << 1
                    | store.direction(row).index();
            boolean telling = store.length(row) >= MIN_PAYLOAD_BYTES && store.digest(row) != 0;
            Passed passed = new Passed(
                    store.ttl(row), store.epochNanos(row), store.ipId(row), store.timestamp(row), store.window(row));
            if (telling && found.put(content, passed) != null) {
                repeated.add(content);
            }
        }
    }

    private static Request split(Request request, TapInput entering, TapInput leaving) {
        List<TapInput> taps = new ArrayList<>();
        List<Path> files = new ArrayList<>(entering.files());
        files.addAll(leaving.files());
        Set<Path> received = Set.copyOf(entering.files());
        String found = "packets of both directions come from "
                + InputFile.name(entering.files().get(0)) + " to "
                + InputFile.name(leaving.files().get(0)) + " and lose TTL, as between no two places: taken for ";
        for (TapInput input : request.taps()) {
            if (!input.equals(entering) && !input.equals(leaving)) {
                taps.add(input);
            }
        }
        taps.add(new TapInput(Tap.INSIDE, files, null, new StageSide(received, true, found)));
        taps.add(new TapInput(Tap.OUTSIDE, files, null, new StageSide(received, false, found)));
        return new Request(
                taps,
                request.path(),
                request.ports(),
                request.logs(),
                request.version(),
                request.effort(),
                request.undatedFrom());
    }
}
