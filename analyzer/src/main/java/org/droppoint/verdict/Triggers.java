package org.droppoint.verdict;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts.Trait;

/**
 * What the sessions behind a cause have in common that healthy ones lack. Said only where the numbers carry it: Fisher's
 * exact test, one-sided, corrected for how many traits were looked at (Bonferroni).
 */
final class Triggers {
    private static final double SIGNIFICANT = 0.01;

    private Triggers() {}

    static List<String> of(List<FlowVerdict> flows, List<FlowVerdict> behind) {
        List<FlowVerdict> healthy = flows.stream()
                .filter(flow -> flow.facts().outcome() == Outcome.OK
                        && !flow.verdictClass().isTampering())
                .toList();
        Set<Trait> traits = new LinkedHashSet<>();
        behind.forEach(flow -> traits.addAll(flow.facts().traits()));
        List<String> said = new ArrayList<>();
        for (Trait trait : traits) {
            int failedWith = count(behind, trait);
            int healthyWith = count(healthy, trait);
            boolean common = failedWith == behind.size() && healthyWith < healthy.size();
            double chance = fisher(failedWith, healthyWith, behind.size(), healthy.size());
            if (common && chance * traits.size() < SIGNIFICANT) {
                said.add(String.format(
                        Locale.ROOT,
                        "%s: %d of %d failed sessions, %d of %d healthy ones",
                        trait.name() + " " + trait.value(),
                        failedWith,
                        behind.size(),
                        healthyWith,
                        healthy.size()));
            }
        }
        return said;
    }

    private static int count(List<FlowVerdict> flows, Trait trait) {
        return (int) flows.stream()
                .filter(flow -> flow.facts().traits().contains(trait))
                .count();
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
