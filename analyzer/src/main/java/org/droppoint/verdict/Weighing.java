package org.droppoint.verdict;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The one function that says how sure a verdict is: a logistic regression over its class and its {@link Sign}s. The
 * weights were fitted to generated cases of even seeds, and are held against odd ones by the reliability table in
 * {@code native-notes/verdicts.md}; their provenance stands at the head of the resource.
 */
public final class Weighing {
    private static final String RESOURCE = "weights.tsv";

    /** Generated faults are tidier than real ones: nothing that captures show is surer than this. */
    static final double MOST = 0.99;

    /** Nothing that a rule supports is less likely than this. */
    static final double LEAST = 0.05;

    private final Map<String, Double> weights;

    public Weighing(Map<String, Double> weights) {
        this.weights = Map.copyOf(weights);
    }

    /** With the weights that ship with the product. */
    public static Weighing shipped() {
        return Holder.SHIPPED;
    }

    private static final class Holder {
        static final Weighing SHIPPED = new Weighing(load());
    }

    /** The probability that the class is right and the truth among the suspects. */
    public double probability(VerdictClass verdictClass, Signs signs) {
        double logit = weight(nameOf(verdictClass));
        for (Map.Entry<Sign, Double> sign : signs.strengths().entrySet()) {
            logit += weight(nameOf(sign.getKey())) * sign.getValue();
        }
        return Math.max(LEAST, Math.min(MOST, 1 / (1 + Math.exp(-logit))));
    }

    private double weight(String name) {
        return weights.getOrDefault(name, 0.0);
    }

    /** The name under which a class's own weight is kept. */
    public static String nameOf(VerdictClass verdictClass) {
        return "class:" + verdictClass.id();
    }

    /** The name under which a sign's weight is kept. */
    public static String nameOf(Sign sign) {
        return "sign:" + sign.id();
    }

    private static Map<String, Double> load() {
        try (InputStream in = Objects.requireNonNull(Weighing.class.getResourceAsStream(RESOURCE), RESOURCE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            Map<String, Double> weights = new HashMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] cells = line.split("\t", -1);
                    weights.put(cells[0], Double.valueOf(cells[1]));
                }
            }
            return weights;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
