package org.droppoint.verdict.rule;

import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.Sign;
import org.droppoint.verdict.Signs;
import org.droppoint.verdict.VerdictClass;

/** SMTP bytes were changed on the way. A session that later stalled inside TLS stalled for another reason. */
final class StarttlsTampered implements Rule {
    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.STARTTLS_TAMPERED;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        List<Finding.ContentChanged> changes = facts.all(Finding.ContentChanged.class)
                .filter(Finding.ContentChanged::smtp)
                .toList();
        if (changes.isEmpty()) {
            return Judgment.notApplicable();
        }
        Stall stall = facts.stall();
        if (stall != null && elsewhere(stall)) {
            return new Judgment.Refuted(
                    "SMTP was changed on the way, but what the session lacked are other bytes: " + stall.what() + ".");
        }
        Heading heading =
                changes.stream().map(change -> Heading.of(change.direction())).reduce(Heading.NONE, Heading::and);
        List<Place> places = changes.get(0).gap().places();
        return new Judgment.Supported(
                places,
                heading,
                changes.get(0).summary(),
                List.copyOf(changes),
                Signs.of(changes.get(0).bySignature() ? Sign.MARK_ONLY : Sign.DIFFERENCE_SHOWN));
    }

    private static boolean elsewhere(Stall stall) {
        boolean other = stall.kind() == Stall.Kind.BYTES || stall.kind() == Stall.Kind.CONNECT;
        return other
                && stall.vanished().stream().noneMatch(lost -> lost.protocol().equals("smtp"));
    }
}
