package org.droppoint.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Endpoint;
import org.droppoint.base.Place;
import org.droppoint.finding.fact.CaseFile;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;

/** From the sessions' verdicts to the case's: causes are counted, and one behind more than half is the verdict. */
final class Overall {
    private final List<Place> path;
    private final List<FlowVerdict> flows;

    private Overall(CaseFile file, List<FlowVerdict> flows) {
        this.path = file.path().places();
        this.flows = flows;
    }

    static CaseVerdict of(CaseFile file, List<FlowVerdict> flows) {
        return new Overall(file, flows).decide();
    }

    private CaseVerdict decide() {
        List<FlowVerdict> failed = flows.stream()
                .filter(flow -> flow.facts().outcome() == Outcome.FAILED)
                .toList();
        List<FlowVerdict> tampered =
                flows.stream().filter(flow -> flow.verdictClass().isTampering()).toList();
        if (flows.isEmpty()) {
            return simple(VerdictClass.INSUFFICIENT_EVIDENCE, List.of(), path, 1);
        }
        if (failed.isEmpty() && tampered.isEmpty()) {
            return nothingWrong();
        }
        List<FlowVerdict> voters = failed.isEmpty() ? tampered : withoutPieces(failed);
        List<CaseVerdict.Cause> causes = causes(voters);
        CaseVerdict.Cause main = causes.get(0);
        boolean majority = 2 * main.flows() > voters.size();
        return majority ? single(main, voters, causes) : mixed(causes, voters);
    }

    /** What may be another session's piece, which tells more, has no voice beside that. */
    private static List<FlowVerdict> withoutPieces(List<FlowVerdict> failed) {
        List<FlowVerdict> whole =
                failed.stream().filter(flow -> !flow.facts().sight().piece()).toList();
        return whole.isEmpty() ? failed : whole;
    }

    private CaseVerdict simple(VerdictClass verdictClass, List<Place> suspects, List<Place> open, double confidence) {
        return new CaseVerdict(
                verdictClass.id(), suspects, open, Heading.NONE, confidence, List.of(), List.of(), List.of(), flows);
    }

    /** No session failed and none was tampered with: lost packets or captures may still be worth a word. */
    private CaseVerdict nothingWrong() {
        List<FlowVerdict> untold = flows.stream()
                .filter(flow -> flow.verdictClass() == VerdictClass.INSUFFICIENT_EVIDENCE)
                .toList();
        boolean noneWell = flows.stream().noneMatch(flow -> flow.facts().outcome() == Outcome.OK);
        if (2 * untold.size() > flows.size() || untold.stream().anyMatch(flow -> noneWellTo(server(flow)))) {
            return simple(VerdictClass.INSUFFICIENT_EVIDENCE, List.of(), path, mean(untold));
        }
        if (noneWell && flows.stream().allMatch(Overall::isBare)) {
            return simple(VerdictClass.INSUFFICIENT_EVIDENCE, List.of(), path, 1);
        }
        for (VerdictClass candidate : List.of(VerdictClass.CAPTURE_LOSS, VerdictClass.RECOVERED_LOSS)) {
            List<FlowVerdict> such =
                    flows.stream().filter(f -> f.verdictClass() == candidate).toList();
            if (!such.isEmpty()) {
                List<CaseVerdict.Cause> causes = causes(such);
                CaseVerdict.Cause main = causes.get(0);
                return new CaseVerdict(
                        candidate.id(),
                        main.suspects(),
                        List.of(),
                        candidate == VerdictClass.CAPTURE_LOSS ? Heading.NONE : main.heading(),
                        mean(such),
                        causes,
                        List.of(),
                        List.of(),
                        flows);
            }
        }
        return simple(VerdictClass.HEALTHY, List.of(), List.of(), mean(flows));
    }

    private static Endpoint server(FlowVerdict flow) {
        return flow.facts().server();
    }

    /** Sessions with other servers that went well say nothing of this one. */
    private boolean noneWellTo(Endpoint server) {
        return flows.stream()
                .filter(flow -> server(flow).equals(server))
                .noneMatch(flow -> flow.facts().outcome() == Outcome.OK);
    }

