package org.droppoint.scoreboard;

/**
 * How one reported flow compares with its label.
 *
 * @param flow the reported flow's name
 * @param trueClass by the label, empty where it names none
 * @param confidence of the report in this flow's verdict
 * @param outcomeRight failed, ok or unknown, as it was
 * @param placesRight the suspects that the captures leave
 * @param holds whether the class is right and the suspects contain the truth: what confidence is the probability of
 * @param accused whether a place is blamed that has no part in it
 */
public record FlowCheck(
        String flow,
        String trueClass,
        String saidClass,
        double confidence,
        boolean outcomeRight,
        boolean placesRight,
        boolean holds,
        boolean accused) {
    public boolean right() {
        return outcomeRight && placesRight;
    }
}
