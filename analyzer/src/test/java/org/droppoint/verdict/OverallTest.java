package org.droppoint.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.finding.fact.CaseFile;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From sessions' verdicts to the case's: causes, majorities, and what is said when nothing failed. */
class OverallTest {
    private static final List<Place> FIREWALL = Verdicts.places("firewall");
    private static final List<Place> LAN = Verdicts.places("lan");
    private static final List<Place> WIDE = Verdicts.places("lan", "firewall");
    private static final Heading DOWN = Heading.SERVER_TO_CLIENT;
    private static final Heading UP = Heading.CLIENT_TO_SERVER;

    private static CaseVerdict overall(FlowVerdict... flows) {
        List<FlowVerdict> all = List.of(flows);
        List<SessionFacts> facts = all.stream().map(FlowVerdict::facts).toList();
        return Overall.of(new CaseFile(Verdicts.PATH, facts), all);
    }

    private static FlowVerdict failed(VerdictClass verdictClass, List<Place> suspects, Heading heading, double sure) {
        return Verdicts.flow(Verdicts.facts(Outcome.FAILED), verdictClass, suspects, heading, sure);
    }

    private static FlowVerdict drop(List<Place> suspects, double sure) {
        return failed(VerdictClass.SILENT_DROP, suspects, DOWN, sure);
    }

    private static FlowVerdict ok(VerdictClass verdictClass, List<Place> suspects, Heading heading, double sure) {
        return Verdicts.flow(Verdicts.facts(Outcome.OK), verdictClass, suspects, heading, sure);
    }

    private static FlowVerdict healthy() {
        return ok(VerdictClass.HEALTHY, List.of(), Heading.NONE, 0.8);
    }

    @Test
    void withoutSessionsNothingCanBeTold() {
        CaseVerdict verdict = overall();
        assertEquals("insufficient-evidence", verdict.classId());
        assertEquals(Verdicts.PATH.places(), verdict.notRuledOut());
        assertEquals(List.of(), verdict.suspects());
    }

    @Test
    void onlyFailedSessionsVote() {
        CaseVerdict verdict = overall(healthy(), healthy(), healthy(), drop(FIREWALL, 0.9));
        assertEquals("silent-drop", verdict.classId());
        assertEquals(FIREWALL, verdict.suspects());
        assertEquals(DOWN, verdict.heading());
        assertEquals(0.9, verdict.confidence(), 1e-9);
        assertEquals(1, verdict.causes().get(0).flows());
        assertEquals(4, verdict.flows().size());
        assertTrue(verdict.isFault());
    }

    @Test
    void suspectsThatIntersectAreOneCauseAtTheIntersection() {
        CaseVerdict verdict = overall(drop(WIDE, 0.9), drop(FIREWALL, 0.7));
        assertEquals("silent-drop", verdict.classId());
        assertEquals(FIREWALL, verdict.suspects());
        assertEquals(
                List.of(2),
                verdict.causes().stream().map(CaseVerdict.Cause::flows).toList());
        assertEquals(0.8, verdict.confidence(), 1e-9, "the mean of those behind the cause");
    }

    @Test
    void halfIsNoMajority() {
        CaseVerdict verdict = overall(drop(FIREWALL, 0.9), drop(LAN, 0.9));
        assertEquals(CaseVerdict.MIXED, verdict.classId());
        assertEquals(WIDE, verdict.suspects(), "every place that a cause names, in path order");
        assertEquals(DOWN, verdict.heading());
        assertTrue(verdict.isFault());
        assertEquals(2, verdict.causes().size());
    }

    @Test
    void oneMoreThanHalfIsAMajority() {
        CaseVerdict verdict = overall(drop(LAN, 0.6), drop(FIREWALL, 0.9), drop(FIREWALL, 0.7));
        assertEquals("silent-drop", verdict.classId());
        assertEquals(FIREWALL, verdict.suspects());
        assertEquals(0.8, verdict.confidence(), 1e-9, "only those behind it count");
        assertEquals(
                List.of(2, 1),
                verdict.causes().stream().map(CaseVerdict.Cause::flows).toList());
    }

