package org.droppoint.verdict.rule;

import java.util.List;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.Signs;
import org.droppoint.verdict.VerdictClass;

/** Nothing worth naming. */
final class Healthy implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.HEALTHY;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        return facts.outcome() == Outcome.FAILED
                ? Judgment.notApplicable()
                : new Judgment.Supported(List.of(), Heading.NONE, facts.outcomeReason(), List.of(), Signs.none());
    }
}
