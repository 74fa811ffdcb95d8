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
    record FlowScore(boolean right, Set<String> accused) {}

    FlowScore flow(JsonNode label, Report.Flow flow) {
        Set<String> got = places(flow.suspects());
        List<Set<String>> own = sets(label.path("acceptable_sets"));
        List<Set<String>> fairSets = own.isEmpty() ? sets : own;
        boolean outcome = label.path("outcome_any").asBoolean(false)
                || label.path("outcome").asText().equals(flow.outcome())
                || texts(label.path("acceptable_outcomes")).contains(flow.outcome());
        if (fairSets.contains(got)) {
            return new FlowScore(outcome, Set.of());
        }
        String hop = label.path("faulty_hop").asText("none");
        Set<String> extra = new TreeSet<>(got);
        if (!label.path("outcome").asText().equals("failed") && NOWHERE.contains(hop)) {
            extra.removeAll(lossy);
            extra.removeAll(texts(label.path("lossy_hop")));
            return new FlowScore(outcome && extra.isEmpty(), extra);
        }
        if (!wide.isEmpty()) {
            extra.removeAll(wide);
            boolean silent = wantedClass.equals("insufficient-evidence") && got.isEmpty();
            return new FlowScore(outcome && (got.equals(wide) || silent), extra);
        }
        Set<String> fair = texts(label.path("acceptable_hops"));
        if (fair.isEmpty()) {
            fair = texts(expected.path("acceptable_hops"));
        }
        if (fair.isEmpty()) {
            fair.add(hop);
        }
        extra.removeAll(fair);
        fairSets.forEach(extra::removeAll);
        return new FlowScore(outcome && !got.isEmpty() && fair.containsAll(got), extra);
    }

    /** The rest of a message about a verdict that is not right. */
    String truth() {
        return wantedClass + " at " + (wide.isEmpty() ? acceptable : wide) + " "
                + expected.path("direction").asText();
    }

    static Set<String> places(List<String> suspects) {
        Set<String> places = new TreeSet<>(suspects);
        places.retainAll(PLACES);
        return places;
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
