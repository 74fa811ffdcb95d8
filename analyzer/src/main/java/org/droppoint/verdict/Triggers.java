package org.droppoint.verdict;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts.Trait;

/**
 * What the sessions behind a cause have in common that healthy ones lack. Said only where the numbers carry it: Fisher's
 * exact test, one-sided, corrected for how many traits were looked at. Traits that the very same sessions have are one
 * hypothesis, and are told together, since nothing tells which of them matters; hypotheses that no outcome of so few
 * sessions could confirm are not counted (Tarone, Biometrics 46, 1990).
 */
final class Triggers {
    private static final double SIGNIFICANT = 0.01;

    private final List<FlowVerdict> behind;
    private final List<FlowVerdict> healthy;

    private Triggers(List<FlowVerdict> behind, List<FlowVerdict> healthy) {
        this.behind = behind;
        this.healthy = healthy;
    }

    /** Of sessions whose begin no tap has, the traits are not known: they are nobody's contrast. */
    static List<String> of(List<FlowVerdict> flows, List<FlowVerdict> behind) {
        List<FlowVerdict> healthy = flows.stream()
                .filter(flow -> flow.facts().outcome() == Outcome.OK
                        && flow.facts().sight().begun()
                        && !flow.verdictClass().isTampering())
                .toList();
        return new Triggers(behind, healthy).said();
    }

    /** Traits of the same sessions. */
    private record Group(List<Trait> traits, int failedWith, int healthyWith) {}

    private List<String> said() {
        List<Group> groups = groups();
        double threshold = SIGNIFICANT / hypotheses(groups);
        return groups.stream()
                .filter(group -> group.failedWith() == behind.size() && group.healthyWith() < healthy.size())
                .filter(group ->
                        fisher(group.failedWith(), group.healthyWith(), behind.size(), healthy.size()) < threshold)
                .map(this::words)
                .toList();
    }

    private List<Group> groups() {
        Map<Trait, BitSet> holders = new LinkedHashMap<>();
        for (int i = 0; i < behind.size(); i++) {
            for (Trait trait : behind.get(i).facts().traits()) {
                holders.computeIfAbsent(trait, key -> new BitSet()).set(i);
            }
        }
        for (int i = 0; i < healthy.size(); i++) {
            for (Trait trait : healthy.get(i).facts().traits()) {
                BitSet known = holders.get(trait);
                if (known != null) {
                    known.set(behind.size() + i);
                }
            }
        }
        Map<BitSet, List<Trait>> alike = new LinkedHashMap<>();
        holders.forEach((trait, sessions) ->
                alike.computeIfAbsent(sessions, key -> new ArrayList<>()).add(trait));
        List<Group> groups = new ArrayList<>();
        alike.forEach((sessions, traits) -> {
            int failedWith = sessions.get(0, behind.size()).cardinality();
            groups.add(new Group(List.copyOf(traits), failedWith, sessions.cardinality() - failedWith));
        });
        return groups;
    }

    /** The least number k for which no more than k hypotheses could be confirmed at a k-th of the level. */
    private int hypotheses(List<Group> groups) {
        List<Double> least = groups.stream()
                .map(group -> leastChance(group.failedWith() + group.healthyWith()))
                .toList();
        for (int k = 1; k < groups.size(); k++) {
            double level = SIGNIFICANT / k;
            if (least.stream().filter(chance -> chance < level).count() <= k) {
                return k;
            }
        }
        return Math.max(1, groups.size());
    }

    /** What the test gives where as many of a trait's holders as can be are among the failed. */
    private double leastChance(int with) {
        int failedWith = Math.min(with, behind.size());
        return fisher(failedWith, with - failedWith, behind.size(), healthy.size());
    }

    private String words(Group group) {
        boolean failed = behind.stream().allMatch(flow -> flow.facts().outcome() == Outcome.FAILED);
        List<String> traits = group.traits().stream()
                .map(trait -> trait.name() + " " + trait.value())
                .toList();
        return String.format(
                Locale.ROOT,
                "%s: %d of %d %s sessions, %d of %d healthy ones%s",
                String.join("; ", traits),
                group.failedWith(),
                behind.size(),
                failed ? "failed" : "affected",
                group.healthyWith(),
                healthy.size(),
                traits.size() > 1 ? " (always together: which of them matters, these sessions cannot tell)" : "");
    }

    /** The chance to find at least so many of the trait's holders among the failed, were failing independent of it. */
    static double fisher(int failedWith, int healthyWith, int failed, int healthy) {
        int with = failedWith + healthyWith;
        double chance = 0;
        for (int k = failedWith; k <= Math.min(failed, with); k++) {
            if (with - k <= healthy) {
                chance += Math.exp(
                        logChoose(failed, k) + logChoose(healthy, with - k) - logChoose(failed + healthy, with));
            }
        }
        return Math.min(1, chance);
    }

    private static double logChoose(int n, int k) {
        double log = 0;
        for (int i = 1; i <= k; i++) {
            log += Math.log((double) (n - k + i) / i);
        }
        return log;
    }
}
