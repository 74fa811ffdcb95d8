package org.droppoint.scoreboard;

import java.util.List;

/**
 * How one report compares with the truth.
 *
 * @param falseAccusations places and flows blamed that have no part in it
 * @param complaints what differs, in words
 */
public record CaseScore(
        boolean classRight,
        boolean suspectsRight,
        boolean directionRight,
        boolean clocksInBound,
        boolean rolesRight,
        boolean logsRight,
        int flows,
        int flowsRight,
        int lost,
        int lostFound,
        int lostInvented,
        int falseAccusations,
        List<String> complaints) {

    public CaseScore {
        complaints = List.copyOf(complaints);
    }

    /** Everything that the case asks for is told, and nothing is told that is not so. */
    public boolean right() {
        return classRight
                && suspectsRight
                && directionRight
                && clocksInBound
                && rolesRight
                && logsRight
                && flowsRight == flows
                && lostFound == lost
                && lostInvented == 0
                && falseAccusations == 0;
    }

    public String told(String name) {
        return name + ": " + String.join("; ", complaints);
    }
}
