package org.droppoint.scoreboard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.droppoint.report.Report;

/**
 * A report of changed captures against the report of the captures as they were, which was right.
 *
 * @param accusations places blamed of which the first report blames none
 * @param differences what else is not as it was, in words
 */
record Comparison(List<String> accusations, List<String> differences) {
    private static final Set<String> CHANGING = Set.of("starttls-tampered", "payload-modified", "tls-intercepted");
    private static final Set<String> GIVING_UP =
            Set.of("server-terminated", "client-terminated", "server-silent", "client-silent");

    static Comparison of(Report before, Report after) {
        List<String> accusations = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        compare(
                "overall",
                said(before.verdict().classId(), before.verdict().suspects()),
                said(after.verdict().classId(), after.verdict().suspects()),
                accusations,
                differences);
        for (Report.Flow flow : after.flows()) {
            List<Report.Flow> same = before.flows().stream()
                    .filter(one -> sameAddresses(one, flow))
                    .toList();
            if (same.size() == 1) {
                compare(flow.client(), said(same.get(0)), said(flow), accusations, differences);
            }
        }
        if (after.flows().size() != before.flows().size()) {
            differences.add(
                    after.flows().size() + " flows instead of " + before.flows().size());
        }
        return new Comparison(accusations, differences);
    }

    /** A class and where. */
    private record Said(String classId, Set<String> places, String words) {}

    private static Said said(String classId, List<String> suspects) {
        return new Said(classId, Expectation.places(suspects), classId + " at " + suspects);
    }

    private static Said said(Report.Flow flow) {
        return new Said(
                flow.classId(),
                Expectation.places(flow.suspects()),
                flow.outcome() + " " + flow.classId() + " at " + flow.suspects());
    }

    private static void compare(
            String what, Said before, Said after, List<String> accusations, List<String> differences) {
        if (before.words().equals(after.words())) {
            return;
        }
        String told = what + ": " + after.words() + ", was " + before.words();
        boolean mixed = before.classId().equals("mixed") || after.classId().equals("mixed");
        boolean elsewhere = !after.places().isEmpty() && Collections.disjoint(before.places(), after.places());
        if (elsewhere && !mixed && !hidden(before, after)) {
            accusations.add(told);
        } else {
            differences.add(told);
        }
    }

    /** Where the changed bytes are no more to be seen, the end that gave up over them is all that can be told. */
    private static boolean hidden(Said before, Said after) {
        return CHANGING.contains(before.classId()) && GIVING_UP.contains(after.classId());
    }

    private static boolean sameAddresses(Report.Flow one, Report.Flow other) {
        return !Collections.disjoint(addresses(one), addresses(other));
    }

    private static Set<String> addresses(Report.Flow flow) {
        Set<String> addresses = new TreeSet<>(Set.of(flow.client() + " " + flow.server()));
        flow.seenAs().values().forEach(seen -> addresses.add(seen.client() + " " + seen.server()));
        return addresses;
    }
}
