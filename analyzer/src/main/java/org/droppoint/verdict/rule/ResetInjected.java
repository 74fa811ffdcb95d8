package org.droppoint.verdict.rule;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.VerdictClass;

/** A reset that the end in its source address did not send, without a drop before it. */
final class ResetInjected implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.RESET_INJECTED;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        List<Finding.ResetSeen> forged = facts.all(Finding.ResetSeen.class)
                .filter(Finding.ResetSeen::forged)
                .toList();
        Stall stall = facts.stall();
        boolean endedByReset = facts.outcome() == Outcome.FAILED
                && stall != null
                && stall.kind() == Stall.Kind.ENDED
                && stall.owedBy() == null;
        if (forged.isEmpty()) {
            return facts.all(Finding.ResetSeen.class)
                    .findFirst()
                    .<Judgment>map(reset -> new Judgment.Refuted(
                            "No reset was forged: " + Stalls.brief(reset.why()) + ".", List.of(reset)))
                    .orElseGet(Judgment::notApplicable);
        }
        if (!endedByReset) {
            return new Judgment.Refuted(
                    "The session had come to a stand before the forged reset"
                            + (stall == null ? "" : ": " + stall.what() + " was missing") + ".",
                    stall == null ? List.of() : List.copyOf(stall.vanished()));
        }
        List<Place> places = new ArrayList<>(forged.get(0).madeAt());
        forged.forEach(reset -> {
            if (reset.madeAt().stream().anyMatch(places::contains)) {
                places.retainAll(reset.madeAt());
            }
        });
        Heading heading =
                forged.stream().map(reset -> Heading.of(reset.direction())).reduce(Heading.NONE, Heading::and);
        return new Judgment.Supported(
                places, heading, forged.get(0).summary(), List.copyOf(forged), Stalls.signs(forged.get(0)));
    }
}
