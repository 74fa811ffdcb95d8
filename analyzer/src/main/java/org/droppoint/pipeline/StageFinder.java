package org.droppoint.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;

/**
 * Notices that two captures are not two places on a path but a firewall's receive and transmit stages. Between two
 * places one direction's packets lose hops and come later, the other direction's have more and come sooner. Of what
 * enters a firewall and what leaves it, both directions lose hops, and both come out moments later by one clock.
 */
final class StageFinder {
    /** One firewall, or what a virtual router inside it adds. */
    private static final int MOST_HOPS = 4;

    private static final long MOST_NANOS = Times.NANOS_PER_SECOND / 20;
    private static final int MIN_PACKETS = 2;
    private static final int MIN_PAYLOAD_BYTES = 16;
    private static final int MAX_PACKETS = 4096;

    private record Content(Direction direction, int length, int digest) {}

    private record Passed(int ttl, long nanos) {}

    private StageFinder() {}

    /** The same request with the two captures split, where they are stages; empty where nothing shows that. */
    static Optional<Request> restaged(Request request, List<LoadedLane> lanes) {
        List<TapInput> sides = sides(request);
        if (sides.size() != 2) {
            return Optional.empty();
        }
        TapInput one = sides.get(0);
        TapInput other = sides.get(1);
        List<LoadedLane> ofOne = of(request, one, lanes);
        List<LoadedLane> ofOther = of(request, other, lanes);
        if (ofOne.size() != 1 || ofOther.size() != 1) {
            return Optional.empty();
        }
        if (enterAndLeave(ofOne.get(0), ofOther.get(0))) {
            return Optional.of(split(request, one, other));
        }
        return enterAndLeave(ofOther.get(0), ofOne.get(0)) ? Optional.of(split(request, other, one)) : Optional.empty();
    }

    /** The two captures given without roles, or those given as inside and outside. */
    private static List<TapInput> sides(Request request) {
        boolean unnamed = request.taps().size() == 2 && request.taps().stream().allMatch(input -> input.tap() == null);
        return request.taps().stream()
                .filter(input -> unnamed || Tap.INSIDE.equals(input.tap()) || Tap.OUTSIDE.equals(input.tap()))
                .filter(input -> input.stage() == null && input.interfaceName() == null)
                .filter(input -> input.files().stream().allMatch(Files::isRegularFile))
                .toList();
    }

    private static List<LoadedLane> of(Request request, TapInput input, List<LoadedLane> lanes) {
        int index = request.taps().indexOf(input);
        return lanes.stream()
                .filter(lane -> lane.input() == index && lane.segments() > 0)
                .toList();
    }

    private static boolean enterAndLeave(LoadedLane entering, LoadedLane leaving) {
        Map<Content, Passed> entered = contents(entering);
        Map<Content, Passed> left = contents(leaving);
        int[] passed = new int[Direction.values().length];
        for (Map.Entry<Content, Passed> one : left.entrySet()) {
            Passed before = entered.get(one.getKey());
            if (before == null) {
                continue;
            }
            int hops = before.ttl() - one.getValue().ttl();
            long nanos = one.getValue().nanos() - before.nanos();
            if (hops < 1 || hops > MOST_HOPS || nanos < 0 || nanos > MOST_NANOS) {
                return false;
            }
            passed[one.getKey().direction().index()]++;
        }
        return passed[0] >= MIN_PACKETS && passed[1] >= MIN_PACKETS;
    }

    /** Packets whose content is unlike any other's, by it. */
    private static Map<Content, Passed> contents(LoadedLane lane) {
        Map<Content, Passed> found = new HashMap<>();
        List<Content> repeated = new ArrayList<>();
        for (Leg leg : lane.captured().legs()) {
            if (found.size() < MAX_PACKETS) {
                add(leg, found, repeated);
            }
        }
        repeated.forEach(found::remove);
        return found;
    }

    private static void add(Leg leg, Map<Content, Passed> found, List<Content> repeated) {
        SegmentStore store = leg.store();
        for (int row : leg.rows()) {
            Content content = new Content(store.direction(row), store.length(row), store.digest(row));
            boolean telling = content.length() >= MIN_PAYLOAD_BYTES && content.digest() != 0;
            if (telling && found.put(content, new Passed(store.ttl(row), store.epochNanos(row))) != null) {
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
