package org.droppoint.verdict.rule;

import java.util.Comparator;
import java.util.List;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.Signs;
import org.droppoint.verdict.VerdictClass;

/** Segments were lost at a place and made good; the session went on, slower. */
final class RecoveredLoss implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.RECOVERED_LOSS;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        List<Finding.LossRepaired> repaired = facts.all(Finding.LossRepaired.class)
                .sorted(Comparator.comparingInt(Finding.LossRepaired::count).reversed())
                .toList();
        if (facts.outcome() == Outcome.FAILED || repaired.isEmpty()) {
            return Judgment.notApplicable();
        }
        Finding.LossRepaired most = repaired.get(0);
        return new Judgment.Supported(
                most.gap().places(), Heading.of(most.direction()), most.summary(), List.copyOf(repaired), Signs.none());
    }
}
