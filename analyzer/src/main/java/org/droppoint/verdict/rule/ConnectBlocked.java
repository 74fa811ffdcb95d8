package org.droppoint.verdict.rule;

import java.util.List;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.VerdictClass;

/** The TCP handshake never completed. */
final class ConnectBlocked implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.CONNECT_BLOCKED;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        return Stalls.of(facts, Stall.Kind.CONNECT)
                .flatMap(stall -> facts.first(Finding.ConnectFailed.class))
                .filter(failure -> !failure.refused())
                .<Judgment>map(failure -> new Judgment.Supported(
                        failure.gap().places(),
                        Heading.of(failure.direction()),
                        failure.summary(),
                        List.of(failure),
                        Stalls.doubted(failure.doubt())))
                .orElseGet(Judgment::notApplicable);
    }
}
