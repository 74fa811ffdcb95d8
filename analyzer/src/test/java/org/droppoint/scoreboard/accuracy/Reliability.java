package org.droppoint.scoreboard.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.droppoint.scoreboard.FlowCheck;

/** Stated confidence against the share that was right. */
final class Reliability {
    private static final double[] EDGES = {0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1};
    /** These name no cause that a probability could be about. */
    private static final Set<String> WITHOUT_CAUSE = Set.of("insufficient-evidence", "mixed", "no-report");

    private Reliability() {}

    /**
     * @param meanConfidence what was stated, on average
     * @param right how many held: class right, and the truth among the suspects
     */
    record Bin(double from, double to, int stated, double meanConfidence, int right) {
        double shareRight() {
            return stated == 0 ? 0 : (double) right / stated;
        }
    }

    private record Claim(double confidence, boolean held) {}

    static List<Bin> ofVerdicts(List<Outcome> outcomes) {
        return bins(outcomes.stream()
                .filter(one -> !WITHOUT_CAUSE.contains(one.said()))
                .map(one -> new Claim(one.confidence(), one.score().holds())));
    }

    static List<Bin> ofFlows(List<Outcome> outcomes) {
        return bins(outcomes.stream()
                .flatMap(one -> one.score().checks().stream())
                .filter(check -> !check.trueClass().isEmpty() && !WITHOUT_CAUSE.contains(check.saidClass()))
                .map(Reliability::claim));
    }

    private static Claim claim(FlowCheck check) {
        return new Claim(check.confidence(), check.holds());
    }

    private static List<Bin> bins(Stream<Claim> stream) {
        List<Claim> claims = stream.toList();
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i + 1 < EDGES.length; i++) {
            double from = EDGES[i];
            double to = EDGES[i + 1];
            boolean last = i + 2 == EDGES.length;
            List<Claim> own = claims.stream()
                    .filter(one -> one.confidence() >= from && (one.confidence() < to || last))
                    .toList();
            bins.add(new Bin(
                    from,
                    to,
                    own.size(),
                    own.stream().mapToDouble(Claim::confidence).average().orElse(0),
                    (int) own.stream().filter(Claim::held).count()));
        }
        return bins;
    }

    /** The mean distance between what was stated and what was right, weighted by how often it was stated. */
    static double error(List<Bin> bins) {
        int all = bins.stream().mapToInt(Bin::stated).sum();
        return bins.stream()
                        .mapToDouble(bin -> bin.stated() * Math.abs(bin.meanConfidence() - bin.shareRight()))
                        .sum()
                / Math.max(1, all);
    }
}