    @Test
    void otherClassesAndDirectionsAreOtherCauses() {
        FlowVerdict up = failed(VerdictClass.SILENT_DROP, FIREWALL, UP, 0.9);
        FlowVerdict reset = failed(VerdictClass.RESET_INJECTED, FIREWALL, DOWN, 0.9);
        CaseVerdict verdict = overall(drop(FIREWALL, 0.9), up, reset);
        assertEquals(CaseVerdict.MIXED, verdict.classId());
        assertEquals(Heading.BOTH, verdict.heading());
        assertEquals(3, verdict.causes().size());
        assertEquals(FIREWALL, verdict.suspects());
        CaseVerdict led = overall(drop(FIREWALL, 0.5), up, drop(FIREWALL, 0.7), reset, drop(FIREWALL, 0.9));
        assertEquals("silent-drop", led.classId());
        assertEquals(0.7, led.confidence(), 1e-9);
    }

    @Test
    void failedSessionsOfWhichNothingCanBeToldAreOneCauseWithoutPlaces() {
        FlowVerdict lan = failed(VerdictClass.INSUFFICIENT_EVIDENCE, LAN, Heading.NONE, 0.5);
        FlowVerdict firewall = failed(VerdictClass.INSUFFICIENT_EVIDENCE, FIREWALL, Heading.NONE, 0.5);
        CaseVerdict verdict = overall(firewall, lan, drop(FIREWALL, 0.9));
        assertEquals("insufficient-evidence", verdict.classId());
        assertEquals(List.of(), verdict.suspects());
        assertEquals(WIDE, verdict.notRuledOut());
        assertEquals(2, verdict.causes().get(0).flows());
        assertFalse(verdict.isFault());
    }

    @Test
    void whatCanBeToldNeverJoinsWhatCannot() {
        FlowVerdict blank = failed(VerdictClass.SILENT_DROP, List.of(), DOWN, 0.9);
        assertEquals(2, overall(blank, drop(FIREWALL, 0.9)).causes().size());
    }

    @Test
    void rivalsAreTheStrongestOfTheirClass() {
        FlowVerdict.Rival weak = new FlowVerdict.Rival(VerdictClass.SERVER_SILENT, LAN, 0.02, "weak");
        FlowVerdict.Rival strong = new FlowVerdict.Rival(VerdictClass.SERVER_SILENT, LAN, 0.05, "strong");
        FlowVerdict.Rival other = new FlowVerdict.Rival(VerdictClass.RESET_INJECTED, LAN, 0.04, "other");
        FlowVerdict one = Verdicts.flow(
                Verdicts.facts(Outcome.FAILED), VerdictClass.SILENT_DROP, FIREWALL, DOWN, 0.9, weak, other);
        FlowVerdict two =
                Verdicts.flow(Verdicts.facts(Outcome.FAILED), VerdictClass.SILENT_DROP, FIREWALL, DOWN, 0.9, strong);
        assertEquals(List.of(strong, other), overall(one, two).alternatives());
    }

    @Test
    void tamperingIsNamedThoughNothingFailed() {
        FlowVerdict masked = ok(VerdictClass.STARTTLS_TAMPERED, FIREWALL, DOWN, 0.9);
        CaseVerdict verdict = overall(healthy(), masked, healthy());
        assertEquals("starttls-tampered", verdict.classId());
        assertEquals(FIREWALL, verdict.suspects());
        assertEquals("silent-drop", overall(masked, masked, drop(LAN, 0.9)).classId(), "failures come first");
    }

    @Test
    void withNothingWrongCapturesThatMissedComeBeforeLossThatHealed() {
        FlowVerdict missed = ok(VerdictClass.CAPTURE_LOSS, List.of(Place.CAPTURE), Heading.NONE, 0.6);
        FlowVerdict healed = ok(VerdictClass.RECOVERED_LOSS, LAN, UP, 0.7);
        CaseVerdict both = overall(healthy(), healed, missed);
        assertEquals("capture-loss", both.classId());
        assertEquals(List.of(Place.CAPTURE), both.suspects());
        assertEquals(Heading.NONE, both.heading());
        assertEquals(0.6, both.confidence(), 1e-9);
        CaseVerdict loss = overall(healthy(), healed);
        assertEquals("recovered-loss", loss.classId());
        assertEquals(LAN, loss.suspects());
        assertEquals(UP, loss.heading());
        assertEquals(0.7, loss.confidence(), 1e-9);
        CaseVerdict well = overall(healthy(), healthy());
        assertEquals("healthy", well.classId());
        assertEquals(0.8, well.confidence(), 1e-9);
        assertFalse(well.isFault());
    }

