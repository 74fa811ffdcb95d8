package org.droppoint.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Brings what is kept by tap into path order, whatever the map's own order: the same report gives the same bytes. */
public final class TapOrder {
    private final List<String> taps;

    public TapOrder(List<String> taps) {
        this.taps = List.copyOf(taps);
    }

    /** The entries in path order; taps that are not on the path come last, by name. */
    public <T> List<Map.Entry<String, T>> entries(Map<String, T> byTap) {
        List<Map.Entry<String, T>> entries = new ArrayList<>(byTap.entrySet());
        entries.sort(Comparator.<Map.Entry<String, T>>comparingInt(entry -> index(entry.getKey()))
                .thenComparing(Map.Entry::getKey));
        return entries;
    }

    private int index(String tap) {
        int index = taps.indexOf(tap);
        return index < 0 ? Integer.MAX_VALUE : index;
    }
}
