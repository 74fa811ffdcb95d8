package org.droppoint.verdict.rule;

import java.util.List;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.Signs;
import org.droppoint.verdict.VerdictClass;

/** A receiver's window stayed shut while data waited. */
final class ZeroWindow implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.ZERO_WINDOW;
    }

    private static boolean waits(SessionFacts facts) {
        return Stalls.of(facts, Stall.Kind.BYTES).isPresent()
                || Stalls.of(facts, Stall.Kind.REPLY).isPresent();
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        return Stalls.of(facts, Stall.Kind.WINDOW)
                .flatMap(stall -> facts.first(Finding.WindowShut.class))
                .<Judgment>map(shut -> new Judgment.Supported(
                        shut.gap().places(),
                        Heading.of(shut.side().sends().opposite()),
                        shut.summary(),
                        List.of(shut),
                        Signs.none()))
                .orElseGet(() -> waits(facts)
                        ? new Judgment.Refuted("No receiver's window stayed shut while data waited.")
                        : Judgment.notApplicable());
    }
}
