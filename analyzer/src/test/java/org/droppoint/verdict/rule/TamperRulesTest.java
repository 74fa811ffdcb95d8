package org.droppoint.verdict.rule;

import static org.droppoint.verdict.rule.HandFacts.changed;
import static org.droppoint.verdict.rule.HandFacts.failed;
import static org.droppoint.verdict.rule.HandFacts.gap;
import static org.droppoint.verdict.rule.HandFacts.lacking;
import static org.droppoint.verdict.rule.HandFacts.lost;
import static org.droppoint.verdict.rule.HandFacts.places;
import static org.droppoint.verdict.rule.HandFacts.strength;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.Vanishing.Known;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Finding.ConnectFailed.Stage;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Sign;
import org.droppoint.verdict.VerdictClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes changed on the way, sessions re-made, connections that never came about, windows that stayed shut. */
class TamperRulesTest {
    private static final Direction UP = Direction.CLIENT_TO_SERVER;
    private static final Direction DOWN = Direction.SERVER_TO_CLIENT;

    // ---- SMTP ----

    @Test
    void changedSmtpIsToldEvenWhereMailPassed() {
        Finding.ContentChanged masked = changed(true, DOWN, false, "firewall");
        HandFacts facts = HandFacts.of(Outcome.OK).with(changed(false, UP, false, "lan"), masked);
        Judgment.Supported tampered = facts.supported(VerdictClass.STARTTLS_TAMPERED);
        assertEquals(places("firewall"), tampered.suspects());
        assertEquals(List.of(masked), tampered.grounds());
        assertEquals(Heading.SERVER_TO_CLIENT, tampered.heading());
        assertEquals(1.0, strength(tampered, Sign.DIFFERENCE_SHOWN));
    }

    @Test
    void changesBothWaysHeadBothWays() {
        HandFacts facts = HandFacts.of(Outcome.OK)
                .with(changed(true, DOWN, true, "firewall"), changed(true, UP, false, "firewall"));
        Judgment.Supported tampered = facts.supported(VerdictClass.STARTTLS_TAMPERED);
        assertEquals(Heading.BOTH, tampered.heading());
        assertEquals(1.0, strength(tampered, Sign.MARK_ONLY));
        assertEquals(2, tampered.grounds().size());
    }

    /** What the session lacked are TLS records, or the connection itself: the change was not what it failed of. */
    @Test
    void aSessionThatLackedOtherBytesFailedOfThose() {
        Finding.ContentChanged masked = changed(true, DOWN, false, "firewall");
        String why =
                lacking(lost(Known.SEEN, "tls", 0.01, "upstream")).with(masked).refuted(VerdictClass.STARTTLS_TAMPERED);
        assertTrue(why.contains("the server's flight"), why);
        failed(Stall.Kind.CONNECT, null).with(masked).refuted(VerdictClass.STARTTLS_TAMPERED);
    }

    /** SMTP lines that were changed and then lost, or an end that left over the change: it is the change. */
    @Test
    void whatFollowsFromTheChangeIsNoOtherReason() {
        Finding.ContentChanged masked = changed(true, DOWN, false, "firewall");
        lacking(lost(Known.SEEN, "tls", 0.01, "upstream"), lost(Known.SEEN, "smtp", 0.01, "upstream"))
                .with(masked)
                .supported(VerdictClass.STARTTLS_TAMPERED);
        failed(Stall.Kind.ENDED, Side.CLIENT).with(masked).supported(VerdictClass.STARTTLS_TAMPERED);
        failed(Stall.Kind.REPLY, Side.SERVER).with(masked).supported(VerdictClass.STARTTLS_TAMPERED);
    }

    @Test
    void withoutAChangeThereIsNoTampering() {
        HandFacts facts = HandFacts.of(Outcome.OK).with(changed(false, UP, false, "lan"));
        assertTrue(facts.silentOn(VerdictClass.STARTTLS_TAMPERED));
        assertTrue(
                HandFacts.of(Outcome.OK).with(changed(true, UP, false, "lan")).silentOn(VerdictClass.PAYLOAD_MODIFIED));
    }

    // ---- other bytes ----

    @Test
    void otherChangedBytesAreModifiedPayload() {
        Finding.ContentChanged flipped = changed(false, UP, false, "upstream");
        Judgment.Supported modified = HandFacts.of(Outcome.OK)
                .with(changed(true, DOWN, false, "lan"), flipped)
                .supported(VerdictClass.PAYLOAD_MODIFIED);
        assertEquals(places("upstream"), modified.suspects());
        assertEquals(Heading.CLIENT_TO_SERVER, modified.heading());
        assertEquals(List.of(flipped), modified.grounds());
        assertEquals(1.0, strength(modified, Sign.DIFFERENCE_SHOWN));
        assertEquals(
                1.0,
                strength(
                        HandFacts.of(Outcome.OK)
                                .with(changed(false, UP, true, "upstream"))
                                .supported(VerdictClass.PAYLOAD_MODIFIED),
                        Sign.MARK_ONLY));
        assertTrue(failed(Stall.Kind.CONNECT, null).with(flipped).silentOn(VerdictClass.PAYLOAD_MODIFIED));
    }

    // ---- re-made TLS ----

    private static Finding.SessionRemade remade() {
        return new Finding.SessionRemade("two certificates", List.of(), gap("firewall"), List.of("certificate"));
    }

