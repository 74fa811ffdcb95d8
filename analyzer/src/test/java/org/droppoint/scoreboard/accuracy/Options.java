package org.droppoint.scoreboard.accuracy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.droppoint.fixtures.generate.CaseGenerator;
import org.droppoint.fixtures.generate.Flavour;
import org.droppoint.fixtures.scenario.ScenarioLibrary;

/**
 * What to run.
 *
 * @param seeds odd, even or all
 * @param count generated cases
 * @param first the least seed
 * @param scenario a scenario's name or the beginning of several, empty for all
 * @param lab whether the committed cases are run, too
 * @param json where the figures go
 * @param keep a folder for the captures and reports of the cases that are not right
 * @param shown how many wrong cases are printed
 */
record Options(
        String seeds,
        int count,
        long first,
        String scenario,
        Optional<Flavour> flavour,
        boolean lab,
        int threads,
        Optional<Path> json,
        Optional<Path> keep,
        int shown) {
    static final String USAGE = "usage: Accuracy [--seeds odd|even|all] [--count N] [--first SEED] [--scenario NAME]"
            + " [--flavour NAME] [--lab yes|no|only] [--threads N] [--json FILE] [--keep DIR] [--show N]";

    private static final Options DEFAULTS =
            new Options("all", 6000, 1, "", Optional.empty(), true, 2, Optional.empty(), Optional.empty(), 0);

    /** @throws IllegalArgumentException for what it does not know */
    static Options of(List<String> args) {
        if (args.size() % 2 != 0) {
            throw new IllegalArgumentException(USAGE);
        }
        Options options = DEFAULTS;
        for (int i = 0; i < args.size(); i += 2) {
            String value = args.get(i + 1);
            options = value.isEmpty() ? options : options.with(args.get(i), value);
        }
        return options;
    }

    private Options with(String key, String value) {
        return switch (key) {
            case "--seeds" -> {
                if (!List.of("odd", "even", "all").contains(value)) {
                    throw new IllegalArgumentException(USAGE);
                }
                yield new Options(value, count, first, scenario, flavour, lab, threads, json, keep, shown);
            }
            case "--count" ->
                new Options(seeds, Integer.parseInt(value), first, scenario, flavour, lab, threads, json, keep, shown);
            case "--first" ->
                new Options(seeds, count, Long.parseLong(value), scenario, flavour, lab, threads, json, keep, shown);
            case "--scenario" -> new Options(seeds, count, first, value, flavour, lab, threads, json, keep, shown);
            case "--flavour" ->
                new Options(
                        seeds,
                        count,
                        first,
                        scenario,
                        Optional.of(Flavour.named(value)),
                        lab,
                        threads,
                        json,
                        keep,
                        shown);
            case "--lab" ->
                new Options(
                        seeds,
                        value.equals("only") ? 0 : count,
                        first,
                        scenario,
                        flavour,
                        !value.equals("no"),
                        threads,
                        json,
                        keep,
                        shown);
            case "--threads" ->
                new Options(seeds, count, first, scenario, flavour, lab, Integer.parseInt(value), json, keep, shown);
            case "--json" ->
                new Options(
                        seeds, count, first, scenario, flavour, lab, threads, Optional.of(Path.of(value)), keep, shown);
            case "--keep" ->
                new Options(
                        seeds, count, first, scenario, flavour, lab, threads, json, Optional.of(Path.of(value)), shown);
            case "--show" ->
                new Options(seeds, count, first, scenario, flavour, lab, threads, json, keep, Integer.parseInt(value));
            default -> throw new IllegalArgumentException(USAGE);
        };
    }

    /** The generated cases, each made when it is asked for. */
    List<CaseSource> generated(ScenarioLibrary library) {
        CaseGenerator generator = new CaseGenerator(library);
        List<String> names = library.names().stream()
                .filter(name -> name.startsWith(scenario))
                .toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("no scenario begins with " + scenario);
        }
        Stream<Long> chosen = LongStream.iterate(first, seed -> seed + 1)
                .filter(seed -> seeds.equals("all") || (seed % 2 == 0) == seeds.equals("even"))
                .limit(count)
                .boxed();
        return chosen.map(seed -> (CaseSource) new CaseSource.Generated(generator, name(names, seed), flavour, seed))
                .toList();
    }

    /** One of the scenarios asked for; the generator's own choice where that is all of them. */
    private Optional<String> name(List<String> names, long seed) {
        return scenario.isEmpty()
                ? Optional.empty()
                : Optional.of(names.get((int) Math.floorMod(seed / 2, (long) names.size())));
    }
}
