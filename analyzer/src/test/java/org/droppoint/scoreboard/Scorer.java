package org.droppoint.scoreboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.droppoint.base.ByteRange;
import org.droppoint.report.Report;

/** Compares a report with the truth of its case, by the published scoring rules; shares no code with the analyzer. */
public final class Scorer {
    private static final Map<String, String> DIRECTIONS = Map.of("s2c", "server-to-client", "c2s", "client-to-server");

    private final JsonNode truth;
    private final Report report;
    private final Expectation expected;
    private final List<String> complaints = new ArrayList<>();
    private final List<FlowCheck> checks = new ArrayList<>();
    private int lost;
    private int found;
    private int invented;
    private int accusations;

    private Scorer(CaseFolder labelled, Report report) {
        this.truth = labelled.truth();
        this.report = report;
        this.expected = new Expectation(truth.get("expected"));
    }

    public static CaseScore score(CaseFolder labelled, Report report) {
        return new Scorer(labelled, report).score();
    }

    private CaseScore score() {
        Report.Verdict verdict = report.verdict();
        Set<String> got = Expectation.places(verdict.suspects());
        boolean never = expected.neverClass(verdict.classId());
        boolean classRight = expected.classRight(verdict.classId()) && !never;
        boolean suspectsRight = expected.suspectsRight(got);
        boolean directionRight = expected.directionRight(verdict.direction());
        accusations = expected.accused(got).size() + (never ? 1 : 0);
        if (!classRight || !suspectsRight || !directionRight || accusations > 0) {
            complaints.add(verdict.classId() + " at " + verdict.suspects() + " " + verdict.direction() + ", truth "
                    + expected.truth() + (accusations > 0 ? ", FALSE ACCUSATION" : ""));
        }
        flows();
        List<ClockReading> clocks = new ClockScore(truth, report, complaints).readings();
        boolean roles = rolesRight();
        boolean logs = new LogScore(truth, report, complaints).right();
        return new CaseScore(
                classRight,
                suspectsRight,
                directionRight,
                classRight && expected.contains(got),
                expected.abstention(verdict.classId()),
                clocks,
                roles,
                logs,
                truth.get("flows").size(),
                checks,
                lost,
                found,
                invented,
                accusations,
                complaints);
    }

    // ---- flows ----

    /** Bytes of one direction. */
    private record Range(String direction, long start, long end) {
        boolean overlaps(Range other) {
            return direction.equals(other.direction) && start < other.end && other.start < end;
        }
    }

    private void flows() {
        Map<String, List<Report.Flow>> reported = byAddresses();
        Set<Report.Flow> used = new HashSet<>();
        for (JsonNode label : truth.get("flows")) {
            List<Range> wanted = required(label);
            lost += wanted.size();
            List<Report.Flow> free = candidates(label, reported)
                    .filter(flow -> !used.contains(flow))
                    .toList();
            if (free.isEmpty()) {
                complaints.add("flow " + endpoint(label.get("client")) + " is not reported");
                continue;
            }
            Report.Flow flow = free.stream()
                    .filter(one -> one.outcome().equals(label.path("outcome").asText()))
                    .findFirst()
                    .orElse(free.get(0));
            used.add(flow);
            compare(label, flow, wanted, ranges(label.path("lost_records")));
        }
    }

    private void compare(JsonNode label, Report.Flow flow, List<Range> wanted, List<Range> truly) {
        FlowCheck check = expected.flow(label, flow);
        checks.add(check);
        accusations += check.accused() ? 1 : 0;
        if (!check.right()) {
            complaints.add("flow " + flow.client() + ": " + flow.outcome() + " " + flow.classId() + " at "
                    + flow.suspects() + ", truth " + label.path("outcome").asText() + " at "
                    + label.path("faulty_hop").asText() + (check.accused() ? ", FALSE ACCUSATION" : ""));
        }
        List<Range> said = flow.lostRecords().stream()
                .map(one -> range(one.direction(), one.range()))
                .toList();
        List<Range> missed = wanted.stream()
                .filter(one -> said.stream().noneMatch(one::overlaps))
                .toList();
        List<Range> surplus = said.stream()
                .filter(one -> truly.stream().noneMatch(one::overlaps))
                .toList();
        invented += surplus.size();
        if (!surplus.isEmpty()) {
            complaints.add("flow " + flow.client() + " invents lost " + surplus);
        }
        found += wanted.size() - missed.size();
        if (!missed.isEmpty()) {
            complaints.add("flow " + flow.client() + " lacks lost " + missed);
        }
    }

    private static Range range(String direction, ByteRange range) {
        return new Range(direction, range.start(), range.end());
    }

    /** What must be told: all that was lost, or where the captures do not show all, the part that they prove. */
    private static List<Range> required(JsonNode label) {
        return ranges(label.path(label.path("lost_optional").asBoolean(false) ? "lost_proved" : "lost_records"));
    }

    private static List<Range> ranges(JsonNode records) {
        List<Range> ranges = new ArrayList<>();
        for (JsonNode one : records) {
            String direction = one.get("direction").asText();
            for (JsonNode range : one.get("ranges")) {
                ranges.add(new Range(
                        DIRECTIONS.getOrDefault(direction, direction),
                        range.get(0).asLong(),
                        range.get(1).asLong()));
            }
        }
        return ranges;
    }

    private Map<String, List<Report.Flow>> byAddresses() {
        Map<String, List<Report.Flow>> flows = new HashMap<>();
        for (Report.Flow flow : report.flows()) {
            Set<String> names = new TreeSet<>(Set.of(flow.client() + " " + flow.server()));
            flow.seenAs().values().forEach(seen -> names.add(seen.client() + " " + seen.server()));
            names.forEach(name ->
                    flows.computeIfAbsent(name, none -> new ArrayList<>()).add(flow));
        }
        return flows;
    }

    /**
     * A flow may be known by its addresses on either side of a translation, and of those that bear them in turn one by these
     * and the next by those.
     */
    private static Stream<Report.Flow> candidates(JsonNode label, Map<String, List<Report.Flow>> reported) {
        return Stream.of("client", "nat_client")
                .filter(label::hasNonNull)
                .map(label::get)
                .map(Scorer::endpoint)
                .flatMap(client -> Stream.of("server", "nat_server")
                        .filter(label::hasNonNull)
                        .map(server -> client + " " + endpoint(label.get(server))))
                .flatMap(name -> reported.getOrDefault(name, List.of()).stream())
                .distinct();
    }

    static String endpoint(JsonNode pair) {
        String host = pair.get(0).asText();
        return (host.contains(":") ? "[" + host + "]" : host) + ":"
                + pair.get(1).asInt();
    }

    // ---- roles ----

    /** Where a case gives no roles: is each capture given the tap that it was taken at? */
    private boolean rolesRight() {
        if (!truth.has("args")) {
            return true;
        }
        boolean right = true;
        for (Report.Capture capture : report.captures()) {
            Set<String> names =
                    capture.files().stream().map(Report.CaptureFile::name).collect(Collectors.toSet());
            Set<String> taps = new TreeSet<>();
            truth.get("points").properties().forEach(point -> {
                JsonNode wanted = point.getValue();
                boolean sameInterface = !wanted.has("interface")
                        || wanted.get("interface").asText().equals(capture.interfaceName());
                if (names.contains(wanted.path("file").asText()) && sameInterface) {
                    taps.add(point.getKey());
                }
            });
            if (!taps.isEmpty() && !taps.contains(capture.tap())) {
                right = false;
                complaints.add("capture " + names + " is called " + capture.tap() + ", is " + taps);
            }
        }
        return right;
    }
}