    @Test
    void interceptionIsToldWhereMailPassedOrAnEndRejectedIt() {
        Judgment.Supported passed = HandFacts.of(Outcome.OK).with(remade()).supported(VerdictClass.TLS_INTERCEPTED);
        assertEquals(places("firewall"), passed.suspects());
        assertEquals(Heading.BOTH, passed.heading());
        failed(Stall.Kind.ENDED, Side.CLIENT).with(remade()).supported(VerdictClass.TLS_INTERCEPTED);
        assertEquals(
                "TLS was re-made on the way, but no end rejected it.",
                failed(Stall.Kind.REPLY, Side.SERVER).with(remade()).refuted(VerdictClass.TLS_INTERCEPTED));
        assertTrue(HandFacts.of(Outcome.OK).silentOn(VerdictClass.TLS_INTERCEPTED));
    }

    // ---- connections ----

    private static Finding.ConnectFailed connect(Stage stage, Direction direction, boolean refused) {
        return new Finding.ConnectFailed("no connection", List.of(), stage, direction, gap("firewall"), refused, 0.05);
    }

    @ParameterizedTest
    @CsvSource({"SYN, CLIENT_TO_SERVER", "SYN_ACK, SERVER_TO_CLIENT"})
    void aHandshakeThatNeverCompletedWasBlocked(Stage stage, Direction direction) {
        HandFacts facts = failed(Stall.Kind.CONNECT, null).with(connect(stage, direction, false));
        Judgment.Supported blocked = facts.supported(VerdictClass.CONNECT_BLOCKED);
        assertEquals(Heading.of(direction), blocked.heading());
        assertEquals(places("firewall"), blocked.suspects());
        assertEquals(1.0, strength(blocked, Sign.SILENCE_DOUBTED), 1e-9);
        assertTrue(facts.silentOn(VerdictClass.CONNECT_REFUSED));
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"REFUSED_BY_RESET", "REFUSED_BY_ICMP"})
    void aSynThatWasAnsweredByARefusalWasRefused(Stage stage) {
        HandFacts facts = failed(Stall.Kind.CONNECT, null).with(connect(stage, UP, true));
        Judgment.Supported refused = facts.supported(VerdictClass.CONNECT_REFUSED);
        assertEquals(Heading.CLIENT_TO_SERVER, refused.heading());
        assertEquals(places("firewall"), refused.suspects());
        assertTrue(facts.silentOn(VerdictClass.CONNECT_BLOCKED));
    }

    @Test
    void aConnectionThatCameAboutWasNeither() {
        HandFacts later =
                failed(Stall.Kind.REPLY, Side.SERVER).with(connect(Stage.SYN, UP, false), connect(Stage.SYN, UP, true));
        assertTrue(later.silentOn(VerdictClass.CONNECT_BLOCKED));
        assertTrue(later.silentOn(VerdictClass.CONNECT_REFUSED));
    }

    // ---- windows ----

    @ParameterizedTest
    @EnumSource(Side.class)
    void whoseWindowStayedShutIsNamed(Side side) {
        Finding.WindowShut shut = new Finding.WindowShut(
                "shut for a minute", List.of(), side, 0, 60, gap(side == Side.SERVER ? "server" : "host"), false);
        HandFacts facts = failed(Stall.Kind.WINDOW, side).with(shut);
        Judgment.Supported zero = facts.supported(VerdictClass.ZERO_WINDOW);
        assertEquals(places(side == Side.CLIENT ? "host" : "server"), zero.suspects());
        assertEquals(Heading.of(side.other().sends()), zero.heading());
        assertEquals(List.of(shut), zero.grounds());
    }

    /** Where data or an answer was missing while every window was open, that is said; else there is nothing to say. */
    @Test
    void openWindowsAreSaidWhereSomethingWaited() {
        String open = "No receiver's window stayed shut while data waited.";
        assertEquals(open, lacking(lost(Known.SEEN, "tls", 0.01, "lan")).refuted(VerdictClass.ZERO_WINDOW));
        assertEquals(open, failed(Stall.Kind.REPLY, Side.SERVER).refuted(VerdictClass.ZERO_WINDOW));
        assertTrue(failed(Stall.Kind.ENDED, Side.SERVER).silentOn(VerdictClass.ZERO_WINDOW));
        assertTrue(HandFacts.of(Outcome.OK).silentOn(VerdictClass.ZERO_WINDOW));
    }

    // ---- what is left to say ----

    @Test
    void aFailureIsNeverHealthyAndACaptureThatShowsNothingSaysSo() {
        assertEquals(
                "it ended so",
                HandFacts.of(Outcome.OK).supported(VerdictClass.HEALTHY).why());
        assertTrue(failed(Stall.Kind.REPLY, Side.SERVER).silentOn(VerdictClass.HEALTHY));
        assertTrue(HandFacts.of(Outcome.OK).silentOn(VerdictClass.INSUFFICIENT_EVIDENCE));
        Judgment.Supported failed = failed(Stall.Kind.REPLY, Side.SERVER).supported(VerdictClass.INSUFFICIENT_EVIDENCE);
        assertEquals(HandFacts.PATH.places(), failed.suspects());
        assertTrue(failed.why().startsWith("The session failed"), failed.why());
        Judgment.Supported unseen = HandFacts.of(Outcome.UNKNOWN)
                .with(new Finding.NotObservable("one packet only", List.of()))
                .supported(VerdictClass.INSUFFICIENT_EVIDENCE);
        assertTrue(unseen.why().startsWith("Nothing can be told"), unseen.why());
    }
}
