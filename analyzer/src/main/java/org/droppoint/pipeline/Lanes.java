package org.droppoint.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.droppoint.capture.CaptureInterface;
import org.droppoint.flow.CapturePass;
import org.jspecify.annotations.Nullable;

/**
 * Deals the frames of captures that hold several interfaces out to one lane an interface, as they turn up. In several
 * files of one tap an interface is known again by its name: its number may differ from file to file.
 */
final class Lanes implements CapturePass.LaneRule {
    /** Interfaces beyond this number share the last lane. */
    static final int MAX_LANES = 32;

    /** Finds what a file says of an interface; null where it says nothing. */
    interface Lookup {
        @Nullable
        CaptureInterface find(int file, int interfaceId);
    }

    /** The first frame's place of a lane; {@code link} is the interface index that SLL2 frames name, or 0. */
    record Origin(int file, int interfaceId, int link) {}

    private record Key(int interfaceId, @Nullable String name, int link) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && interfaceId == that.interfaceId
                    && Objects.equals(name, that.name)
                    && link == that.link;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * interfaceId + Objects.hashCode(name)) + link;
        }
    }

    private final boolean single;
    private final boolean byName;
    private final Lookup lookup;
    private final Map<Key, Integer> laneOf = new HashMap<>();
    private final List<Origin> origins = new ArrayList<>();
    private int lastFile = -1;
    private int lastInterface = -1;
    private int lastLink = -1;
    private int lastLane = -1;

    /**
     * @param single whether all interfaces are one place; only the indexes that frames name themselves are told apart
     * @param byName whether interfaces of several files are known again by their names
     */
    Lanes(boolean single, boolean byName, Lookup lookup) {
        this.single = single;
        this.byName = byName;
        this.lookup = lookup;
    }

    @Override
    public int lane(int file, int interfaceId, int linkInterfaceIndex) {
        if (lastLane >= 0 && file == lastFile && interfaceId == lastInterface && linkInterfaceIndex == lastLink) {
            return lastLane;
        }
        lastFile = file;
        lastInterface = interfaceId;
        lastLink = linkInterfaceIndex;
        Integer known = laneOf.get(key(file, interfaceId, linkInterfaceIndex));
        lastLane = known == null ? added(file, interfaceId, linkInterfaceIndex) : known;
        return lastLane;
    }

    private Key key(int file, int interfaceId, int link) {
        if (single) {
            return new Key(0, null, link);
        }
        CaptureInterface described = byName ? lookup.find(file, interfaceId) : null;
        return described == null || described.name() == null
                ? new Key(interfaceId, null, link)
                : new Key(-1, described.name(), link);
    }

    private int added(int file, int interfaceId, int link) {
        int lane = Math.min(origins.size(), MAX_LANES - 1);
        if (origins.size() < MAX_LANES) {
            origins.add(new Origin(file, interfaceId, link));
        }
        laneOf.put(key(file, interfaceId, link), lane);
        return lane;
    }

    int count() {
        return origins.size();
    }

    Origin origin(int lane) {
        return origins.get(lane);
    }
}