    /** Handshakes and farewells without a word in between show nobody well. */
    private static boolean isBare(FlowVerdict flow) {
        return flow.verdictClass() == VerdictClass.HEALTHY
                && flow.facts().outcome() == Outcome.UNKNOWN
                && flow.facts().progress().equals(SessionFacts.NOTHING_SAID);
    }

    private static double mean(List<FlowVerdict> of) {
        return of.stream().mapToDouble(FlowVerdict::confidence).average().orElse(0);
    }

    /** Sessions of one class and direction whose suspects have a place in common share a cause, at those places. */
    private List<CaseVerdict.Cause> causes(List<FlowVerdict> voters) {
        Map<List<Object>, List<CaseVerdict.Cause>> groups = new LinkedHashMap<>();
        voters.stream()
                .sorted(Comparator.comparingInt(flow -> flow.suspects().size()))
                .forEach(flow -> {
                    List<CaseVerdict.Cause> group = groups.computeIfAbsent(
                            List.of(flow.verdictClass(), flow.heading()), key -> new ArrayList<>());
                    join(group, flow);
                });
        return groups.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(CaseVerdict.Cause::flows)
                        .reversed()
                        .thenComparing(CaseVerdict.Cause::verdictClass))
                .toList();
    }

    private static void join(List<CaseVerdict.Cause> group, FlowVerdict flow) {
        for (int i = 0; i < group.size(); i++) {
            CaseVerdict.Cause cause = group.get(i);
            List<Place> common =
                    cause.suspects().stream().filter(flow.suspects()::contains).toList();
            boolean compatible = !common.isEmpty()
                    || cause.suspects().isEmpty() && flow.suspects().isEmpty();
            if (compatible) {
                group.set(i, new CaseVerdict.Cause(cause.verdictClass(), cause.heading(), common, cause.flows() + 1));
                return;
            }
        }
        group.add(new CaseVerdict.Cause(flow.verdictClass(), flow.heading(), flow.suspects(), 1));
    }

    private CaseVerdict single(CaseVerdict.Cause main, List<FlowVerdict> voters, List<CaseVerdict.Cause> causes) {
        List<FlowVerdict> behind = voters.stream()
                .filter(flow -> flow.verdictClass() == main.verdictClass() && flow.heading() == main.heading())
                .filter(flow -> flow.suspects().containsAll(main.suspects()))
                .toList();
        List<Place> open = main.verdictClass() == VerdictClass.INSUFFICIENT_EVIDENCE
                ? inPathOrder(behind.stream()
                        .flatMap(flow -> flow.notRuledOut().stream())
                        .toList())
                : List.of();
        return new CaseVerdict(
                main.verdictClass().id(),
                main.suspects(),
                open,
                main.heading(),
                mean(behind),
                causes,
                rivals(behind),
                Triggers.of(flows, behind),
                flows);
    }

    private static List<FlowVerdict.Rival> rivals(List<FlowVerdict> behind) {
        Map<VerdictClass, FlowVerdict.Rival> strongest = new LinkedHashMap<>();
        behind.stream()
                .flatMap(flow -> flow.rivals().stream())
                .sorted(Comparator.comparingDouble(FlowVerdict.Rival::confidence)
                        .reversed())
                .forEach(rival -> strongest.putIfAbsent(rival.verdictClass(), rival));
        return List.copyOf(strongest.values());
    }

    private CaseVerdict mixed(List<CaseVerdict.Cause> causes, List<FlowVerdict> voters) {
        List<Place> named = inPathOrder(
                causes.stream().flatMap(cause -> cause.suspects().stream()).toList());
        Heading heading = causes.stream().map(CaseVerdict.Cause::heading).reduce(Heading.NONE, Heading::and);
        return new CaseVerdict(
                CaseVerdict.MIXED, named, List.of(), heading, mean(voters), causes, List.of(), List.of(), flows);
    }

    private List<Place> inPathOrder(List<Place> places) {
        return path.stream().filter(places::contains).toList();
    }
}
