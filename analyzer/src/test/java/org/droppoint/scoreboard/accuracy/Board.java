package org.droppoint.scoreboard.accuracy;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The figures of one group of cases: odd seeds, even seeds, or the lab. */
final class Board {
    /** Classes in the order of the contract's table. */
    static final List<String> CLASSES = List.of(
            "connect-refused",
            "connect-blocked",
            "starttls-tampered",
            "payload-modified",
            "tls-intercepted",
            "pmtu-black-hole",
            "drop-and-reset",
            "silent-drop",
            "reset-injected",
            "zero-window",
            "server-terminated",
            "client-terminated",
            "server-silent",
            "client-silent",
            "client-timeout",
            "insufficient-evidence",
            "capture-loss",
            "recovered-loss",
            "healthy",
            "mixed",
            "no-report");

    private static final Comparator<String> TABLE_ORDER = Comparator.comparingInt(
                    (String word) -> Math.floorMod(CLASSES.indexOf(word), 1000))
            .thenComparing(Comparator.naturalOrder());

    private final String group;
    private final List<Outcome> outcomes;
    private final Tally sum = new Tally();
    private final Map<String, Tally> byClass = new TreeMap<>(TABLE_ORDER);
    private final Map<String, Map<String, Integer>> confusion = new TreeMap<>(TABLE_ORDER);

    Board(String group, List<Outcome> outcomes) {
        this.group = group;
        this.outcomes =
                outcomes.stream().filter(one -> one.group().equals(group)).toList();
        for (Outcome one : this.outcomes) {
            sum.add(one);
            byClass.computeIfAbsent(one.trueClass(), none -> new Tally()).add(one);
            confusion
                    .computeIfAbsent(one.trueClass(), none -> new TreeMap<>(TABLE_ORDER))
                    .merge(one.said(), 1, Integer::sum);
        }
    }

    String group() {
        return group;
    }

    Tally sum() {
        return sum;
    }

    Map<String, Tally> byClass() {
        return byClass;
    }

    /** How often each class was said, by true class. */
    Map<String, Map<String, Integer>> confusion() {
        return confusion;
    }

    List<Reliability.Bin> verdictReliability() {
        return Reliability.ofVerdicts(outcomes);
    }

    List<Reliability.Bin> flowReliability() {
        return Reliability.ofFlows(outcomes);
    }

    List<Outcome> wrong() {
        return outcomes.stream().filter(one -> !one.score().right()).toList();
    }
}