    @Test
    void unknownSessionsDecideOnlyWhereTheyAreMost() {
        FlowVerdict untold = Verdicts.flow(
                Verdicts.facts(Outcome.UNKNOWN), VerdictClass.INSUFFICIENT_EVIDENCE, LAN, Heading.NONE, 0.4);
        assertEquals("healthy", overall(healthy(), untold).classId());
        CaseVerdict verdict = overall(healthy(), untold, untold);
        assertEquals("insufficient-evidence", verdict.classId());
        assertEquals(Verdicts.PATH.places(), verdict.notRuledOut());
        assertEquals(0.4, verdict.confidence(), 1e-9);
    }

    @Test
    void handshakesWithoutAWordShowNobodyWell() {
        FlowVerdict bare = Verdicts.flow(
                Verdicts.facts(Outcome.UNKNOWN, SessionFacts.NOTHING_SAID),
                VerdictClass.HEALTHY,
                List.of(),
                Heading.NONE,
                0.9);
        assertEquals("insufficient-evidence", overall(bare, bare).classId());
        assertEquals("healthy", overall(bare, healthy()).classId());
    }

    /** Of two sessions one was begun before the captures, and of the other nothing is told: nobody knows that all is well. */
    @Test
    void withoutOneSessionThatWentWellNothingIsWell() {
        FlowVerdict open =
                Verdicts.flow(Verdicts.facts(Outcome.UNKNOWN), VerdictClass.HEALTHY, List.of(), Heading.NONE, 0.7);
        FlowVerdict untold = Verdicts.flow(
                Verdicts.facts(Outcome.UNKNOWN), VerdictClass.INSUFFICIENT_EVIDENCE, List.of(), Heading.NONE, 0.1);
        assertEquals("insufficient-evidence", overall(open, untold).classId());
        assertEquals("healthy", overall(healthy(), untold).classId());
        assertEquals("healthy", overall(open).classId());
    }

    /** What may be another session's piece has no voice beside whole ones; where there are pieces only, they speak. */
    @Test
    void piecesAreHeardOnlyAmongThemselves() {
        FlowVerdict piece = Verdicts.flow(Verdicts.piece(), VerdictClass.SERVER_SILENT, LAN, DOWN, 0.9);
        CaseVerdict beside = overall(piece, piece, drop(FIREWALL, 0.9));
        assertEquals("silent-drop", beside.classId());
        assertEquals(1, beside.causes().size());
        assertEquals("server-silent", overall(piece, piece).classId());
    }

    /** A wide session joins a cause that a narrow one has made, in whichever order they come. */
    @Test
    void narrowSuspectsAreCountedFirst() {
        CaseVerdict verdict = overall(
                drop(WIDE, 0.9), drop(Verdicts.places("firewall", "upstream"), 0.9), drop(LAN, 0.9), drop(LAN, 0.9));
        assertEquals("silent-drop", verdict.classId());
        assertEquals(LAN, verdict.suspects());
        assertEquals(3, verdict.causes().get(0).flows());
    }

    /** Sessions with other servers say nothing of the one of whose sessions nothing can be told. */
    @Test
    void anotherServersSessionsExcuseNobody() {
        FlowVerdict untold = Verdicts.flow(
                Verdicts.facts(Outcome.UNKNOWN), VerdictClass.INSUFFICIENT_EVIDENCE, List.of(), Heading.NONE, 0.1);
        FlowVerdict other = Verdicts.flow(
                Verdicts.with("203.0.113.7", Outcome.OK), VerdictClass.HEALTHY, List.of(), Heading.NONE, 0.9);
        assertEquals("insufficient-evidence", overall(untold, other, other).classId());
        assertEquals("healthy", overall(untold, healthy(), other).classId());
    }

    /** The contract's table: the classes before insufficient-evidence name something wrong. */
    @ParameterizedTest
    @EnumSource(VerdictClass.class)
    void namesAndFaults(VerdictClass one) {
        List<String> harmless = List.of("insufficient-evidence", "capture-loss", "recovered-loss", "healthy");
        assertEquals(!harmless.contains(one.id()), one.isFault());
        assertEquals(one, VerdictClass.of(one.id()).orElseThrow());
        assertFalse(one.title().isBlank());
        CaseVerdict verdict = new CaseVerdict(
                one.id(), List.of(), List.of(), Heading.NONE, 1, List.of(), List.of(), List.of(), List.of());
        assertEquals(one.isFault(), verdict.isFault());
    }

    @Test
    void anUnknownNameIsNoClass() {
        assertTrue(VerdictClass.of("firewall").isEmpty());
    }
}
