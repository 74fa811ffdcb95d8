package org.droppoint.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which flows to look at first, and which one of them to show for each cause. */
public final class FlowOrder {
    private static final int MAX_EXEMPLARS = 4;
    private static final Set<String> TAMPERING = Set.of("starttls-tampered", "payload-modified", "tls-intercepted");

    private FlowOrder() {}

    /** A flow that shows a cause; the cause is the overall verdict's where it lists none. */
    public record Exemplar(Report.Cause cause, Report.Flow flow) {}

    /** Flows that came to the same end, counted. */
    public record Tally(String outcome, String classId, List<String> suspects, int flows) {}

    private record Fate(String outcome, String classId, List<String> suspects) {}

    /** Failed ones first, the best proved ones foremost, then what was tampered with, the undecided, the sound. */
    public static List<Report.Flow> worstFirst(Report report) {
        List<Report.Flow> flows = new ArrayList<>(report.flows());
        String overall = report.verdict().classId();
        flows.sort(Comparator.comparingInt(FlowOrder::rank)
                .thenComparing(flow -> !flow.classId().equals(overall))
                .thenComparing(flow -> flow.lostRecords().isEmpty())
                .thenComparingInt(flow -> flow.suspects().size())
                .thenComparing(flow -> Math.round(flow.confidence() * 100), Comparator.reverseOrder())
                .thenComparingInt(FlowOrder::makers)
                .thenComparingLong(Report.Flow::startNanos)
                .thenComparing(Report.Flow::id));
        return flows;
    }

    /** For each cause the flow that shows it best. */
    public static List<Exemplar> exemplars(Report report) {
        Report.Verdict verdict = report.verdict();
        List<Report.Flow> flows = worstFirst(report);
        List<Exemplar> exemplars = new ArrayList<>();
        for (Report.Cause cause : verdict.causes()) {
            if (exemplars.size() < MAX_EXEMPLARS) {
                flows.stream()
                        .filter(flow -> shows(flow, cause))
                        .min(Comparator.comparing(flow -> !cause.suspects().containsAll(flow.suspects())))
                        .ifPresent(flow -> exemplars.add(new Exemplar(cause, flow)));
            }
        }
        if (exemplars.isEmpty()) {
            flows.stream()
                    .filter(flow -> rank(flow) == 0 || !flow.findings().isEmpty())
                    .findFirst()
                    .ifPresent(flow -> exemplars.add(new Exemplar(
                            new Report.Cause(flow.classId(), flow.suspects(), flow.direction(), 1), flow)));
        }
        return exemplars;
    }

    /** How many flows came to each end, in the order in which the ends first appear. */
    public static List<Tally> tally(List<Report.Flow> flows) {
        Map<Fate, Integer> counts = new LinkedHashMap<>();
        for (Report.Flow flow : flows) {
            counts.merge(new Fate(flow.outcome(), flow.classId(), flow.suspects()), 1, Integer::sum);
        }
        List<Tally> tallies = new ArrayList<>();
        counts.forEach((fate, flowCount) ->
                tallies.add(new Tally(fate.outcome(), fate.classId(), fate.suspects(), flowCount)));
        return tallies;
    }

    private static boolean shows(Report.Flow flow, Report.Cause cause) {
        return flow.classId().equals(cause.classId())
                && (cause.suspects().isEmpty() || flow.suspects().stream().anyMatch(cause.suspects()::contains));
    }

    /** Among how many places the makers of its resets are left open: the fewer, the better a flow shows its cause. */
    private static int makers(Report.Flow flow) {
        return flow.resets().stream()
                .mapToInt(reset -> reset.madeAt().size())
                .max()
                .orElse(1);
    }

    private static int rank(Report.Flow flow) {
        if (flow.outcome().equals("failed")) {
            return 0;
        }
        if (TAMPERING.contains(flow.classId())) {
            return 1;
        }
        return flow.outcome().equals("ok") ? 3 : 2;
    }
}
