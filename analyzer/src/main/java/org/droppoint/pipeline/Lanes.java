package org.droppoint.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.flow.CapturePass;

/** Deals the frames of a capture that holds several interfaces out to one lane an interface, as they turn up. */
final class Lanes implements CapturePass.LaneRule {
    /** Interfaces beyond this number share the last lane. */
    static final int MAX_LANES = 32;

    private final Map<List<Integer>, Integer> laneOf = new LinkedHashMap<>();
    private int lastInterface = -1;
    private int lastLink = -1;
    private int lastLane = -1;

    @Override
    public int lane(int file, int interfaceId, int linkInterfaceIndex) {
        if (lastLane >= 0 && interfaceId == lastInterface && linkInterfaceIndex == lastLink) {
            return lastLane;
        }
        lastInterface = interfaceId;
        lastLink = linkInterfaceIndex;
        lastLane = laneOf.computeIfAbsent(
                List.of(interfaceId, linkInterfaceIndex), key -> Math.min(laneOf.size(), MAX_LANES - 1));
        return lastLane;
    }

    int count() {
        return Math.min(laneOf.size(), MAX_LANES);
    }

    /** The capture's own number of a lane's interface. */
    int interfaceId(int lane) {
        return keys().get(lane).get(0);
    }

    /** The interface index that frames of a lane name themselves (SLL2), 0 where they name none. */
    int linkInterfaceIndex(int lane) {
        return keys().get(lane).get(1);
    }

    private List<List<Integer>> keys() {
        return new ArrayList<>(laneOf.keySet());
    }
}
