package org.droppoint.verdict;

import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.finding.Finding;

/** What a rule says of a session. */
public sealed interface Judgment {

    /**
     * The facts carry the hypothesis.
     *
     * @param suspects the places that may be at fault, in path order
     * @param probability that the class is right and the truth among the suspects, were there no rival
     * @param why in one sentence, what carries it
     * @param grounds the findings it rests on
     */
    record Supported(List<Place> suspects, Heading heading, double probability, String why, List<Finding> grounds)
            implements Judgment {
        public Supported {
            suspects = List.copyOf(suspects);
            grounds = List.copyOf(grounds);
        }
    }

    /** The facts speak against it; {@code why} names what rules it out. */
    record Refuted(String why) implements Judgment {}

    /** It says nothing about this session. */
    record NotApplicable() implements Judgment {}

    static Judgment notApplicable() {
        return new NotApplicable();
    }
}
