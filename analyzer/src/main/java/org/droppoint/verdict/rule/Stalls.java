package org.droppoint.verdict.rule;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.droppoint.base.Place;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.Sign;
import org.droppoint.verdict.Signs;

/** Questions that several rules ask. */
final class Stalls {
    /** Beyond this a capture's silence is not believed at all. */
    private static final double MOST_DOUBT = 0.05;

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

    static Signs doubted(double doubt) {
        return Signs.none().with(Sign.SILENCE_DOUBTED, doubt / MOST_DOUBT);
    }

    /** How the loss of these stretches is known. */
    static Signs signs(List<Finding.BytesVanished> vanished) {
        Signs signs = doubted(doubt(vanished));
        Finding.BytesVanished first = vanished.get(0);
        return signs.withIf(first.byJump(), Sign.PROVED_BY_JUMP)
                .withIf(first.byAcknowledgement(), Sign.PROVED_BY_ACK)
                .withIf(first.unanswered(), Sign.NOTHING_CAME_BACK);
    }

    /** How a reset's maker is known. */
    static Signs signs(Finding.ResetSeen reset) {
        return doubted(reset.doubt()).with(signOf(reset), 1);
    }

    static Sign signOf(Finding.ResetSeen reset) {
        return switch (reset.basis()) {
            case PRESENCE -> Sign.RESET_BY_PRESENCE;
            case LOOKS -> Sign.RESET_BY_LOOKS;
            case UNDECIDED -> Sign.RESET_UNDECIDED;
        };
    }

    /** The forged reset made where the bytes vanished. */
    static Optional<Finding.ResetSeen> resetFrom(SessionFacts facts, List<Place> places) {
        return facts.all(Finding.ResetSeen.class)
                .filter(reset -> reset.forged() && reset.madeAt().stream().anyMatch(places::contains))
                .findFirst();
    }

    /** A reason without the lesser signs that follow it: those stand with the finding. */
    static String brief(String why) {
        int end = why.indexOf(';');
        return end < 0 ? why : why.substring(0, end);
    }
}
