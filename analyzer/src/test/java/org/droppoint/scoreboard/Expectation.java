package org.droppoint.scoreboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.droppoint.report.Report;

/** What the truth of a labelled case allows a verdict to say: the same leeway as the published scoring rules give. */
final class Expectation {
    static final Set<String> PLACES = Set.of("host", "lan", "firewall", "upstream", "server");

    private static final List<String> TAPS = List.of("host", "inside", "outside");
    private static final List<String> HOPS = List.of("lan", "firewall", "upstream");

    private static final Set<String> UNDIRECTED =
            Set.of("healthy", "recovered-loss", "capture-loss", "insufficient-evidence", "mixed", "client-timeout");
    private static final Set<String> BOTH_IS_FINE = Set.of("reset-injected", "tls-intercepted", "drop-and-reset");
    private static final Set<String> NOWHERE = Set.of("none", "capture");

    private final JsonNode expected;
    private final String wantedClass;
    /** What the captures can tell, where that is less than the truth. */
    private final Set<String> wide;

    private final Set<String> acceptable;
    private final Set<String> lossy;
    private final List<Set<String>> sets;

    Expectation(JsonNode expected) {
        this.expected = expected;
        this.wantedClass = expected.path("verdict_class").asText();
        this.wide = texts(expected.path("observable_hops"));
        this.acceptable = texts(expected.path("acceptable_hops"));
        if (acceptable.isEmpty()) {
            acceptable.add(expected.path("faulty_hop").asText());
            acceptable.removeAll(NOWHERE);
        }
        this.lossy = texts(expected.path("lossy_hop"));
        this.sets = sets(expected.path("acceptable_sets"));
    }

    boolean classRight(String got) {
        boolean aThresholdApart = !lossy.isEmpty()
                && Set.of("healthy", "recovered-loss").contains(got)
                && Set.of("healthy", "recovered-loss").contains(wantedClass);
        return got.equals(wantedClass) || texts(expected.path("also_classes")).contains(got) || aThresholdApart;
    }

    /** Whether the suspects contain the truth, however wide they are. */
    boolean contains(Set<String> got) {
        String hop = expected.path("faulty_hop").asText("none");
        return PLACES.contains(hop) ? got.contains(hop) || suspectsRight(got) : suspectsRight(got);
    }

    /** Whether the captures cannot tell: saying so is right, or at least fair. */
    CaseScore.Abstention abstention(String got) {
        String abstaining = "insufficient-evidence";
        boolean undecidable = wantedClass.equals(abstaining);
        if (got.equals(abstaining)) {
            return classRight(got) ? CaseScore.Abstention.RIGHT : CaseScore.Abstention.WRONG;
        }
        return undecidable && !classRight(got) ? CaseScore.Abstention.GUESSED : CaseScore.Abstention.SPOKE;
    }

    String wantedClass() {
        return wantedClass;
    }

    boolean neverClass(String got) {
        return texts(expected.path("never_classes")).contains(got);
    }

    boolean suspectsRight(Set<String> got) {
        if (wantedClass.equals("mixed") || sets.contains(got)) {
            return true;
        }
        if (wantedClass.equals("insufficient-evidence")) {
            return got.isEmpty() || got.equals(wide);
        }
        if (!wide.isEmpty()) {
            return got.equals(wide);
        }
        if (acceptable.isEmpty()) {
            return got.isEmpty() || got.equals(lossy);
        }
        return !got.isEmpty() && acceptable.containsAll(got);
    }

    boolean directionRight(String got) {
        return got.equals(expected.path("direction").asText())
                || UNDIRECTED.contains(wantedClass)
                || texts(expected.path("acceptable_directions")).contains(got)
                || BOTH_IS_FINE.contains(wantedClass) && got.equals("both");
    }

    /** The places that the overall verdict blames and that have no part in it. */
    Set<String> accused(Set<String> got) {
        Set<String> accused = new TreeSet<>(got);
        if (wantedClass.equals("mixed")) {
            accused.clear();
        }
        accused.removeAll(acceptable);
        accused.removeAll(wide);
        accused.removeAll(lossy);
        sets.forEach(accused::removeAll);
        return accused;
    }

