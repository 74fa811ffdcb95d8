package org.droppoint.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counters that a Cisco firewall printed: {@code show asp drop} and {@code show service-policy inspect esmtp}. They are
 * sums since they were last cleared, over all traffic: only two printouts, before and after, tell about one session.
 */
public record InspectionCounters(String fileName, List<Counter> counters, SkippedLines skipped) {
    public InspectionCounters {
        counters = List.copyOf(counters);
    }

    /** Which part of which output a counter stands in. */
    public enum Section {
        FRAME_DROP,
        FLOW_DROP,
        /** A drop counter whose heading was not pasted. */
        DROP,
        ESMTP_INSPECTION
    }

    /**
     * A counter.
     *
     * @param name the firewall's keyword ({@code inspect-smtp-…}), or the words of the policy's line
     * @param description the words beside the keyword; may be empty
     */
    public record Counter(Section section, String name, String description, long count, int lineNumber) {}

    /** The sum of the counters of this name; 0 where none is shown, as the firewall shows only those above zero. */
    public long count(String name) {
        return totals().getOrDefault(name, 0L);
    }

    /** Sums by name, in the order of the names. */
    public Map<String, Long> totals() {
        Map<String, Long> totals = new TreeMap<>();
        counters.forEach(c -> totals.merge(c.name(), c.count(), InspectionCounters::saturatedSum));
        return totals;
    }

    /**
     * Reads all counters that can be read; closes nothing.
     *
     * @throws IOException only if the stream itself fails
     */
    public static InspectionCounters parse(InputStream in, String fileName) throws IOException {
        return new CounterReader().read(new TextLines(in), fileName);
    }

    /** Reads all counters that can be read; fails on no content. */
    public static InspectionCounters parse(byte[] bytes, String fileName) {
        return TextLines.over(bytes, lines -> new CounterReader().read(lines, fileName));
    }

    private static long saturatedSum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
