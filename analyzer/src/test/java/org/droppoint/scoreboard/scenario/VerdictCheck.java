package org.droppoint.scoreboard.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.droppoint.report.Report;

/** What the contract asks of every verdict, whatever the truth. */
final class VerdictCheck {
    private static final Map<String, String> DIRECTIONS = Map.of(
            "server-silent", "server-to-client",
            "server-terminated", "server-to-client",
            "client-silent", "client-to-server",
            "client-terminated", "client-to-server",
            "client-timeout", "client-to-server",
            "connect-refused", "client-to-server",
            "tls-intercepted", "both",
            "healthy", "none",
            "capture-loss", "none");

    private final List<String> complaints = new ArrayList<>();

    private VerdictCheck() {}

    static List<String> complaints(Report report) {
        VerdictCheck check = new VerdictCheck();
        report.flows().forEach(flow -> check.flow(report, flow));
        check.overall(report);
        return check.complaints;
    }

    private void ask(boolean holds, String what) {
        if (!holds) {
            complaints.add(what);
        }
    }

    private void flow(Report report, Report.Flow flow) {
        String name = flow.client() + " " + flow.classId() + ": ";
        verdict(
                name,
                report,
                flow.classId(),
                flow.suspects(),
                flow.notRuledOut(),
                flow.direction(),
                flow.confidence(),
                flow.alternatives());
        boolean fault = flow.outcome().equals("failed") && !flow.classId().equals("insufficient-evidence");
        ask(!fault || flow.findings().stream().anyMatch(one -> !one.evidence().isEmpty()), name + "no frame is named");
        ask(!fault || !flow.suspects().isEmpty(), name + "nobody is suspected");
        ask(!fault || !List.of("healthy", "recovered-loss", "capture-loss").contains(flow.classId()), name + "failed");
        ask(!flow.summary().isBlank(), name + "no summary");
    }

    private void verdict(
            String name,
            Report report,
            String classId,
            List<String> suspects,
            List<String> notRuledOut,
            String direction,
            double confidence,
            List<Report.Alternative> alternatives) {
        ask(confidence > 0 && (confidence < 1 || report.flows().isEmpty()), name + "confidence " + confidence);
        ask(direction.equals(DIRECTIONS.getOrDefault(classId, direction)), name + "direction " + direction);
        boolean abstaining = classId.equals("insufficient-evidence");
        ask(abstaining ? suspects.isEmpty() : notRuledOut.isEmpty(), name + suspects + " and " + notRuledOut);
        ask(!classId.equals("capture-loss") || suspects.equals(List.of("capture")), name + suspects);
        ask(!classId.equals("healthy") || suspects.isEmpty(), name + suspects);
        List<String> inOrder = report.path().stream().filter(suspects::contains).toList();
        ask(classId.equals("capture-loss") || inOrder.equals(suspects), name + suspects + " not in path order");
        List<Double> stated =
                alternatives.stream().map(Report.Alternative::confidence).toList();
        ask(stated.stream().sorted(Comparator.reverseOrder()).toList().equals(stated), name + "rivals " + stated);
        ask(stated.stream().allMatch(one -> one >= 0 && one <= 1 - confidence + 1e-9), name + "rivals " + stated);
        ask(alternatives.stream().noneMatch(one -> one.why().isBlank()), name + "a rival without reason");
    }

    private void overall(Report report) {
        Report.Verdict verdict = report.verdict();
        verdict(
                "overall " + verdict.classId() + ": ",
                report,
                verdict.classId(),
                verdict.suspects(),
                verdict.notRuledOut(),
                verdict.direction(),
                verdict.confidence(),
                List.of());
        long failed = report.flows().stream()
                .filter(flow -> flow.outcome().equals("failed"))
                .count();
        long ok = report.flows().stream()
                .filter(flow -> flow.outcome().equals("ok"))
                .count();
        ask(verdict.counts().failed() == failed, "counts " + verdict.counts());
        ask(verdict.counts().ok() == ok, "counts " + verdict.counts());
        ask(verdict.counts().total() == report.flows().size(), "counts " + verdict.counts());
        int behind = verdict.causes().stream().mapToInt(Report.Cause::flows).sum();
        ask(failed == 0 || behind == failed, behind + " flows behind causes, " + failed + " failed");
        List<Integer> sizes = verdict.causes().stream().map(Report.Cause::flows).toList();
        ask(sizes.stream().sorted(Comparator.reverseOrder()).toList().equals(sizes), "causes " + sizes);
        ask(!verdict.nextSteps().isEmpty() || failed == 0, "nothing to do");
        if (failed > 0) {
            boolean majority = 2 * sizes.get(0) > failed;
            ask(majority != verdict.classId().equals("mixed"), verdict.classId() + " with causes " + sizes);
            ask(!majority || verdict.causes().get(0).classId().equals(verdict.classId()), "another cause leads");
        }
    }
}
