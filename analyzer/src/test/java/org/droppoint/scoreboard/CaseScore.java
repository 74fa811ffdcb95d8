package org.droppoint.scoreboard;

import java.util.List;

/**
 * How one report compares with the truth.
 *
 * @param holds whether the overall class is right and its suspects contain the truth
 * @param abstention whether the captures can tell, and whether the report does
 * @param clocks every clock but the reference's against the truth
 * @param flows labelled flows; {@code checks} has one for each that is reported
 * @param falseAccusations places and flows blamed that have no part in it
 * @param complaints what differs, in words
 */
public record CaseScore(
        boolean classRight,
        boolean suspectsRight,
        boolean directionRight,
        boolean holds,
        Abstention abstention,
        List<ClockReading> clocks,
        boolean rolesRight,
        boolean logsRight,
        int flows,
        List<FlowCheck> checks,
        int lost,
        int lostFound,
        int lostInvented,
        int falseAccusations,
        List<String> complaints) {

    /** What a report says of a case whose captures can tell, or cannot. */
    public enum Abstention {
        /** It names something, and the captures can tell. */
        SPOKE,
        /** The captures cannot tell, and it says so; or both are fair. */
        RIGHT,
        /** The captures can tell, and it says that they cannot. */
        WRONG,
        /** The captures cannot tell, and it names something. */
        GUESSED
    }

    public CaseScore {
        clocks = List.copyOf(clocks);
        checks = List.copyOf(checks);
        complaints = List.copyOf(complaints);
    }

    public boolean clocksInBound() {
        return clocks.stream().allMatch(ClockReading::inBound);
    }

    public int flowsRight() {
        return (int) checks.stream().filter(FlowCheck::right).count();
    }

    public int outcomesRight() {
        return (int) checks.stream().filter(FlowCheck::outcomeRight).count();
    }

    /** Everything that the case asks for is told, and nothing is told that is not so. */
    public boolean right() {
        return classRight
                && suspectsRight
                && directionRight
                && clocksInBound()
                && rolesRight
                && logsRight
                && flowsRight() == flows
                && lostFound == lost
                && lostInvented == 0
                && falseAccusations == 0;
    }

    public String told(String name) {
        return name + ": " + String.join("; ", complaints);
    }
}
