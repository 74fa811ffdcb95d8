package org.droppoint.verdict.rule;

import java.util.List;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.Sign;
import org.droppoint.verdict.Signs;
import org.droppoint.verdict.VerdictClass;

/** Bytes other than clear-text SMTP lines were changed on the way. */
final class PayloadModified implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.PAYLOAD_MODIFIED;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        List<Finding.ContentChanged> changes = facts.all(Finding.ContentChanged.class)
                .filter(change -> !change.smtp())
                .toList();
        if (changes.isEmpty()) {
            return Judgment.notApplicable();
        }
        if (Stalls.of(facts, Stall.Kind.CONNECT).isPresent()) {
            return Judgment.notApplicable();
        }
        return new Judgment.Supported(
                changes.get(0).gap().places(),
                Heading.of(changes.get(0).direction()),
                changes.get(0).summary(),
                List.copyOf(changes),
                Signs.of(changes.get(0).bySignature() ? Sign.MARK_ONLY : Sign.DIFFERENCE_SHOWN));
    }
}
