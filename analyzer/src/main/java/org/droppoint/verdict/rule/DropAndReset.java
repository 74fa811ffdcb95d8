package org.droppoint.verdict.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.Place;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.VerdictClass;

/** Data vanished at a place, and the same place then sent a reset in another's name. */
final class DropAndReset implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.DROP_AND_RESET;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        Optional<Stall> stall = Stalls.of(facts, Stall.Kind.BYTES);
        if (stall.isEmpty()) {
            return Judgment.notApplicable();
        }
        List<Finding.BytesVanished> lost = stall.get().vanished();
        List<Place> places = Stalls.commonPlaces(lost);
        Optional<Finding.ResetSeen> reset = Stalls.resetFrom(facts, places);
        if (reset.isEmpty()) {
            List<Finding> seen =
                    facts.all(Finding.ResetSeen.class).<Finding>map(one -> one).toList();
            return new Judgment.Refuted(
                    seen.isEmpty()
                            ? "No reset was seen."
                            : "Of the resets seen, none is shown to have been made where the bytes vanished.",
                    seen);
        }
        List<Place> both =
                places.stream().filter(reset.get().madeAt()::contains).toList();
        List<Finding> grounds = new ArrayList<>(lost);
        grounds.add(reset.get());
        return new Judgment.Supported(
                both,
                Heading.of(stall.get().direction()),
                lost.get(0).summary() + " " + reset.get().summary(),
                grounds,
                Stalls.signs(lost).with(Stalls.signOf(reset.get()), 1));
    }
}
