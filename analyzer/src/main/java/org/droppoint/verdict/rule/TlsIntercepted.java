package org.droppoint.verdict.rule;

import java.util.List;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.Sign;
import org.droppoint.verdict.Signs;
import org.droppoint.verdict.VerdictClass;

/** TLS was ended and made anew in between. A failed session counts only if an end rejected the re-made one. */
final class TlsIntercepted implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.TLS_INTERCEPTED;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        return facts.first(Finding.SessionRemade.class)
                .map(remade -> judge(facts, remade))
                .orElseGet(Judgment::notApplicable);
    }

    private static Judgment judge(SessionFacts facts, Finding.SessionRemade remade) {
        Stall stall = facts.stall();
        boolean rejected = stall != null && stall.kind() == Stall.Kind.ENDED;
        if (facts.outcome() == Outcome.FAILED && !rejected) {
            return new Judgment.Refuted("TLS was re-made on the way, but no end rejected it.");
        }
        return new Judgment.Supported(
                remade.gap().places(),
                Heading.BOTH,
                remade.summary(),
                List.of(remade),
                Signs.of(Sign.DIFFERENCE_SHOWN));
    }
}
