package org.droppoint.scoreboard.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Fits a logistic regression by gradient descent on the mean log loss, each weight held towards its prior as if by some
 * observations of its own (ridge). Deterministic.
 */
final class LogisticFit {
    private static final int ROUNDS = 4_000;
    private static final double STEP = 2.0;

    /** Without cases to the contrary a class is believed eleven times in twelve, and a sign means nothing. */
    private static final double CLASS_PRIOR = 2.4;

    /** The strength of the priors, in observations. */
    private static final double RIDGE = 1.5;

    /** Less evidence never makes surer, whatever chance says in a sample. */
    private static final Set<String> WEAKENING = Set.of(
            "sign:one-tap",
            "sign:two-taps",
            "sign:begin-unseen",
            "sign:end-unseen",
            "sign:capture-lacks",
            "sign:silence-doubted",
            "sign:silence-presumed",
            "sign:nothing-came-back",
            "sign:mark-only",
            "sign:reset-undecided",
            "sign:rivalled",
            "sign:wide");

    /** What a verdict bore, and whether it held. */
    record Sample(Map<String, Double> features, boolean held) {}

    private LogisticFit() {}

    static Map<String, Double> fit(List<Sample> samples) {
        Map<String, Integer> index = new TreeMap<>();
        samples.forEach(sample -> sample.features().keySet().forEach(name -> index.put(name, 0)));
        List<String> names = new ArrayList<>(index.keySet());
        names.forEach(name -> index.put(name, names.indexOf(name)));
        double[] prior = names.stream()
                .mapToDouble(name -> name.startsWith("class:") ? CLASS_PRIOR : 0)
                .toArray();
        double[] weights = prior.clone();
        double[] scale = new double[names.size()];
        samples.forEach(sample -> sample.features().forEach((name, x) -> scale[at(index, name)] += x * x));
        for (int round = 0; round < ROUNDS; round++) {
            double[] gradient = gradient(samples, index, weights);
            for (int i = 0; i < weights.length; i++) {
                double slope = gradient[i] + RIDGE * (weights[i] - prior[i]);
                weights[i] -= STEP * slope / (scale[i] + RIDGE);
                weights[i] = WEAKENING.contains(names.get(i)) ? Math.min(0, weights[i]) : weights[i];
            }
        }
        Map<String, Double> fitted = new TreeMap<>();
        names.forEach(name -> fitted.put(name, weights[at(index, name)]));
        return fitted;
    }

    private static int at(Map<String, Integer> index, String name) {
        return index.getOrDefault(name, 0);
    }

    private static double[] gradient(List<Sample> samples, Map<String, Integer> index, double[] weights) {
        double[] gradient = new double[weights.length];
        for (Sample sample : samples) {
            double logit = 0;
            for (Map.Entry<String, Double> feature : sample.features().entrySet()) {
                logit += weights[at(index, feature.getKey())] * feature.getValue();
            }
            double error = 1 / (1 + Math.exp(-logit)) - (sample.held() ? 1 : 0);
            for (Map.Entry<String, Double> feature : sample.features().entrySet()) {
                gradient[at(index, feature.getKey())] += error * feature.getValue();
            }
        }
        return gradient;
    }
}
