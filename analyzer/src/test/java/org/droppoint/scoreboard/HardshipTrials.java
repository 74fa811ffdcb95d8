package org.droppoint.scoreboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.droppoint.fixtures.generate.CaseGenerator;
import org.droppoint.fixtures.generate.LabelledCase;
import org.droppoint.fixtures.generate.TapFile;
import org.droppoint.fixtures.scenario.ScenarioLibrary;
import org.droppoint.fixtures.truth.TruthJson;
import org.droppoint.pipeline.LogInputs;
import org.droppoint.pipeline.Request;
import org.droppoint.pipeline.TapInput;
import org.droppoint.report.Report;
import org.droppoint.wire.PortSet;

/**
 * Scenarios under hardships, alone and with two others by chance: whether the verdict stays right, falls silent where
 * the place can no longer be seen, falls silent where it can, or goes astray.
 */
final class HardshipTrials {
    private static final List<String> PATH = List.of("host", "inside", "outside", "edge");
    private static final Set<String> SILENT = Set.of("insufficient-evidence", "capture-loss");

    /** A prime that no library of this size is a multiple of: neighbouring seeds take scenarios of different classes. */
    private static final long STRIDE = 37;

    /** What became of the cases of one hardship. */
    static final class Figures {
        int cases;
        int right;
        int silentRightly;
        int silentWrongly;
        int otherwise;
        int wrongPlace;

        /** Right, silence where nothing can be seen included, of all cases. */
        double share() {
            return cases == 0 ? 1 : (right + silentRightly) / (double) cases;
        }

        void add(Figures other) {
            cases += other.cases;
            right += other.right;
            silentRightly += other.silentRightly;
            silentWrongly += other.silentWrongly;
            otherwise += other.otherwise;
            wrongPlace += other.wrongPlace;
        }

        String row(String name) {
            return String.format(
                    Locale.ROOT,
                    "| %-22s | %5d | %5d | %8d | %8d | %9d | %6d | %6.2f %% |",
                    name,
                    cases,
                    right,
                    silentRightly,
                    silentWrongly,
                    otherwise,
                    wrongPlace,
                    100 * share());
        }
    }

    static final String HEAD =
            "| hardship               | cases | right | silent ✓ | silent ✗ | otherwise | astray | right    |\n"
                    + "|---|---:|---:|---:|---:|---:|---:|---:|";

    private final Path folder;
    private final ScenarioLibrary library = ScenarioLibrary.load();
    private final CaseGenerator generator = new CaseGenerator(library);
    private final Consumer<String> complaints;

    HardshipTrials(Path folder, Consumer<String> complaints) {
        this.folder = folder;
        this.complaints = complaints;
    }

    /** Runs one hardship over as many cases as asked for, every scenario in its turn; seeds of one parity. */
    Figures run(Hardship hardship, int others, long firstSeed, int count) throws IOException {
        return run(library.names(), hardship, others, firstSeed, count);
    }

    /** The same over some scenarios only, which others that join the library do not displace. */
    Figures run(List<String> names, Hardship hardship, int others, long firstSeed, int count) throws IOException {
        Figures figures = new Figures();
        for (int i = 0; i < count; i++) {
            long seed = firstSeed + 2L * i;
            int turn = (int) Math.floorMod(seed / 2 * STRIDE + hardship.ordinal() * 31L, (long) names.size());
            judge(names.get(turn), choose(hardship, others, seed), seed, figures);
        }
        return figures;
    }

