package org.droppoint.scoreboard.accuracy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.droppoint.scoreboard.CaseScore;
import org.droppoint.scoreboard.ClockReading;

/** Sums over cases: those of one class, or all of a group. */
final class Tally {
    private final List<Outcome> outcomes = new ArrayList<>();

    void add(Outcome outcome) {
        outcomes.add(outcome);
    }

    int cases() {
        return outcomes.size();
    }

    int right() {
        return count(CaseScore::right);
    }

    int classRight() {
        return count(CaseScore::classRight);
    }

    int suspectsRight() {
        return count(CaseScore::suspectsRight);
    }

    int directionRight() {
        return count(CaseScore::directionRight);
    }

    int flows() {
        return sum(CaseScore::flows);
    }

    int outcomesRight() {
        return sum(CaseScore::outcomesRight);
    }

    int flowsRight() {
        return sum(CaseScore::flowsRight);
    }

    int lost() {
        return sum(CaseScore::lost);
    }

    int lostFound() {
        return sum(CaseScore::lostFound);
    }

    int lostInvented() {
        return sum(CaseScore::lostInvented);
    }

    int falseAccusations() {
        return sum(CaseScore::falseAccusations);
    }

    int casesFalselyAccusing() {
        return count(score -> score.falseAccusations() > 0);
    }

    int abstained(CaseScore.Abstention how) {
        return count(score -> score.abstention() == how);
    }

    int withoutReport() {
        return (int)
                outcomes.stream().filter(one -> one.said().equals("no-report")).count();
    }

    int clocks() {
        return readings().size();
    }

    int clocksInBound() {
        return (int) readings().stream().filter(ClockReading::inBound).count();
    }

    /** The error that half of the clocks do not exceed; 0 without clocks. */
    double medianClockError() {
        return quantile(readings().stream().map(ClockReading::errorSeconds).toList(), 0.5);
    }

    double worstClockError() {
        return quantile(readings().stream().map(ClockReading::errorSeconds).toList(), 1);
    }

    /** The uncertainty that half of the clocks state at most. */
    double medianClockBound() {
        return quantile(readings().stream().map(ClockReading::boundSeconds).toList(), 0.5);
    }

    private static double quantile(List<Double> values, double share) {
        if (values.isEmpty()) {
            return 0;
        }
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.round((sorted.size() - 1) * share));
    }

    private List<ClockReading> readings() {
        return outcomes.stream().flatMap(one -> one.score().clocks().stream()).toList();
    }

    private interface Number {
        int of(CaseScore score);
    }

    private interface Question {
        boolean holds(CaseScore score);
    }

    private int sum(Number number) {
        return outcomes.stream().mapToInt(one -> number.of(one.score())).sum();
    }

    private int count(Question question) {
        return (int)
                outcomes.stream().filter(one -> question.holds(one.score())).count();
    }
}
