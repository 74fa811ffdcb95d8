package org.droppoint.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Endpoint;
import org.droppoint.base.FrameRef;
import org.droppoint.base.IpAddress;
import org.droppoint.base.Place;
import org.droppoint.base.Tap;
import org.droppoint.finding.fact.CaseFile;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.fact.Sight;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of what rules say of a session: which one wins, how sure it is, and what becomes of the others. */
class JudgeTest {
    private static final List<Place> FIREWALL = Verdicts.places("firewall");
    private static final List<Place> LAN = Verdicts.places("lan");

    /** Weights of two classes only; all else is even odds. Nothing of what ships. */
    private static final Weighing EVEN = new Weighing(
            Map.of(Weighing.nameOf(VerdictClass.SILENT_DROP), 2.0, Weighing.nameOf(VerdictClass.RESET_INJECTED), -1.0));

    private record Fixed(VerdictClass verdictClass, Judgment judgment) implements Rule {
        @Override
        public Judgment judge(SessionFacts facts) {
            return judgment;
        }
    }

    private static Rule says(VerdictClass verdictClass, List<Place> suspects, String why) {
        return new Fixed(
                verdictClass, new Judgment.Supported(suspects, Heading.SERVER_TO_CLIENT, why, List.of(), Signs.none()));
    }

    private static Rule denies(VerdictClass verdictClass, String why) {
        return new Fixed(verdictClass, new Judgment.Refuted(why));
    }

    private static SessionFacts facts(Outcome outcome, Sight sight) {
        return new SessionFacts(
                "s",
                0,
                false,
                new Endpoint(IpAddress.parse("198.51.100.25"), 25),
                Verdicts.PATH.places(),
                outcome,
                "because",
                "",
                null,
                List.of(),
                List.of(),
                sight);
    }

    private static FlowVerdict judged(SessionFacts facts, Rule... rules) {
        return new Judge(List.of(rules), EVEN)
                .judge(new CaseFile(Verdicts.PATH, List.of(facts)))
                .flows()
                .get(0);
    }

    private static FlowVerdict judged(Rule... rules) {
        return judged(facts(Outcome.FAILED, new Sight(3, true, true, false)), rules);
    }

    // ---- who wins ----

    /** In whichever order the rules are given. */
    @Test
    void theFirstInTheOrderOfClassesWins() {
        Rule drop = says(VerdictClass.SILENT_DROP, FIREWALL, "It vanished.");
        Rule silent = says(VerdictClass.SERVER_SILENT, LAN, "It was silent.");
        for (FlowVerdict verdict : List.of(judged(drop, silent), judged(silent, drop))) {
            assertEquals(VerdictClass.SILENT_DROP, verdict.verdictClass());
            assertEquals(FIREWALL, verdict.suspects());
            assertEquals(List.of(), verdict.notRuledOut());
            assertEquals(Heading.SERVER_TO_CLIENT, verdict.heading());
            assertEquals("It vanished.", verdict.why());
        }
    }

    @Test
    void whereNothingCanBeToldNobodyIsSuspected() {
        FlowVerdict verdict = judged(says(VerdictClass.INSUFFICIENT_EVIDENCE, LAN, "Nothing is seen."));
        assertEquals(List.of(), verdict.suspects());
        assertEquals(LAN, verdict.notRuledOut());
    }

    @Test
    void someRuleMustSpeak() {
        Rule no = denies(VerdictClass.SILENT_DROP, "no");
        assertThrows(IllegalStateException.class, () -> judged(no));
    }

    // ---- how sure ----

    @Test
    void itsOwnWeightAndSignsDecideHowSure() {
        assertEquals(
                1 / (1 + Math.exp(-2)),
                judged(says(VerdictClass.SILENT_DROP, LAN, "x")).confidence(),
                1e-9);
        assertEquals(
                1 / (1 + Math.exp(1)),
                judged(says(VerdictClass.RESET_INJECTED, LAN, "x")).confidence(),
                1e-9);
    }

