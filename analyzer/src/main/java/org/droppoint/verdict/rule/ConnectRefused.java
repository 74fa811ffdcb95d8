package org.droppoint.verdict.rule;

import java.util.List;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.VerdictClass;

/** The SYN was answered by a reset or an ICMP error. */
final class ConnectRefused implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.CONNECT_REFUSED;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        return Stalls.of(facts, Stall.Kind.CONNECT)
                .flatMap(stall -> facts.first(Finding.ConnectFailed.class))
                .filter(Finding.ConnectFailed::refused)
                .<Judgment>map(refusal -> new Judgment.Supported(
                        refusal.gap().places(),
                        Heading.CLIENT_TO_SERVER,
                        refusal.summary(),
                        List.of(refusal),
                        Stalls.doubted(refusal.doubt())))
                .orElseGet(Judgment::notApplicable);
    }
}
