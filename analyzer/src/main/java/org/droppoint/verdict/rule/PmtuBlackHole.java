package org.droppoint.verdict.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.droppoint.finding.Finding;
import org.droppoint.finding.SessionFacts;
import org.droppoint.finding.Stall;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.Sign;
import org.droppoint.verdict.VerdictClass;

/** Only segments above a size vanish, again and again, and small ones pass. */
final class PmtuBlackHole implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.PMTU_BLACK_HOLE;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        Optional<Stall> stall = Stalls.of(facts, Stall.Kind.BYTES);
        if (stall.isEmpty()) {
            return Judgment.notApplicable();
        }
        Optional<Finding.SizeLimit> limit = facts.first(Finding.SizeLimit.class);
        if (limit.isEmpty()) {
            return new Judgment.Refuted(
                    "Small segments of the same flight vanished too, or segments as large passed, or none passed to compare with.");
        }
        List<Finding> grounds = new ArrayList<>(stall.get().vanished());
        grounds.add(limit.get());
        return new Judgment.Supported(
                Stalls.commonPlaces(stall.get().vanished()),
                Heading.of(limit.get().direction()),
                limit.get().summary(),
                grounds,
                Stalls.signs(stall.get().vanished()).with(Sign.SIZE_DECIDES, 1));
    }
}
