package org.droppoint.verdict;

import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.finding.fact.Finding;

/** What a rule says of a session. */
public sealed interface Judgment {

    /**
     * The facts carry the hypothesis.
     *
     * @param suspects the places that may be at fault, in path order
     * @param why in one sentence, what carries it
     * @param grounds the findings it rests on
     * @param signs what makes it surer or less sure
     */
    record Supported(List<Place> suspects, Heading heading, String why, List<Finding> grounds, Signs signs)
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
