package org.droppoint.verdict.rule;

import java.util.List;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.Signs;
import org.droppoint.verdict.VerdictClass;

/** The captures cannot tell how the session went, or, where it failed, at which place. */
final class InsufficientEvidence implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.INSUFFICIENT_EVIDENCE;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        boolean unseen = facts.first(Finding.NotObservable.class).isPresent();
        if (facts.outcome() != Outcome.FAILED && !unseen) {
            return Judgment.notApplicable();
        }
        return new Judgment.Supported(
                facts.places(),
                Heading.NONE,
                (unseen ? "Nothing can be told: " : "The session failed: ") + facts.outcomeReason() + ".",
                List.of(),
                Signs.none());
    }
}