    @ParameterizedTest
    @CsvSource({
        "3, true, true, FAILED, ''",
        "4, true, true, OK, ''",
        "1, true, true, OK, ONE_TAP",
        "2, true, true, OK, TWO_TAPS",
        "3, false, true, OK, BEGIN_UNSEEN",
        "3, true, false, OK, CAPTURE_LACKS",
        "3, true, true, UNKNOWN, END_UNSEEN"
    })
    void whatTheCapturesLackIsASign(int taps, boolean begun, boolean whole, Outcome outcome, String sign) {
        FlowVerdict verdict =
                judged(facts(outcome, new Sight(taps, begun, whole, false)), says(VerdictClass.HEALTHY, LAN, "well"));
        assertEquals(
                sign.isEmpty() ? Map.of() : Map.of(Sign.valueOf(sign), 1.0),
                verdict.signs().strengths());
    }

    @Test
    void threePlacesAreWide() {
        List<Place> two = Verdicts.places("lan", "firewall");
        List<Place> three = Verdicts.places("lan", "firewall", "upstream");
        assertFalse(judged(says(VerdictClass.SILENT_DROP, two, "x"))
                .signs()
                .strengths()
                .containsKey(Sign.WIDE));
        assertTrue(judged(says(VerdictClass.SILENT_DROP, three, "x"))
                .signs()
                .strengths()
                .containsKey(Sign.WIDE));
    }

    /** Another fault at a place of its own would explain it too; one at the same place hardly makes it less sure. */
    @Test
    void anotherFaultElsewhereMakesItLessSure() {
        Rule drop = says(VerdictClass.SILENT_DROP, FIREWALL, "It vanished.");
        FlowVerdict elsewhere = judged(drop, says(VerdictClass.SERVER_SILENT, LAN, "It was silent."));
        assertTrue(elsewhere.signs().strengths().containsKey(Sign.RIVALLED));
        FlowVerdict same =
                judged(drop, says(VerdictClass.SERVER_SILENT, Verdicts.places("lan", "firewall"), "It was silent."));
        assertFalse(same.signs().strengths().containsKey(Sign.RIVALLED));
        FlowVerdict noFault = judged(drop, says(VerdictClass.INSUFFICIENT_EVIDENCE, LAN, "Nothing is seen."));
        assertFalse(noFault.signs().strengths().containsKey(Sign.RIVALLED));
        assertEquals(List.of(), noFault.rivals());
    }

    // ---- the others ----

    @Test
    void rivalsShareWhatTheWinnerLeaves() {
        FlowVerdict verdict = judged(
                says(VerdictClass.SILENT_DROP, FIREWALL, "It vanished."),
                says(VerdictClass.RESET_INJECTED, FIREWALL, "It was reset."),
                says(VerdictClass.SERVER_SILENT, FIREWALL, "It was silent."),
                denies(VerdictClass.ZERO_WINDOW, "The window was open."));
        double left = 1 - verdict.confidence();
        double reset = 1 / (1 + Math.exp(1));
        assertEquals(
                List.of(VerdictClass.SERVER_SILENT, VerdictClass.RESET_INJECTED, VerdictClass.ZERO_WINDOW),
                verdict.rivals().stream().map(FlowVerdict.Rival::verdictClass).toList());
        assertEquals(left * 0.5, verdict.rivals().get(0).confidence(), 1e-9);
        assertEquals(left * reset, verdict.rivals().get(1).confidence(), 1e-9);
        assertEquals(0, verdict.rivals().get(2).confidence());
        assertEquals("The window was open.", verdict.rivals().get(2).why());
        assertEquals(FIREWALL, verdict.rivals().get(0).suspects());
    }

