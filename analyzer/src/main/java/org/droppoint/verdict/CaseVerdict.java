package org.droppoint.verdict;

import java.util.List;
import org.droppoint.base.Place;

/** The verdict on the whole case: the cause behind most failed sessions, or mixed. */
public record CaseVerdict(
        String classId,
        List<Place> suspects,
        List<Place> notRuledOut,
        Heading heading,
        double confidence,
        List<Cause> causes,
        List<FlowVerdict.Rival> alternatives,
        List<String> triggers,
        List<FlowVerdict> flows) {

    /** What {@code classId} says where no single cause stands behind most failed sessions. */
    public static final String MIXED = "mixed";

    public CaseVerdict {
        suspects = List.copyOf(suspects);
        notRuledOut = List.copyOf(notRuledOut);
        causes = List.copyOf(causes);
        alternatives = List.copyOf(alternatives);
        triggers = List.copyOf(triggers);
        flows = List.copyOf(flows);
    }

    /** A class, a direction and the places that all its sessions have in common. */
    public record Cause(VerdictClass verdictClass, Heading heading, List<Place> suspects, int flows) {}

    /** Whether some place or end is at fault. */
    public boolean isFault() {
        return classId.equals(MIXED)
                || VerdictClass.of(classId).map(VerdictClass::isFault).orElse(false);
    }
}
