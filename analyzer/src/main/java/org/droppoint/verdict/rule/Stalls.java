package org.droppoint.verdict.rule;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.droppoint.base.Place;
import org.droppoint.finding.Finding;
import org.droppoint.finding.Outcome;
import org.droppoint.finding.SessionFacts;
import org.droppoint.finding.Stall;

/** Questions that several rules ask. */
final class Stalls {
    private Stalls() {}

    static Optional<Stall> of(SessionFacts facts, Stall.Kind kind) {
        Stall stall = facts.stall();
        return facts.outcome() == Outcome.FAILED && stall != null && stall.kind() == kind
                ? Optional.of(stall)
                : Optional.empty();
    }

    /** The places that every one of these stretches may have vanished at; those of the first where none is common. */
    static List<Place> commonPlaces(List<Finding.BytesVanished> vanished) {
        Set<Place> common = new LinkedHashSet<>(vanished.get(0).gap().places());
        vanished.forEach(one -> common.retainAll(one.gap().places()));
        return common.isEmpty() ? vanished.get(0).gap().places() : List.copyOf(common);
    }

    /** The least doubt among independent stretches: one sure loss suffices. */
    static double doubt(List<Finding.BytesVanished> vanished) {
        return vanished.stream().mapToDouble(Finding.BytesVanished::doubt).min().orElse(1);
    }

    /** The forged reset made where the bytes vanished. */
    static Optional<Finding.ResetSeen> resetFrom(SessionFacts facts, List<Place> places) {
        return facts.all(Finding.ResetSeen.class)
                .filter(reset -> reset.forged() && reset.madeAt().stream().anyMatch(places::contains))
                .findFirst();
    }
}