    /** What is not ruled out has a share of what is left, what is ruled out has none. */
    @Test
    void whatIsLeftOpenHasItsShare() {
        Rule open = new Fixed(VerdictClass.PMTU_BLACK_HOLE, new Judgment.Open(FIREWALL, "Its size is not known."));
        FlowVerdict verdict = judged(
                open,
                says(VerdictClass.SILENT_DROP, FIREWALL, "It vanished."),
                denies(VerdictClass.ZERO_WINDOW, "The window was open."));
        assertEquals(VerdictClass.SILENT_DROP, verdict.verdictClass());
        FlowVerdict.Rival first = verdict.rivals().get(0);
        assertEquals(VerdictClass.PMTU_BLACK_HOLE, first.verdictClass());
        assertEquals(FIREWALL, first.suspects());
        assertEquals((1 - verdict.confidence()) * 0.5, first.confidence(), 1e-9);
        assertEquals(0, verdict.rivals().get(1).confidence());
    }

    @Test
    void theFramesBehindARefutationAreNamed() {
        Tap inside = Verdicts.PATH.taps().get(1);
        Finding shown = new Finding.Refusal(
                "x",
                List.of(
                        new Evidence(inside, new FrameRef(0, 12, 0), 1, ""),
                        new Evidence(inside, new FrameRef(0, 13, 0), 2, ""),
                        new Evidence(Verdicts.PATH.taps().get(0), new FrameRef(1, 7, 0), 3, "")),
                Side.SERVER,
                "x",
                1);
        FlowVerdict verdict = judged(
                says(VerdictClass.SILENT_DROP, FIREWALL, "It vanished."),
                new Fixed(VerdictClass.ZERO_WINDOW, new Judgment.Refuted("It was open.", List.of(shown))));
        assertEquals(
                "It was open. Frames: inside 12, host 7 of file 2.",
                verdict.rivals().get(0).why());
    }

    /** However many there are, together they get no more than what is left. */
    @Test
    void togetherRivalsAreNoMoreThanWhatIsLeft() {
        List<Rule> rules = new ArrayList<>();
        for (VerdictClass one : VerdictClass.values()) {
            if (one.isFault()) {
                rules.add(says(one, FIREWALL, "x"));
            }
        }
        FlowVerdict verdict = judged(rules.toArray(Rule[]::new));
        double all = verdict.rivals().stream()
                .mapToDouble(FlowVerdict.Rival::confidence)
                .sum();
        assertEquals(1 - verdict.confidence(), all, 1e-9);
    }

    /** What a session that went well is not is of no interest. */
    @Test
    void refutedClassesAreToldOfFailedSessionsOnly() {
        Rule well = says(VerdictClass.HEALTHY, LAN, "All is well.");
        Rule no = denies(VerdictClass.SILENT_DROP, "Nothing vanished.");
        assertEquals(
                List.of(),
                judged(facts(Outcome.OK, new Sight(3, true, true, false)), well, no)
                        .rivals());
        assertEquals(1, judged(well, no).rivals().size());
    }

    @ParameterizedTest
    @CsvSource({
        "It vanished., It was silent. But it vanished.",
        "TLS vanished., It was silent. But TLS vanished.",
        "A, It was silent. But a",
        "'', 'It was silent. But '"
    })
    void whatSpeaksAgainstARivalIsTheWinnersReason(String winner, String why) {
        FlowVerdict verdict = judged(
                says(VerdictClass.SILENT_DROP, FIREWALL, winner),
                says(VerdictClass.SERVER_SILENT, LAN, "It was silent."));
        assertEquals(why, verdict.rivals().get(0).why());
    }

    /** Where both rest on the same, only what the winner has beyond it speaks against the rival, if anything does. */
    @ParameterizedTest
    @CsvSource({
        "It vanished. It was reset., It leaves a part unexplained: it was reset.",
        "It vanished., The same facts fit it: it vanished."
    })
    void whatBothRestOnSpeaksAgainstNeither(String winner, String why) {
        FlowVerdict verdict = judged(
                says(VerdictClass.DROP_AND_RESET, FIREWALL, winner),
                says(VerdictClass.SILENT_DROP, FIREWALL, "It vanished."));
        assertEquals(why, verdict.rivals().get(0).why());
    }
}
