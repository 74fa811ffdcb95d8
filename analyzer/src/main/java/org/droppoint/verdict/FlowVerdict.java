package org.droppoint.verdict;

import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;

/**
 * The verdict on one session.
 *
 * @param notRuledOut for insufficient evidence, the places that remain possible
 * @param confidence the probability that the class is right and the suspects contain the truth
 * @param grounds the findings that carry it
 * @param signs what makes it surer or less sure
 * @param rivals what else was weighed, likeliest first
 */
public record FlowVerdict(
        SessionFacts facts,
        VerdictClass verdictClass,
        List<Place> suspects,
        List<Place> notRuledOut,
        Heading heading,
        double confidence,
        String why,
        List<Finding> grounds,
        Signs signs,
        List<Rival> rivals) {

    public FlowVerdict {
        suspects = List.copyOf(suspects);
        notRuledOut = List.copyOf(notRuledOut);
        grounds = List.copyOf(grounds);
        rivals = List.copyOf(rivals);
    }

    /** Another explanation, and what speaks against it. */
    public record Rival(VerdictClass verdictClass, List<Place> suspects, double confidence, String why) {}
}
