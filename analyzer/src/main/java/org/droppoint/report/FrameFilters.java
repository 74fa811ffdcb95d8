package org.droppoint.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Wireshark display filters that show exactly the frames of a piece of evidence, one for each file. */
public final class FrameFilters {
    /** Beyond this a filter no longer fits into Wireshark's filter line; the range from first to last is given. */
    private static final int MAX_LISTED = 40;

    private FrameFilters() {}

    /**
     * @param file index of the file within its tap's capture
     * @param frames the frame numbers, sorted, each once
     */
    public record FrameFilter(String tap, int file, List<Long> frames) {
        /** To be pasted into Wireshark's filter line; since 3.6 a set's members are separated by commas. */
        public String text() {
            if (frames.size() == 1) {
                return "frame.number == " + frames.get(0);
            }
            if (frames.size() > MAX_LISTED) {
                return "frame.number >= " + frames.get(0) + " && frame.number <= " + frames.get(frames.size() - 1);
            }
            StringBuilder text = new StringBuilder("frame.number in {");
            for (int i = 0; i < frames.size(); i++) {
                text.append(i == 0 ? "" : ", ").append(frames.get(i));
            }
            return text.append('}').toString();
        }
    }

    /** In the order in which the taps first appear in the evidence, then by file. */
    public static List<FrameFilter> of(List<Report.Evidence> evidence) {
        List<String> taps =
                evidence.stream().map(Report.Evidence::tap).distinct().toList();
        List<FrameFilter> filters = new ArrayList<>();
        for (String tap : taps) {
            Map<Integer, TreeSet<Long>> byFile = new TreeMap<>();
            for (Report.Evidence one : evidence) {
                if (one.tap().equals(tap) && one.frame() > 0) {
                    byFile.computeIfAbsent(one.file(), key -> new TreeSet<>()).add(one.frame());
                }
            }
            byFile.forEach((file, frames) -> filters.add(new FrameFilter(tap, file, List.copyOf(frames))));
        }
        return filters;
    }
}
