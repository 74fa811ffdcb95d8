package org.droppoint.verdict.rule;

import java.util.List;
import java.util.Optional;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.Sign;
import org.droppoint.verdict.Signs;
import org.droppoint.verdict.VerdictClass;

/** An end received and acknowledged what it had to answer, and never went on. */
final class Silent implements Rule {
    private final Side side;

    Silent(Side side) {
        this.side = side;
    }

    @Override
    public VerdictClass verdictClass() {
        return side == Side.SERVER ? VerdictClass.SERVER_SILENT : VerdictClass.CLIENT_SILENT;
    }

    /** Its missing bytes are known to have been sent. */
    private Judgment spoke(SessionFacts facts) {
        return Stalls.of(facts, Stall.Kind.BYTES)
                .filter(stall -> Side.sending(stall.direction()) == side)
                .map(stall -> stall.vanished().get(0))
                .filter(lost -> lost.byJump() || !lost.seenAt().isEmpty())
                .<Judgment>map(lost -> new Judgment.Refuted(
                        "The " + side.label() + " did send what it owed: bytes "
                                + lost.range().start() + "–"
                                + lost.range().end() + " of its stream "
                                + (lost.byJump()
                                        ? "were sent, as its later sequence numbers show."
                                        : "are seen at " + lost.seenAt().get(0) + "."),
                        List.of(lost)))
                .orElseGet(Judgment::notApplicable);
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        Optional<Stall> stall = Stalls.of(facts, Stall.Kind.REPLY).filter(one -> one.owedBy() == side);
        Optional<Finding.AnswerMissing> missing = facts.first(Finding.AnswerMissing.class);
        if (stall.isEmpty() || missing.isEmpty()) {
            return spoke(facts);
        }
        if (!missing.get().acknowledged()) {
            return new Judgment.Refuted("Nothing shows that the " + side.label() + " received what it had to answer.");
        }
        return new Judgment.Supported(
                missing.get().gap().places(),
                Heading.of(side.sends()),
                missing.get().summary(),
                List.of(missing.get()),
                Signs.of(missing.get().proven() ? Sign.SILENCE_PROVEN : Sign.SILENCE_PRESUMED));
    }
}
