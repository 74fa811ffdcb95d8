package org.droppoint.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The display filters that show one whole session; taps that share a filter share its line. */
public final class SessionFilters {
    private SessionFilters() {}

    /** @param where the taps in whose captures the filter serves, in words */
    public record SessionFilter(String where, String text) {}

    public static List<SessionFilter> of(Report report, Report.Flow flow) {
        Map<String, List<String>> tapsByFilter = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : new TapOrder(report.taps()).entries(flow.filters())) {
            tapsByFilter
                    .computeIfAbsent(entry.getValue(), filter -> new ArrayList<>())
                    .add(entry.getKey());
        }
        List<SessionFilter> filters = new ArrayList<>();
        tapsByFilter.forEach((filter, taps) -> filters.add(new SessionFilter(String.join(", ", taps), filter)));
        return filters;
    }
}
