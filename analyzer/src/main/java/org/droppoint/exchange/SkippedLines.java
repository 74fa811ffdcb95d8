package org.droppoint.exchange;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a parser left out. All skipped lines are counted by reason; the first {@link Limits#MAX_SKIPPED_LISTED} are also
 * listed. Blank lines are not skipped lines.
 */
public record SkippedLines(List<SkippedLine> listed, Map<SkippedLine.Reason, Long> counts) {
    public SkippedLines {
        listed = List.copyOf(listed);
        counts = Map.copyOf(counts);
    }

    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    public long count(SkippedLine.Reason reason) {
        return counts.getOrDefault(reason, 0L);
    }

    /** Collects skipped lines while a text is read. */
    static final class Collector {
        private final List<SkippedLine> listed = new ArrayList<>();
        private final Map<SkippedLine.Reason, Long> counts = new EnumMap<>(SkippedLine.Reason.class);

        void add(int lineNumber, SkippedLine.Reason reason) {
            counts.merge(reason, 1L, Long::sum);
            if (listed.size() < Limits.MAX_SKIPPED_LISTED) {
                listed.add(new SkippedLine(lineNumber, reason));
            }
        }

        SkippedLines finish(TextLines lines) {
            if (lines.cutOff()) {
                add(lines.lineNumber() + 1, SkippedLine.Reason.INPUT_TOO_LONG);
            }
            return new SkippedLines(listed, counts);
        }
    }
}
