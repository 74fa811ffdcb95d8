package org.droppoint.scoreboard.accuracy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.droppoint.fixtures.generate.CaseGenerator;
import org.droppoint.fixtures.scenario.ScenarioLibrary;
import org.droppoint.pipeline.Analysis;
import org.droppoint.report.Report;
import org.droppoint.scoreboard.CaseFolder;
import org.droppoint.scoreboard.CaseScore;
import org.droppoint.scoreboard.FlowCheck;
import org.droppoint.scoreboard.Scorer;
import org.droppoint.verdict.FlowVerdict;
import org.droppoint.verdict.Sign;
import org.droppoint.verdict.VerdictClass;
import org.droppoint.verdict.Weighing;

/**
 * Fits the weights of {@link Weighing} to generated cases, even seeds alone, and writes the resource. Arguments: how many
 * cases, and the file.
 */
public final class FitWeights {
    private static final String HEAD =
            """
            # How sure a verdict is: log odds of a class, and of each sign that it bears.
            # Fitted by FitWeights to %d sessions of %d generated cases, even seeds 2 to %d; %d of the verdicts held.
            # Classes without cases of their own keep their prior; so does size-or-content, of which the mixture of generated cases knows nothing.
            # name\tweight\tsessions\theld
            """;

    /** The captures are the same for both: two in three, for the class that the contract puts first. */
    private static final double SIZE_OR_CONTENT = -2.5;

    private FitWeights() {}

    public static void main(String[] args) throws IOException {
        int count = Integer.parseInt(args[0]);
        List<LogisticFit.Sample> samples = samples(count);
        Map<String, Double> weights = new TreeMap<>(LogisticFit.fit(samples));
        weights.put(Weighing.nameOf(Sign.SIZE_OR_CONTENT), SIZE_OR_CONTENT);
        Files.writeString(Path.of(args[1]), text(weights, samples, count));
    }

    private static List<LogisticFit.Sample> samples(int count) throws IOException {
        CaseGenerator generator = new CaseGenerator(ScenarioLibrary.load());
        Path scratch = Files.createTempDirectory("droppoint-fit");
        List<LogisticFit.Sample> samples = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            CaseSource source = new CaseSource.Generated(generator, Optional.empty(), Optional.empty(), 2L * i);
            CaseFolder labelled = source.folder(scratch);
            try {
                samples.addAll(samples(labelled));
            } catch (RuntimeException e) {
                // a case that the product fails over teaches nothing of how sure it may be; the scoreboard counts it
                System.err.println(source.again() + ": " + e);
            }
            CaseRunner.delete(labelled.folder());
        }
        CaseRunner.delete(scratch);
        return samples;
    }

    private static List<LogisticFit.Sample> samples(CaseFolder labelled) throws IOException {
        List<LogisticFit.Sample> samples = new ArrayList<>();
        try (Analysis analysis = new Analysis(labelled.request())) {
            Report report = analysis.run();
            CaseScore score = Scorer.score(labelled, report);
            Map<String, FlowVerdict> said = new TreeMap<>();
            analysis.verdict()
                    .orElseThrow()
                    .flows()
                    .forEach(flow -> said.put(flow.facts().id(), flow));
            for (FlowCheck check : score.checks()) {
                FlowVerdict flow = said.get(check.flow());
                boolean claims = flow != null
                        && !check.trueClass().isEmpty()
                        && !flow.signs().strengths().containsKey(Sign.SIZE_OR_CONTENT)
                        && flow.verdictClass() != VerdictClass.INSUFFICIENT_EVIDENCE;
                if (flow != null && claims) {
                    samples.add(new LogisticFit.Sample(features(flow), check.holds()));
                }
            }
        }
        return samples;
    }

    private static Map<String, Double> features(FlowVerdict flow) {
        Map<String, Double> features = new TreeMap<>();
        features.put(Weighing.nameOf(flow.verdictClass()), 1.0);
        flow.signs().strengths().forEach((sign, strength) -> features.put(Weighing.nameOf(sign), strength));
        return features;
    }

    private static String text(Map<String, Double> weights, List<LogisticFit.Sample> samples, int count) {
        long held = samples.stream().filter(LogisticFit.Sample::held).count();
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, HEAD, samples.size(), count, 2 * count, held));
        weights.forEach((name, weight) -> {
            List<LogisticFit.Sample> own = samples.stream()
                    .filter(sample -> sample.features().getOrDefault(name, 0.0) > 0)
                    .toList();
            text.append(String.format(
                    Locale.ROOT,
                    "%s\t%.3f\t%d\t%d%n",
                    name,
                    weight,
                    own.size(),
                    own.stream().filter(LogisticFit.Sample::held).count()));
        });
        return text.toString();
    }
}
