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

    /**
     * The facts speak against it.
     *
     * @param why names what rules it out
     * @param by the findings whose frames show that; empty where it is an absence
     */
    record Refuted(String why, List<Finding> by) implements Judgment {
        public Refuted {
            by = List.copyOf(by);
        }

        public Refuted(String why) {
            this(why, List.of());
        }
    }

    /**
     * The facts neither carry it nor rule it out.
     *
     * @param suspects where it would lie
     * @param why in one sentence, what is not known, and what would tell
     */
    record Open(List<Place> suspects, String why) implements Judgment {
        public Open {
            suspects = List.copyOf(suspects);
        }
    }

    /** It says nothing about this session. */
    record NotApplicable() implements Judgment {}

    static Judgment notApplicable() {
        return new NotApplicable();
    }
}
