package org.droppoint.verdict.rule;

import java.util.List;
import java.util.Optional;
import org.droppoint.base.Place;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.Signs;
import org.droppoint.verdict.VerdictClass;

/** The session went well; what is missing, a capture missed. */
final class CaptureLoss implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.CAPTURE_LOSS;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        List<Finding.CaptureMissed> missed =
                facts.all(Finding.CaptureMissed.class).toList();
        Optional<Stall> stall = Stalls.of(facts, Stall.Kind.BYTES);
        if (stall.isPresent()) {
            return delivered(stall.get().vanished().get(0));
        }
        if (facts.outcome() == Outcome.FAILED || missed.isEmpty()) {
            return Judgment.notApplicable();
        }
        return new Judgment.Supported(
                List.of(Place.CAPTURE), Heading.NONE, missed.get(0).summary(), List.copyOf(missed), Signs.none());
    }

    /** What a capture alone had missed, its receiver would have acknowledged, and its sender not repeated. */
    private static Judgment delivered(Finding.BytesVanished lost) {
        if (lost.range().isEmpty()) {
            return Judgment.notApplicable();
        }
        return new Judgment.Refuted(
                "Had a capture merely missed bytes " + lost.range().start() + "–"
                        + lost.range().end()
                        + ", their receiver would have acknowledged them: no tap saw it do so"
                        + (lost.copies() > 1 ? ", and their sender went on repeating them." : "."),
                List.of(lost));
    }
}
