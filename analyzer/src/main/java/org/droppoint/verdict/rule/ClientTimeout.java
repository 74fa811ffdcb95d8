package org.droppoint.verdict.rule;

import java.util.List;
import java.util.Optional;
import org.droppoint.base.Place;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.Signs;
import org.droppoint.verdict.VerdictClass;

/** The client left although the answer was under way. */
final class ClientTimeout implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.CLIENT_TIMEOUT;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        return Stalls.of(facts, Stall.Kind.ENDED)
                .filter(stall -> stall.owedBy() == Side.CLIENT)
                .flatMap(stall -> facts.first(Finding.AnswerLate.class))
                .<Judgment>map(late -> new Judgment.Supported(
                        leaver(facts), Heading.CLIENT_TO_SERVER, late.summary(), List.of(late), Signs.none()))
                .orElseGet(Judgment::notApplicable);
    }

    /** Where its leaving is a reset of which nothing tells who made the client send it, more than the client remains. */
    private static List<Place> leaver(SessionFacts facts) {
        Optional<List<Place>> device = facts.first(Finding.EndLeft.class)
                .filter(left -> !left.madeAt().isEmpty() && !left.madeAt().contains(facts.end(left.side())))
                .map(Finding.EndLeft::madeAt);
        if (device.isPresent()) {
            return device.get();
        }
        return facts.all(Finding.ResetSeen.class)
                .filter(reset -> Side.sending(reset.direction()) == Side.CLIENT && !reset.forged())
                .findFirst()
                .filter(reset -> reset.basis() == Finding.ResetSeen.Basis.UNDECIDED)
                .map(Finding.ResetSeen::madeAt)
                .orElse(List.of(facts.end(Side.CLIENT)));
    }
}
