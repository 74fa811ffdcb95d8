package org.droppoint.report;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The part of a long ladder that tells the story: its begin, its end, and all that was lost, forged or reset. */
public final class LadderExcerpt {
    private LadderExcerpt() {}

    /**
     * A step to show, after a number of steps that are left out.
     *
     * @param index the step's index in the flow's ladder
     */
    public record Row(int skippedBefore, int index, Report.LadderStep step) {}

    /** At most about {@code maxRows} rows of the ladder, in order; all of it where it fits. */
    public static List<Row> of(List<Report.LadderStep> ladder, int maxRows) {
        BitSet shown = new BitSet(ladder.size());
        if (ladder.size() <= maxRows) {
            shown.set(0, ladder.size());
        } else {
            int ends = maxRows / 4;
            shown.set(0, ends);
            shown.set(ladder.size() - ends, ladder.size());
            for (int i = 0; i < ladder.size() && shown.cardinality() < maxRows; i++) {
                if (isTelling(ladder.get(i))) {
                    shown.set(i);
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        int next = 0;
        for (int i = shown.nextSetBit(0); i >= 0; i = shown.nextSetBit(i + 1)) {
            rows.add(new Row(i - next, i, ladder.get(i)));
            next = i + 1;
        }
        return rows;
    }

    /** What a ladder is read for. */
    public static boolean isTelling(Report.LadderStep step) {
        return step.isFault() || step.kind().equals("rst");
    }

    /** The step's label with what it stands for: its copy and how many it folds. */
    public static String label(Report.LadderStep step) {
        return step.label() + copies(step);
    }

    /** The same of a bounded length: what is cut is the name, never that it is a copy. */
    public static String label(Report.LadderStep step, int maxChars) {
        String copies = copies(step);
        return SafeText.clipped(step.label(), Math.max(1, maxChars - copies.length())) + copies;
    }

    /** What a label ends in where the step is not what its sender sent; empty elsewhere. */
    public static String remark(Report.LadderStep step) {
        return step.forged() ? " (forged)" : step.changedAt().isEmpty() ? "" : " (changed)";
    }

    private static String copies(Report.LadderStep step) {
        StringBuilder label = new StringBuilder();
        if (step.copy() > 1) {
            label.append(", copy ").append(step.copy());
            if (step.folded() > 0) {
                label.append('–').append((long) step.copy() + step.folded());
            }
        } else if (step.folded() > 0) {
            label.append(" ×").append(step.folded() + 1L);
        }
        return label.toString();
    }
}
