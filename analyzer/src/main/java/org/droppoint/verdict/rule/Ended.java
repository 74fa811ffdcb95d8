package org.droppoint.verdict.rule;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.droppoint.base.Place;
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

/** An end itself reset, closed, refused or sent a fatal alert although the session could have gone on. */
final class Ended implements Rule {
    private final Side side;

    Ended(Side side) {
        this.side = side;
    }

    @Override
    public VerdictClass verdictClass() {
        return side == Side.SERVER ? VerdictClass.SERVER_TERMINATED : VerdictClass.CLIENT_TERMINATED;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        Optional<Stall> stall = Stalls.of(facts, Stall.Kind.ENDED).filter(one -> one.owedBy() == side);
        if (stall.isEmpty()) {
            return leftLater(facts);
        }
        Optional<Finding.AnswerLate> late = facts.first(Finding.AnswerLate.class);
        if (late.isPresent()) {
            return new Judgment.Refuted(
                    "The answer was under way when the " + side.label() + " left.", List.of(late.get()));
        }
        List<Finding> grounds = facts.findings().stream()
                .filter(finding -> finding instanceof Finding.EndLeft left && left.side() == side
                        || finding instanceof Finding.Refusal refusal && refusal.side() == side
                        || finding instanceof Finding.ResetSeen reset
                                && Side.sending(reset.direction()) == side
                                && !reset.forged())
                .toList();
        return new Judgment.Supported(
                suspects(facts, grounds),
                Heading.of(side.sends()),
                grounds.isEmpty() ? facts.outcomeReason() : grounds.get(0).summary(),
                grounds,
                signs(grounds));
    }

    /** Who gives up over something that is missing is not who failed. */
    private Judgment leftLater(SessionFacts facts) {
        Stall stall = facts.stall();
        return facts.all(Finding.ResetSeen.class)
                .filter(reset -> Side.sending(reset.direction()) == side && !reset.forged())
                .filter(reset -> stall != null && reset.nanos() >= stall.sinceNanos())
                .findFirst()
                .<Judgment>map(reset -> new Judgment.Refuted(
                        "The " + side.label()
                                + "'s own reset came after the session had come to a stand, and follows from it: "
                                + Stalls.brief(reset.why()) + ".",
                        List.of(reset)))
                .orElseGet(Judgment::notApplicable);
    }

    private static Signs signs(List<Finding> grounds) {
        return leavingReset(grounds).map(Stalls::signs).orElseGet(() -> Signs.of(Sign.SAID_SO));
    }

    /** Where its reset, or its FIN, cannot be told from one made before the tap, both remain. */
    private List<Place> suspects(SessionFacts facts, List<Finding> grounds) {
        boolean refused = grounds.stream().anyMatch(Finding.Refusal.class::isInstance);
        Optional<List<Place>> closed = (refused ? Stream.<Finding>empty() : grounds.stream())
                .filter(finding ->
                        finding instanceof Finding.EndLeft left && left.manner() != Finding.EndLeft.Manner.RESET)
                .map(finding -> ((Finding.EndLeft) finding).madeAt())
                .filter(places -> !places.isEmpty())
                .findFirst();
        return closed.or(() -> leavingReset(grounds).map(Finding.ResetSeen::madeAt))
                .orElse(List.of(facts.end(side)));
    }

    /** The reset by which it left: whoever had said so before in words, by an alert or a FIN needed none. */
    private static Optional<Finding.ResetSeen> leavingReset(List<Finding> grounds) {
        boolean said = grounds.stream()
                .anyMatch(finding -> finding instanceof Finding.Refusal
                        || finding instanceof Finding.EndLeft left && left.manner() != Finding.EndLeft.Manner.RESET);
        return grounds.stream()
                .filter(finding -> finding instanceof Finding.ResetSeen && !said)
                .map(Finding.ResetSeen.class::cast)
                .findFirst();
    }
}
