package org.droppoint.scoreboard.accuracy;

import java.util.List;
import org.droppoint.scoreboard.CaseScore;

/**
 * One case, run.
 *
 * @param trueClass what the captures can show, by the label
 * @param truth class, suspects and direction of the label, in words
 * @param said class of the report; {@code no-report} where there is none
 * @param confidence of the report in its overall verdict
 */
record Outcome(
        String name,
        String group,
        String again,
        String trueClass,
        String truth,
        String said,
        List<String> saidSuspects,
        double confidence,
        CaseScore score) {}
