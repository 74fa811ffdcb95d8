package org.droppoint.finding.reset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All that one tap's packets say about who made a reset, weighed by adding log odds. The signs are near enough
 * independent: they come from different header fields and from different clocks.
 */
record ResetSigns(List<ResetSign> signs) {
    ResetSigns {
        signs = List.copyOf(signs);
    }

    static ResetSigns of(ResetPeers peers) {
        List<ResetSign> signs = new ArrayList<>();
        signs.addAll(new ResetHeader(peers).signs());
        signs.addAll(new ResetConduct(peers).signs());
        return new ResetSigns(signs);
    }

    /** Log odds that the end named as sender made it. */
    double odds() {
        return signs.stream().mapToDouble(ResetSign::weight).sum();
    }

    boolean own() {
        return odds() >= ResetSign.DECISIVE;
    }

    /** No sign speaks against the end named as sender. */
    boolean faultless() {
        return signs.stream().noneMatch(sign -> sign.weight() < 0);
    }

    boolean alien() {
        return odds() <= -ResetSign.DECISIVE;
    }

    /** How likely the decision that the odds suggest is wrong. */
    double doubt() {
        return 1 / (1 + Math.exp(Math.abs(odds())));
    }

    /** The signs that weigh something as the rest of a sentence in which who made it is known already. */
    String after() {
        String telling = text(ResetSign.HABIT);
        return telling.isEmpty() ? "" : "; it " + telling;
    }

    /** The signs in words, weightiest first; empty where there are none. */
    String text() {
        return text(0);
    }

    private String text(double least) {
        return signs.stream()
                .filter(sign -> Math.abs(sign.weight()) >= least)
                .sorted(Comparator.comparingDouble((ResetSign sign) -> -Math.abs(sign.weight())))
                .map(ResetSign::text)
                .collect(Collectors.joining("; "));
    }
}
