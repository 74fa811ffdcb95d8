package org.droppoint.report;

import java.util.ArrayList;
import java.util.List;

/** The frames of a piece of evidence that a page with little room shows: the first ones, but of each tap at least one. */
public final class FrameExcerpt {
    private FrameExcerpt() {}

    /**
     * In the order of the evidence. A tap whose frames would all be cut off, often the one that shows that the bytes did
     * not arrive, keeps its last one instead of the last of those shown.
     *
     * @param most how many frames there is room for, at least as many as there are taps
     */
    public static List<Report.Evidence> of(List<Report.Evidence> evidence, int most) {
        if (evidence.size() <= most) {
            return evidence;
        }
        List<Report.Evidence> kept = new ArrayList<>();
        List<String> taps = new ArrayList<>();
        for (int i = evidence.size() - 1; i >= 0; i--) {
            Report.Evidence one = evidence.get(i);
            boolean shown = evidence.subList(0, most).stream()
                    .anyMatch(first -> first.tap().equals(one.tap()));
            if (!shown && !taps.contains(one.tap())) {
                taps.add(one.tap());
                kept.add(0, one);
            }
        }
        List<Report.Evidence> excerpt = new ArrayList<>(evidence.subList(0, Math.max(0, most - kept.size())));
        excerpt.addAll(kept);
        return List.copyOf(excerpt);
    }
}
