package org.droppoint;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AccessibleObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.droppoint.pipeline.Request;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The house's plan: which package may use which. The charters stand in the packages' {@code package-info.java}; this
 * table says the same, and a test holds the two together, so that a change of the plan is a change in two places.
 */
class ArchitectureTest {
    private static final String ROOT = "org.droppoint";
    private static final Set<String> EVERYTHING = Set.of("*");

    /** What each package may use beside itself, the JDK and libraries. */
    private static final Map<String, Set<String>> TABLE = new LinkedHashMap<>();

    static {
        TABLE.put("base", Set.of());
        TABLE.put("wire", Set.of("base"));
        TABLE.put("capture", Set.of("base"));
        TABLE.put("capture.write", Set.of("capture", "base"));
        TABLE.put("capture.live", Set.of("capture", "capture.write", "base"));
        TABLE.put("flow", Set.of("base", "wire", "capture"));
        TABLE.put("dissect", Set.of("base", "flow"));
        TABLE.put("exchange", Set.of("base"));
        TABLE.put("correlate.session", Set.of("base", "flow", "dissect"));
        TABLE.put("correlate.match", Set.of("base", "flow", "dissect", "correlate.session"));
        TABLE.put("correlate.order", Set.of("base", "flow", "correlate.session", "correlate.match"));
        TABLE.put("correlate.clock", Set.of("base", "flow", "correlate.session", "correlate.match", "correlate.order"));
        TABLE.put("correlate.recording", Set.of("base", "flow", "correlate.session"));
        TABLE.put("correlate.loss", Set.of("base", "flow", "correlate.session", "correlate.recording"));
        TABLE.put("correlate.log", Set.of("base", "flow", "dissect", "exchange", "correlate.session"));
        TABLE.put(
                "correlate",
                Set.of(
                        "base",
                        "flow",
                        "dissect",
                        "correlate.session",
                        "correlate.match",
                        "correlate.order",
                        "correlate.clock",
                        "correlate.recording",
                        "correlate.loss"));
        TABLE.put("finding.fact", Set.of("base", "flow", "correlate.session"));
        TABLE.put("finding.place", Set.of("base", "flow", "correlate.session", "correlate.recording", "finding.fact"));
        TABLE.put("finding.dialogue", Set.of("base", "flow", "dissect", "correlate.session", "finding.fact"));
        TABLE.put(
                "finding.loss",
                Set.of(
                        "base",
                        "flow",
                        "dissect",
                        "correlate.session",
                        "correlate.recording",
                        "finding.fact",
                        "finding.place"));
        TABLE.put(
                "finding.change",
                Set.of(
                        "base",
                        "flow",
                        "dissect",
                        "correlate.session",
                        "finding.fact",
                        "finding.place",
                        "finding.loss"));
        TABLE.put(
                "finding.reset",
                Set.of(
                        "base",
                        "flow",
                        "dissect",
                        "correlate.session",
                        "finding.fact",
                        "finding.place",
                        "finding.loss"));
        TABLE.put(
                "finding.end",
                Set.of(
                        "base",
                        "flow",
                        "dissect",
                        "correlate.session",
                        "finding.fact",
                        "finding.place",
                        "finding.dialogue",
                        "finding.loss"));
        TABLE.put(
                "finding.tcp",
                Set.of("base", "flow", "correlate.session", "finding.fact", "finding.place", "finding.end"));
        TABLE.put(
                "finding",
                Set.of(
                        "base",
                        "flow",
                        "dissect",
                        "correlate.session",
                        "finding.fact",
                        "finding.place",
                        "finding.dialogue",
                        "finding.loss",
                        "finding.change",
                        "finding.reset",
                        "finding.end",
                        "finding.tcp"));
        TABLE.put("verdict", Set.of("base", "finding.fact"));
        TABLE.put("verdict.rule", Set.of("verdict", "finding.fact", "base"));
        TABLE.put("explain", Set.of("verdict"));
        TABLE.put("report", Set.of("base", "finding.fact", "verdict", "correlate.session", "correlate.log"));
        TABLE.put("report.text", Set.of("report", "base"));
        TABLE.put("report.json", Set.of("report", "base"));
        TABLE.put("report.csv", Set.of("report", "base"));
        TABLE.put("report.pdf", Set.of("report", "base"));
        TABLE.put("report.markdown", Set.of("report", "report.text", "base"));
        TABLE.put("report.html", Set.of("report", "report.json", "base"));
        TABLE.put(
                "report.formats",
                Set.of(
                        "report",
                        "report.text",
                        "report.json",
                        "report.csv",
                        "report.pdf",
                        "report.markdown",
                        "report.html"));
        TABLE.put("redact", Set.of("base", "wire", "flow", "dissect"));
        TABLE.put(
                "evidence",
                Set.of(
                        "base",
                        "wire",
                        "capture",
                        "capture.write",
                        "flow",
                        "dissect",
                        "correlate.session",
                        "redact",
                        "report",
                        "report.json",
                        "report.html",
                        "report.pdf"));
        TABLE.put("inspect", Set.of("base", "wire", "capture", "flow", "dissect", "report", "report.text"));
        TABLE.put(
                "live",
                Set.of(
                        "capture",
                        "capture.write",
                        "capture.live",
                        "base",
                        "wire",
                        "flow",
                        "dissect",
                        "correlate",
                        "correlate.session",
                        "finding",
                        "finding.fact",
                        "verdict",
                        "verdict.rule",
                        "report"));
        TABLE.put("probe", Set.of("base"));
        TABLE.put("pipeline", EVERYTHING);
        TABLE.put("cli", EVERYTHING);
    }

