package org.droppoint.verdict.rule;

import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.Signs;
import org.droppoint.verdict.VerdictClass;

/** The session went well; what is missing, a capture missed. */
final class CaptureLoss implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.CAPTURE_LOSS;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        List<Finding.CaptureMissed> missed =
                facts.all(Finding.CaptureMissed.class).toList();
        if (facts.outcome() == Outcome.FAILED || missed.isEmpty()) {
            return Judgment.notApplicable();
        }
        return new Judgment.Supported(
                List.of(Place.CAPTURE), Heading.NONE, missed.get(0).summary(), List.copyOf(missed), Signs.none());
    }
}