    static List<Hardship> choose(Hardship first, int others, long seed) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + first.ordinal());
        List<Hardship> chosen = new ArrayList<>(List.of(first));
        while (chosen.size() <= others) {
            Hardship next = Hardship.values()[random.nextInt(Hardship.values().length)];
            if (chosen.stream().noneMatch(next::excludes)) {
                chosen.add(next);
            }
        }
        return chosen;
    }

    LabelledCase make(String scenario, List<Hardship> hardships, long seed) {
        SplittableRandom random = new SplittableRandom(seed ^ 0x4a7d);
        StringBuilder text = new StringBuilder(library.text(scenario));
        Set<String> words = new TreeSet<>();
        for (Hardship hardship : hardships) {
            hardship.lines(random).forEach(line -> text.append(line).append('\n'));
            words.add(hardship.name().toLowerCase(Locale.ROOT));
        }
        String name = scenario.replace('/', '.') + "~" + String.join("+", words);
        return CaseGenerator.play(name, text.toString(), seed);
    }

    private void judge(String scenario, List<Hardship> hardships, long seed, Figures figures) throws IOException {
        LabelledCase labelled = make(scenario, hardships, seed);
        CaseScore score;
        try {
            score = score(labelled, analyse(labelled));
        } catch (RuntimeException e) {
            throw new IllegalStateException(labelled.name() + " seed " + seed, e);
        }
        figures.cases++;
        String told;
        if (score.falseAccusations() > 0) {
            figures.wrongPlace++;
            told = "ASTRAY";
        } else if (score.classRight()
                && score.suspectsRight()
                && score.directionRight()
                && score.flowsRight() == score.flows()) {
            boolean silent = SILENT.contains(lastClass)
                    && !labelled.truth().expected().verdictClass().word().equals(lastClass);
            figures.silentRightly += silent ? 1 : 0;
            figures.right += silent ? 0 : 1;
            told = "";
        } else if (SILENT.contains(lastClass)) {
            figures.silentWrongly++;
            told = "SILENT";
        } else {
            figures.otherwise++;
            told = "OTHERWISE";
        }
        if (!told.isEmpty()) {
            complaints.accept(
                    told + " " + labelled.name() + " seed " + seed + ": " + String.join("; ", score.complaints()));
        }
    }

    private String lastClass = "";

    CaseScore score(LabelledCase labelled, Report report) {
        lastClass = report.verdict().classId();
        return Scorer.score(new CaseFolder(folder, TruthJson.tree(labelled.truth())), report);
    }

    /** Writes the captures and analyses them, with the roles that the case's arguments give. */
    Report analyse(LabelledCase labelled) throws IOException {
        for (TapFile file : labelled.files()) {
            Files.write(folder.resolve(file.fileName()), file.bytes());
        }
        List<TapInput> inputs = new ArrayList<>();
        List<String> path = new ArrayList<>();
        for (int i = 0; i + 1 < labelled.args().size(); i += 2) {
            String[] parts = labelled.args().get(i + 1).substring(1).split("@", 2);
            String tap = labelled.args().get(i).substring(2);
            path.add(tap);
            inputs.add(new TapInput(tap, List.of(folder.resolve(parts[0])), parts.length > 1 ? parts[1] : null));
        }
        path.sort(Comparator.comparingInt(PATH::indexOf));
        return CaseFolder.analyse(new Request(inputs, path, PortSet.of(25), LogInputs.NONE, "test"));
    }

    /** {@code [first seed] [cases each] [hardship…]}: prints the tables, and what went wrong. */
    public static void main(String[] args) throws IOException {
        long seed = args.length > 0 ? Long.parseLong(args[0]) : 1;
        int count = args.length > 1 ? Integer.parseInt(args[1]) : 50;
        List<Hardship> chosen = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            chosen.add(Hardship.valueOf(args[i].toUpperCase(Locale.ROOT)));
        }
        Path folder = Files.createTempDirectory("hardships");
        List<String> wrong = new ArrayList<>();
        HardshipTrials trials = new HardshipTrials(folder, wrong::add);
        for (int others : new int[] {0, 2}) {
            System.out.println(others == 0 ? "\nalone" : "\nwith two others by chance");
            System.out.println(HEAD);
            Figures sum = new Figures();
            Map<Hardship, Figures> all = new EnumMap<>(Hardship.class);
            for (Hardship hardship : chosen.isEmpty() ? List.of(Hardship.values()) : chosen) {
                Figures figures = trials.run(hardship, others, seed, count);
                all.put(hardship, figures);
                sum.add(figures);
                System.out.println(figures.row(hardship.name().toLowerCase(Locale.ROOT)));
            }
            System.out.println(sum.row("all"));
        }
        System.out.println();
        wrong.stream().sorted().forEach(System.out::println);
    }
}