    /** The product's own classes, neither tests nor fixtures. */
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .importUrl(Request.class.getProtectionDomain().getCodeSource().getLocation());

    private static String full(String name) {
        return ROOT + "." + name;
    }

    @TestFactory
    Stream<DynamicTest> everyPackageUsesWhatItsCharterAllows() {
        return TABLE.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(EVERYTHING))
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    Set<String> allowed = entry.getValue().stream()
                            .map(ArchitectureTest::full)
                            .collect(Collectors.toCollection(HashSet::new));
                    allowed.add(full(entry.getKey()));
                    noClasses()
                            .that()
                            .resideInAPackage(full(entry.getKey()))
                            .should()
                            .dependOnClassesThat(describe(
                                    "are the project's own beyond " + new TreeSet<>(allowed),
                                    used -> used.getPackageName().startsWith(ROOT)
                                            && !allowed.contains(used.getPackageName())))
                            .check(PRODUCT);
                }));
    }

    @Test
    void everyPackageHasAChapterInTheTable() {
        Set<String> packages = PRODUCT.stream()
                .filter(one -> !one.getSimpleName().equals("package-info"))
                .map(one -> one.getPackageName().substring(ROOT.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(TABLE.keySet()), packages);
    }

    @Test
    void theChartersSayWhatTheTableSays() throws IOException {
        Map<String, Set<String>> charters = new TreeMap<>();
        for (String name : TABLE.keySet()) {
            charters.put(name, charter(name));
        }
        assertEquals(new TreeMap<>(TABLE), charters);
    }

    /** The packages that the sentence "May use: …" of a charter names. */
    private static Set<String> charter(String name) throws IOException {
        String text =
                Files.readString(source(name).resolve("package-info.java")).replaceAll("\\s*\\n \\*\\s*", " ");
        Matcher sentence = Pattern.compile("May use: (.*?)\\.(\\s|/|$)").matcher(text);
        assertTrue(sentence.find(), "no charter in " + name);
        String words = sentence.group(1).replace("(read only)", "").strip();
        if (words.equals("JDK only")) {
            return Set.of();
        }
        if (words.startsWith("everything")) {
            return EVERYTHING;
        }
        if (words.equals("report and its renderers")) {
            return TABLE.keySet().stream()
                    .filter(one -> one.startsWith("report") && !one.equals(name))
                    .collect(Collectors.toSet());
        }
        return Stream.of(words.split(",")).map(String::strip).collect(Collectors.toSet());
    }

    @Test
    void dataFlowsOneWay() {
        Map<String, Set<String>> uses = new TreeMap<>();
        PRODUCT.forEach(one -> one.getDirectDependenciesFromSelf().forEach(use -> {
            String from = one.getPackageName();
            String to = use.getTargetClass().getBaseComponentType().getPackageName();
            if (to.startsWith(ROOT) && !to.equals(from)) {
                uses.computeIfAbsent(from, name -> new TreeSet<>()).add(to);
            }
        }));
        assertTrue(uses.size() > TABLE.size() / 2, "the product's packages");
        Set<String> clear = new HashSet<>();
        uses.keySet().forEach(name -> follow(name, uses, List.of(), clear));
    }

    /** Walks on from a package; one that is met again on the way closes a circle. */
    private static void follow(String name, Map<String, Set<String>> uses, List<String> way, Set<String> clear) {
        assertFalse(way.contains(name), () -> "a circle: " + way + " " + name);
        List<String> further = Stream.concat(way.stream(), Stream.of(name)).toList();
        for (String next : uses.getOrDefault(name, Set.of())) {
            if (!clear.contains(next)) {
                follow(next, uses, further, clear);
            }
        }
        clear.add(name);
    }

    // ---- manners ----

    @Test
    void onlyTheCommandLineTouchesTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage(full("cli"))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessField(System.class, "in")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .check(PRODUCT);
    }

    /** Only a live watch knows what time it is, in one place. */
    @Test
    void nothingDependsOnTheMomentOrOnChance() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(full("live.Wall"))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(ThreadLocalRandom.class, "current")
                .orShould()
                .callConstructor(Random.class)
                .check(PRODUCT);
    }

    @Test
    void nothingDependsOnTheMachinesCountry() {
        noClasses()
                .should()
                .callMethod(Locale.class, "getDefault")
                .orShould()
                .callMethod(ZoneId.class, "systemDefault")
                .orShould()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .orShould()
                .callMethod(String.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(String.class, "formatted", Object[].class)
                .orShould()
                .callMethod(String.class, "getBytes")
                .orShould()
                .callConstructor(String.class, byte[].class)
                .check(PRODUCT);
    }

    @Test
    void thereIsNoStaticMutableState() {
        fields().that().areStatic().should().beFinal().check(PRODUCT);
    }

    /** JNA's package only looks like the JDK's. */
    @Test
    void nothingReachesAroundTheLanguage() {
        noClasses()
                .that()
                .resideOutsideOfPackage(full("capture.live"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("sun..", "com.sun..", "jdk.internal..")
                .orShould()
                .callMethod(AccessibleObject.class, "setAccessible", boolean.class)
                .check(PRODUCT);
    }

    @Test
    void nativeCodeIsInQuarantine() {
        noClasses()
                .that()
                .resideOutsideOfPackage(full("capture.live"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.sun.jna..", "org.pcap4j..")
                .check(PRODUCT);
        noClasses()
                .that()
                .resideInAPackage(full("capture.live"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("sun..", "com.sun.net..", "com.sun.management..", "jdk.internal..")
                .check(PRODUCT);
    }

    @Test
    void rulesAreFinal() {
        classes()
                .that()
                .resideInAPackage(full("verdict.rule"))
                .and()
                .areNotInterfaces()
                .and()
                .haveSimpleNameNotEndingWith("package-info")
                .and()
                .areTopLevelClasses()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(PRODUCT);
    }

    /** The compiler catches Throwable for try-with-resources itself, so the source is asked. */
    @Test
    void nobodyCatchesBugs() throws IOException {
        Pattern catching = Pattern.compile(
                "catch \\((final )?(\\w+ \\| )*(Throwable|Error|StackOverflowError|OutOfMemoryError|VirtualMachineError|NullPointerException|IndexOutOfBoundsException)\\b");
        assertEquals(List.of(), sourcesWith(catching));
    }

    @Test
    void everyPackageIsNullMarked() throws IOException {
        for (String name : TABLE.keySet()) {
            String info = Files.readString(source(name).resolve("package-info.java"));
            assertTrue(info.contains("@NullMarked"), name);
        }
    }

    private static List<String> sourcesWith(Pattern pattern) throws IOException {
        try (Stream<Path> files = Files.walk(source("base").getParent())) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .filter(file -> pattern.matcher(read(file)).find())
                    .map(file -> String.valueOf(file.getFileName()))
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path source(String name) {
        String folder = "src/main/java/" + full(name).replace('.', '/');
        return Stream.of(folder, "analyzer/" + folder)
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
    }
}
