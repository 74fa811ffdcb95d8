package org.droppoint.verdict.rule;

import java.util.List;
import org.droppoint.finding.Outcome;
import org.droppoint.finding.SessionFacts;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.VerdictClass;

/** The session failed, and the captures cannot tell where or why. */
final class InsufficientEvidence implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.INSUFFICIENT_EVIDENCE;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        if (facts.outcome() != Outcome.FAILED) {
            return Judgment.notApplicable();
        }
        return new Judgment.Supported(
                facts.places(), Heading.NONE, 0.5, "The session failed: " + facts.outcomeReason() + ".", List.of());
    }
}
