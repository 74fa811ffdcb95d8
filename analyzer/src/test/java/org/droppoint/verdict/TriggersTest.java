package org.droppoint.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts.Trait;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fisher's exact test against whole numbers, and what it lets be said. */
class TriggersTest {
    private static final Trait VERSION = new Trait("TLS version", "1.3");
    private static final Trait SIZE = new Trait("size", "large");
    private static final Trait NAME = new Trait("server", "mail");

    @TestFactory
    Stream<DynamicTest> agreesWithWholeNumbers() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int failed = 1; failed <= 6; failed++) {
            for (int healthy = 0; healthy <= 6; healthy++) {
                int f = failed;
                int h = healthy;
                tests.add(DynamicTest.dynamicTest(failed + " failed, " + healthy + " healthy", () -> {
                    for (int failedWith = 0; failedWith <= f; failedWith++) {
                        for (int healthyWith = 0; healthyWith <= h; healthyWith++) {
                            assertEquals(
                                    exact(failedWith, healthyWith, f, h),
                                    Triggers.fisher(failedWith, healthyWith, f, h),
                                    1e-9,
                                    failedWith + " and " + healthyWith);
                        }
                    }
                }));
            }
        }
        return tests.stream();
    }

    private static double exact(int failedWith, int healthyWith, int failed, int healthy) {
        int with = failedWith + healthyWith;
        BigInteger ways = BigInteger.ZERO;
        for (int k = failedWith; k <= Math.min(failed, with); k++) {
            ways = ways.add(choose(failed, k).multiply(choose(healthy, with - k)));
        }
        BigInteger all = choose(failed + healthy, with);
        return new BigDecimal(ways)
                .divide(new BigDecimal(all), MathContext.DECIMAL64)
                .doubleValue();
    }

    private static BigInteger choose(int n, int k) {
        BigInteger ways = k >= 0 && k <= n ? BigInteger.ONE : BigInteger.ZERO;
        for (int i = 0; i < k && ways.signum() > 0; i++) {
            ways = ways.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
        }
        return ways;
    }

    private static List<FlowVerdict> failed(int count, Trait... traits) {
        return flows(count, Outcome.FAILED, VerdictClass.SILENT_DROP, traits);
    }

    private static List<FlowVerdict> healthy(int count, Trait... traits) {
        return flows(count, Outcome.OK, VerdictClass.HEALTHY, traits);
    }

    private static List<FlowVerdict> flows(int count, Outcome outcome, VerdictClass verdictClass, Trait... traits) {
        return IntStream.range(0, count)
                .mapToObj(i -> Verdicts.flow(
                        Verdicts.facts(outcome, traits), verdictClass, List.of(), Heading.SERVER_TO_CLIENT, 0.9))
                .toList();
    }

    private static List<String> said(List<FlowVerdict> behind, List<FlowVerdict> others) {
        List<FlowVerdict> all = new ArrayList<>(behind);
        all.addAll(others);
        return Triggers.of(all, behind);
    }

    @Test
    void saysWhatOnlyTheFailedHave() {
        assertEquals(
                List.of("TLS version 1.3: 5 of 5 failed sessions, 0 of 5 healthy ones"),
                said(failed(5, VERSION), healthy(5)));
    }

    @Test
    void isSilentWhereTheNumbersDoNotCarryIt() {
        assertEquals(List.of(), said(failed(4, VERSION), healthy(4)), "1 in 70");
        assertEquals(List.of(), said(failed(5, VERSION), List.of()), "nothing to compare with");
    }

    @Test
    void oneInTwentyFiveIsNoLaw() {
        List<FlowVerdict> mixed = new ArrayList<>(healthy(4));
        mixed.addAll(healthy(3, VERSION));
        assertEquals(List.of(), said(failed(5, VERSION), mixed));
    }

    /** What always comes together is one hypothesis: all of it is named, and that nothing tells it apart. */
    @Test
    void traitsOfTheSameSessionsAreToldTogether() {
        assertEquals(
                List.of("TLS version 1.3; size large; server mail: 5 of 5 failed sessions, 0 of 5 healthy ones (always"
                        + " together: which of them matters, these sessions cannot tell)"),
                said(failed(5, VERSION, SIZE, NAME), healthy(5)));
    }

    /** Three hypotheses, each of which so many sessions might confirm, ask for three times as much: 3 in 252, 3 in 6,188. */
    @ParameterizedTest
    @CsvSource({"5, false", "12, true"})
    void manyTraitsAskForMore(int healthy, boolean told) {
        List<FlowVerdict> behind = new ArrayList<>(failed(3, VERSION, SIZE, NAME));
        behind.addAll(failed(1, VERSION, SIZE));
        behind.addAll(failed(1, VERSION, NAME));
        List<FlowVerdict> others = new ArrayList<>(healthy(healthy - 2));
        others.addAll(healthy(1, SIZE));
        others.addAll(healthy(1, NAME));
        assertEquals(
                told ? List.of("TLS version 1.3: 5 of 5 failed sessions, 0 of 12 healthy ones") : List.of(),
                said(behind, others));
    }

    /** What everybody has, or hardly anybody, no such numbers could confirm: it costs nothing. */
    @Test
    void whatCannotBeConfirmedIsNotCounted() {
        Trait common = new Trait("hour", "9");
        List<FlowVerdict> behind = new ArrayList<>(failed(4, VERSION, common));
        behind.addAll(failed(1, VERSION, common, SIZE));
        assertEquals(1, said(behind, healthy(5, common)).size());
    }

    /** Of a session caught half way, nobody knows what it began with. */
    @Test
    void sessionsCaughtHalfWayAreNoContrast() {
        List<FlowVerdict> others = IntStream.range(0, 9)
                .mapToObj(i ->
                        Verdicts.flow(Verdicts.halfWay(Outcome.OK), VerdictClass.HEALTHY, List.of(), Heading.NONE, 0.9))
                .toList();
        assertEquals(List.of(), said(failed(9, VERSION), others));
    }

    @Test
    void threeAgainstOneIsNoLaw() {
        assertEquals(List.of(), said(failed(2, VERSION), healthy(1)));
        assertEquals(List.of(), said(failed(3, VERSION), healthy(1)));
    }

    @Test
    void isSilentOnWhatHealthyOnesHaveToo() {
        assertEquals(List.of(), said(failed(8, VERSION), healthy(8, VERSION)));
    }

    @Test
    void isSilentOnWhatSomeFailedOnesLack() {
        List<FlowVerdict> behind = new ArrayList<>(failed(9, VERSION));
        behind.addAll(failed(1));
        assertEquals(List.of(), said(behind, healthy(10)));
    }

    @Test
    void tamperedAndUnknownSessionsAreNoHealthyOnes() {
        List<FlowVerdict> others = new ArrayList<>(healthy(5));
        others.addAll(flows(7, Outcome.OK, VerdictClass.STARTTLS_TAMPERED, VERSION));
        others.addAll(flows(7, Outcome.UNKNOWN, VerdictClass.HEALTHY, VERSION));
        assertEquals(
                List.of("TLS version 1.3: 5 of 5 failed sessions, 0 of 5 healthy ones"),
                said(failed(5, VERSION), others));
    }
}