    /** How one reported flow compares with its label. */
    FlowCheck flow(JsonNode label, Report.Flow flow) {
        Set<String> got = places(flow.suspects());
        Set<String> accused = flowAccused(label, got);
        boolean outcome = label.path("outcome_any").asBoolean(false)
                || label.path("outcome").asText().equals(flow.outcome())
                || texts(label.path("acceptable_outcomes")).contains(flow.outcome());
        boolean placesRight = flowPlacesRight(label, got);
        String trueClass = label.path("class").asText("");
        boolean classRight = trueClass.equals(flow.classId())
                || texts(label.path("also_classes")).contains(flow.classId())
                || label.has("lossy_hop") && Set.of("healthy", "recovered-loss").contains(flow.classId());
        boolean contains = placesRight || got.contains(label.path("faulty_hop").asText("none"));
        return new FlowCheck(
                flow.id(),
                trueClass,
                flow.classId(),
                flow.confidence(),
                outcome,
                placesRight,
                classRight && contains,
                !accused.isEmpty());
    }

    private List<Set<String>> fairSets(JsonNode label) {
        List<Set<String>> own = sets(label.path("acceptable_sets"));
        return own.isEmpty() ? sets : own;
    }

    /** Whether anything is at fault with the flow at all. */
    private static boolean blameless(JsonNode label) {
        return !label.path("outcome").asText().equals("failed")
                && NOWHERE.contains(label.path("faulty_hop").asText("none"));
    }

    private Set<String> fair(JsonNode label) {
        Set<String> fair = texts(label.path("acceptable_hops"));
        if (fair.isEmpty()) {
            fair = texts(expected.path("acceptable_hops"));
        }
        if (fair.isEmpty()) {
            fair.add(label.path("faulty_hop").asText("none"));
        }
        return fair;
    }

    private boolean flowPlacesRight(JsonNode label, Set<String> got) {
        if (fairSets(label).contains(got)) {
            return true;
        }
        if (blameless(label)) {
            return flowAccused(label, got).isEmpty();
        }
        if (!wide.isEmpty()) {
            return got.equals(wide) || wantedClass.equals("insufficient-evidence") && got.isEmpty();
        }
        return !got.isEmpty() && fair(label).containsAll(got);
    }

    /** The places that a flow's verdict blames and that have no part in it. */
    private Set<String> flowAccused(JsonNode label, Set<String> got) {
        Set<String> accused = new TreeSet<>(got);
        if (fairSets(label).contains(got)) {
            return Set.of();
        }
        if (blameless(label)) {
            accused.removeAll(lossy);
            accused.removeAll(texts(label.path("lossy_hop")));
        } else if (!wide.isEmpty()) {
            accused.removeAll(wide);
        } else {
            accused.removeAll(fair(label));
            fairSets(label).forEach(accused::removeAll);
        }
        return accused;
    }

    /** The rest of a message about a verdict that is not right. */
    String truth() {
        return wantedClass + " at " + (wide.isEmpty() ? acceptable : wide) + " "
                + expected.path("direction").asText();
    }

    static Set<String> places(List<String> suspects) {
        Set<String> places = new TreeSet<>();
        suspects.forEach(name -> places.addAll(usual(name)));
        places.retainAll(PLACES);
        return places;
    }

    /** The gap before a tap of the user's own holds the usual hops; the edge is the far end's, the server behind it. */
    private static List<String> usual(String name) {
        int dots = name.indexOf("..");
        if (dots < 0) {
            return List.of(name);
        }
        int from = TAPS.indexOf(name.substring(0, dots));
        return from < 0 ? List.of("server") : HOPS.subList(from, HOPS.size());
    }

    /** Texts of an array, of a single text, or of nothing. */
    static Set<String> texts(JsonNode node) {
        Set<String> texts = new TreeSet<>();
        if (node.isTextual()) {
            texts.add(node.asText());
        }
        if (node.isArray()) {
            elements(node).map(JsonNode::asText).forEach(texts::add);
        }
        return texts;
    }

    private static List<Set<String>> sets(JsonNode node) {
        List<Set<String>> sets = new ArrayList<>();
        elements(node).map(Expectation::texts).forEach(sets::add);
        return sets;
    }

    static Stream<JsonNode> elements(JsonNode node) {
        List<JsonNode> elements = new ArrayList<>();
        node.forEach(elements::add);
        return elements.stream();
    }
}
