package org.droppoint.evidence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.report.Report;

/** Whether the bundle's captures tell the same as the originals: verdict, flows, ranges of lost records. */
public final class Agreement {
    private static final int MAX_DIFFERENCES = 20;

    private record Loss(
            String direction,
            String protocol,
            String type,
            Object range,
            List<String> seenAt,
            List<String> missingAt) {}

    private Agreement() {}

    /** What differs, in words that name no address; empty where nothing does. */
    public static List<String> differences(Report original, Report bundled) {
        List<String> differences = new ArrayList<>();
        Report.Verdict one = original.verdict();
        Report.Verdict other = bundled.verdict();
        compare("the verdict's class", one.classId(), other.classId(), differences);
        compare("its suspects", one.suspects(), other.suspects(), differences);
        compare("its direction", one.direction(), other.direction(), differences);
        compare(
                "the number of sessions",
                original.flows().size(),
                bundled.flows().size(),
                differences);
        Map<String, Report.Flow> byId = new HashMap<>();
        bundled.flows().forEach(flow -> byId.put(flow.id(), flow));
        for (Report.Flow flow : original.flows()) {
            Report.Flow twin = byId.get(flow.id());
            if (twin != null && differences.size() < MAX_DIFFERENCES) {
                compare(flow, twin, differences);
            }
        }
        return differences;
    }

    private static void compare(Report.Flow flow, Report.Flow twin, List<String> differences) {
        String of = flow.id() + ": ";
        compare(of + "outcome", flow.outcome(), twin.outcome(), differences);
        compare(of + "class", flow.classId(), twin.classId(), differences);
        compare(of + "suspects", flow.suspects(), twin.suspects(), differences);
        compare(of + "direction", flow.direction(), twin.direction(), differences);
        compare(of + "lost records", losses(flow), losses(twin), differences);
    }

    private static List<Loss> losses(Report.Flow flow) {
        return flow.lostRecords().stream()
                .map(lost -> new Loss(
                        lost.direction(), lost.protocol(), lost.type(), lost.range(), lost.seenAt(), lost.missingAt()))
                .toList();
    }

    private static void compare(String what, Object one, Object other, List<String> differences) {
        if (!one.equals(other)) {
            differences.add(what + ": " + one + " in the originals, " + other + " in the bundle");
        }
    }
}
