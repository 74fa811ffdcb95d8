package org.droppoint.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.verdict.FlowVerdict;

/** A session's findings as reports list them: first those that the verdict rests on; what is said several times, once. */
final class FindingReports {
    private FindingReports() {}

    static List<Report.Finding> of(FlowVerdict flow) {
        List<Finding> findings = new ArrayList<>();
        List<Finding> others = new ArrayList<>();
        for (Finding finding : flow.facts().findings()) {
            (isGround(flow, finding) ? findings : others).add(finding);
        }
        findings.addAll(others);
        Map<String, List<Finding>> told = new LinkedHashMap<>();
        findings.forEach(
                finding -> told.computeIfAbsent(finding.id() + ' ' + finding.summary(), key -> new ArrayList<>())
                        .add(finding));
        return told.values().stream().map(FindingReports::finding).toList();
    }

    /** By identity: what equals of a record costs is linked at run time. */
    private static boolean isGround(FlowVerdict flow, Finding finding) {
        return flow.grounds().stream().anyMatch(ground -> ground == finding);
    }

    private static Report.Finding finding(List<Finding> alike) {
        Finding first = alike.get(0);
        return new Report.Finding(
                first.id(),
                (alike.size() > 1 ? alike.size() + " times: " : "") + first.summary(),
                alike.stream()
                        .flatMap(finding -> finding.evidence().stream())
                        .map(FindingReports::evidence)
                        .toList());
    }

    private static Report.Evidence evidence(Evidence shown) {
        return new Report.Evidence(
                shown.tap().name(), shown.frame().file(), shown.frame().number(), shown.epochNanos(), shown.note());
    }
}
