package org.droppoint.verdict.rule;

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

/** Data entered a stretch of the path and never left it. */
final class SilentDrop implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.SILENT_DROP;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        Optional<Stall> stall = Stalls.of(facts, Stall.Kind.BYTES);
        if (stall.isEmpty()) {
            return facts.first(Finding.AnswerMissing.class)
                    .filter(Finding.AnswerMissing::proven)
                    .<Judgment>map(silence -> new Judgment.Refuted(
                            "Nothing was sent that could have been lost. " + silence.summary(), List.of(silence)))
                    .orElseGet(Judgment::notApplicable);
        }
        List<Finding.BytesVanished> lost = stall.get().vanished();
        List<Place> places = Stalls.commonPlaces(lost);
        return new Judgment.Supported(
                places,
                Heading.of(stall.get().direction()),
                lost.get(0).summary(),
                List.copyOf(lost),
                Stalls.signs(lost));
    }
}
