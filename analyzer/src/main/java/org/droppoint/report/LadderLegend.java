package org.droppoint.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What the marks of a drawn ladder mean; only of those that occur in it. */
public final class LadderLegend {
    private LadderLegend() {}

    /**
     * A mark and its meaning.
     *
     * @param sign for formats that have it
     * @param name for those that draw it and cannot print it
     */
    public record Mark(String sign, String name, String meaning) {}

    public static List<Mark> of(Report.Flow flow) {
        List<Mark> marks = new ArrayList<>();
        marks.add(new Mark("●", "dot", "seen, with its frame number"));
        add(marks, flow, step -> !step.lostAt().isEmpty(), new Mark("✗", "cross", "lost here"));
        add(
                marks,
                flow,
                Report.LadderStep::forged,
                new Mark("◆", "diamond", "made here, not by the end that it names"));
        add(marks, flow, step -> !step.changedAt().isEmpty(), new Mark("≠", "ring", "changed here"));
        marks.add(new Mark("dotted line:", "dashed", "not seen there, and nobody can tell why"));
        flow.ladder().stream()
                .filter(step -> !step.endedAt().isEmpty())
                .findFirst()
                .ifPresent(step -> {
                    String place = "arrows that end at " + Words.places(step.endedAt());
                    marks.add(new Mark(place + ":", place, "the session is ended there, and another one made"));
                });
        return marks;
    }

    private static void add(List<Mark> marks, Report.Flow flow, Predicate<Report.LadderStep> shows, Mark mark) {
        if (flow.ladder().stream().anyMatch(shows)) {
            marks.add(mark);
        }
    }
}
