package org.droppoint.verdict.rule;

import static org.droppoint.verdict.rule.HandFacts.lacking;
import static org.droppoint.verdict.rule.HandFacts.lost;
import static org.droppoint.verdict.rule.HandFacts.places;
import static org.droppoint.verdict.rule.HandFacts.reset;
import static org.droppoint.verdict.rule.HandFacts.strength;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.Vanishing.Known;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Finding.ResetSeen.Basis;
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

/** What rules make of bytes that vanished: a drop, a drop with a forged reset, a path that large packets do not pass. */
class LossRulesTest {
    private static final Finding.BytesVanished AT_FIREWALL = lost(Known.SEEN, "tls", 0.01, "firewall");

    // ---- silent drop ----

    @Test
    void bytesThatASessionLackedWereDropped() {
        Judgment.Supported drop = lacking(AT_FIREWALL).supported(VerdictClass.SILENT_DROP);
        assertEquals(places("firewall"), drop.suspects());
        assertEquals(Heading.SERVER_TO_CLIENT, drop.heading());
        assertEquals(List.of(AT_FIREWALL), drop.grounds());
        assertEquals("lost at firewall", drop.why());
    }

    @Test
    void whatIsMissingAtSeveralPlacesVanishedWhereAllMayHave() {
        Judgment.Supported drop = lacking(
                        lost(Known.SEEN, "tls", 0.01, "lan", "firewall"),
                        lost(Known.SEEN, "tls", 0.01, "firewall", "upstream"))
                .supported(VerdictClass.SILENT_DROP);
        assertEquals(places("firewall"), drop.suspects());
        assertEquals(2, drop.grounds().size());
    }

    /** Two losses with no place in common: the first is what the session lacked first. */
    @Test
    void withoutACommonPlaceTheFirstLossCounts() {
        Judgment.Supported drop = lacking(
                        lost(Known.SEEN, "tls", 0.01, "lan"), lost(Known.SEEN, "tls", 0.01, "upstream"))
                .supported(VerdictClass.SILENT_DROP);
        assertEquals(places("lan"), drop.suspects());
    }

    @ParameterizedTest
    @CsvSource({"JUMP, PROVED_BY_JUMP", "ACK, PROVED_BY_ACK", "UNANSWERED, NOTHING_CAME_BACK"})
    void howTheLossIsKnownIsNoted(Known known, Sign sign) {
        var strengths = lacking(lost(known, "tls", 0, "upstream"))
                .supported(VerdictClass.SILENT_DROP)
                .signs()
                .strengths();
        assertEquals(1.0, strengths.get(sign));
        assertEquals(2, strengths.size(), strengths::toString);
        assertFalse(lacking(AT_FIREWALL)
                .supported(VerdictClass.SILENT_DROP)
                .signs()
                .strengths()
                .containsKey(sign));
    }

    /** One sure loss suffices; a silence that is only just believed weighs in full. */
    @Test
    void theSurestLossCarriesTheDoubt() {
        var two = lacking(lost(Known.SEEN, "tls", 0.05, "lan"), lost(Known.SEEN, "tls", 0.01, "lan"));
        assertEquals(0.2, strength(two.supported(VerdictClass.SILENT_DROP), Sign.SILENCE_DOUBTED), 1e-9);
        var doubtful = lacking(lost(Known.SEEN, "tls", 0.05, "lan"));
        assertEquals(1.0, strength(doubtful.supported(VerdictClass.SILENT_DROP), Sign.SILENCE_DOUBTED), 1e-9);
    }

    /** An end that was heard later without a gap in its numbers sent nothing: then nothing was dropped. */
    @Test
    void aProvenSilenceIsNoDrop() {
        HandFacts proven =
                HandFacts.failed(Stall.Kind.REPLY, Side.SERVER).with(HandFacts.missing(Side.SERVER, true, true));
        assertTrue(proven.refuted(VerdictClass.SILENT_DROP).contains("the server never answered"));
        HandFacts presumed =
                HandFacts.failed(Stall.Kind.REPLY, Side.SERVER).with(HandFacts.missing(Side.SERVER, true, false));
        assertTrue(presumed.silentOn(VerdictClass.SILENT_DROP));
    }

    /** Loss that a session did not fail of is no drop, whatever was found. */
    @Test
    void aSessionThatWentWellWasNotDropped() {
        HandFacts ok = HandFacts.of(Outcome.OK).with(AT_FIREWALL);
        assertTrue(ok.silentOn(VerdictClass.SILENT_DROP));
        assertTrue(ok.silentOn(VerdictClass.DROP_AND_RESET));
        assertTrue(ok.silentOn(VerdictClass.PMTU_BLACK_HOLE));
    }

    // ---- drop and reset ----

    @Test
    void aForgedResetFromThePlaceOfTheLossBelongsToIt() {
        Finding.ResetSeen forged = reset(Side.SERVER, true, Basis.PRESENCE, 2_000, "firewall");
        Judgment.Supported both = lacking(lost(Known.SEEN, "tls", 0.01, "lan", "firewall"))
                .with(forged)
                .supported(VerdictClass.DROP_AND_RESET);
        assertEquals(places("firewall"), both.suspects());
        assertEquals(Heading.SERVER_TO_CLIENT, both.heading());
        assertTrue(both.grounds().contains(forged));
        assertEquals(2, both.grounds().size());
        assertEquals(1.0, strength(both, Sign.RESET_BY_PRESENCE));
        assertEquals("lost at lan/firewall reset of the server made at firewall", both.why());
    }

    @Test
    void aForgedResetFromElsewhereDoesNot() {
        HandFacts elsewhere = lacking(AT_FIREWALL).with(reset(Side.SERVER, true, Basis.LOOKS, 2_000, "upstream"));
        assertTrue(elsewhere.refuted(VerdictClass.DROP_AND_RESET).contains("none is shown to have been made where"));
        HandFacts genuine = lacking(AT_FIREWALL).with(reset(Side.SERVER, false, Basis.PRESENCE, 2_000, "firewall"));
        assertTrue(genuine.refuted(VerdictClass.DROP_AND_RESET).contains("none is shown to have been made where"));
        assertEquals("No reset was seen.", lacking(AT_FIREWALL).refuted(VerdictClass.DROP_AND_RESET));
    }

    /** Of several forged resets the one from the place of the loss counts, though another was seen first. */
    @Test
    void theResetFromThePlaceOfTheLossIsChosen() {
        Judgment.Supported both = lacking(AT_FIREWALL)
                .with(
                        reset(Side.SERVER, true, Basis.LOOKS, 1_500, "upstream"),
                        reset(Side.SERVER, true, Basis.PRESENCE, 2_000, "firewall"))
                .supported(VerdictClass.DROP_AND_RESET);
        assertEquals(places("firewall"), both.suspects());
        assertFalse(both.signs().strengths().containsKey(Sign.RESET_BY_LOOKS));
    }

    // ---- path MTU ----

    private static Finding.SizeLimit limit() {
        return new Finding.SizeLimit("only large ones", List.of(), Direction.SERVER_TO_CLIENT, 1_176, 1_460, true);
    }

    @Test
    void whereOnlyLargeSegmentsVanishTheSizeDecides() {
        Judgment.Supported hole = lacking(AT_FIREWALL).with(limit()).supported(VerdictClass.PMTU_BLACK_HOLE);
        assertEquals(places("firewall"), hole.suspects());
        assertEquals(Heading.SERVER_TO_CLIENT, hole.heading());
        assertEquals(List.of(AT_FIREWALL, limit()), hole.grounds());
        assertEquals(1.0, strength(hole, Sign.SIZE_DECIDES));
        assertEquals("only large ones", hole.why());
    }

    /** Whole segments alone may have vanished for what they held: less sure, and never beside a reset from the same place. */
    @Test
    void whereNothingSmallerWasToCompareItIsLessSure() {
        Finding.SizeLimit whole =
                new Finding.SizeLimit("only whole ones", List.of(), Direction.SERVER_TO_CLIENT, 200, 1_460, false);
        Judgment.Supported hole = lacking(AT_FIREWALL).with(whole).supported(VerdictClass.PMTU_BLACK_HOLE);
        assertEquals(1.0, strength(hole, Sign.SIZE_OR_CONTENT));
        assertFalse(hole.signs().strengths().containsKey(Sign.SIZE_DECIDES));
        assertTrue(lacking(AT_FIREWALL)
                .with(whole, reset(Side.SERVER, true, Basis.PRESENCE, 2_000, "firewall"))
                .refuted(VerdictClass.PMTU_BLACK_HOLE)
                .startsWith("What loses packets for their size resets nobody"));
    }

    /** What every host takes (RFC 791 section 3.1) and yet vanished did not vanish for its size. */
    @Test
    void whyASizeWasNoReasonIsSaid() {
        assertTrue(lacking(lost(Known.SEEN, "tls", 0, List.of(536, 1_460), "lan"))
                .refuted(VerdictClass.PMTU_BLACK_HOLE)
                .startsWith("Segments of no more than 536 payload bytes vanished too"));
        Finding.SizePassed passed =
                new Finding.SizePassed("one of 1460 passed", List.of(), Direction.SERVER_TO_CLIENT, 1_460);
        assertEquals(
                new Judgment.Refuted("one of 1460 passed", List.of(passed)),
                lacking(AT_FIREWALL).with(passed).judged(VerdictClass.PMTU_BLACK_HOLE));
    }

    /** A hole that nobody saw bounds its segments: none was larger than all of it. */
    @Test
    void aShortHoleHeldNoLargeSegment() {
        assertTrue(lacking(HandFacts.hole(new ByteRange(300, 700), "lan"))
                .refuted(VerdictClass.PMTU_BLACK_HOLE)
                .startsWith("A stretch of 400 bytes is missing"));
    }

    /** Where nothing as large passed, no fact speaks against it, and none for it. */
    @Test
    void withoutAnythingToCompareItStaysOpen() {
        Judgment.Open large = (Judgment.Open)
                lacking(lost(Known.SEEN, "tls", 0, List.of(1_460, 537), "lan")).judged(VerdictClass.PMTU_BLACK_HOLE);
        assertEquals(places("lan"), large.suspects());
        assertTrue(large.why().contains("a path MTU below 577 bytes"), large::why);
        Judgment.Open unseen =
                (Judgment.Open) lacking(lost(Known.JUMP, "tls", 0, List.<Integer>of(), "lan", "firewall"))
                        .judged(VerdictClass.PMTU_BLACK_HOLE);
        assertEquals(places("lan", "firewall"), unseen.suspects());
        assertTrue(unseen.why().startsWith("No tap holds the segments"), unseen::why);
    }

    // ---- losses of sessions that went well ----

    private static Finding.LossRepaired repaired(int count, String place) {
        return new Finding.LossRepaired(
                count + " repaired", List.of(), Direction.CLIENT_TO_SERVER, HandFacts.gap(place), count, 9);
    }

    @Test
    void theHopThatLostMostIsNamed() {
        Judgment.Supported loss = HandFacts.of(Outcome.OK)
                .with(repaired(2, "lan"), repaired(7, "upstream"), repaired(3, "firewall"))
                .supported(VerdictClass.RECOVERED_LOSS);
        assertEquals(places("upstream"), loss.suspects());
        assertEquals(Heading.CLIENT_TO_SERVER, loss.heading());
        assertEquals("7 repaired", loss.why());
        assertEquals(3, loss.grounds().size());
        assertTrue(lacking(AT_FIREWALL).with(repaired(2, "lan")).silentOn(VerdictClass.RECOVERED_LOSS));
        assertTrue(HandFacts.of(Outcome.OK).silentOn(VerdictClass.RECOVERED_LOSS));
    }

    @Test
    void whatACaptureMissedIsItsOwnLoss() {
        Finding.CaptureMissed missed = new Finding.CaptureMissed(
                "4 segments missed", List.of(), HandFacts.PATH.taps().get(1), 400);
        Judgment.Supported loss = HandFacts.of(Outcome.OK).with(missed).supported(VerdictClass.CAPTURE_LOSS);
        assertEquals(
                List.of("capture"),
                loss.suspects().stream().map(place -> place.name()).toList());
        assertEquals(List.of(missed), loss.grounds());
        assertEquals(Heading.NONE, loss.heading());
        assertTrue(lacking(AT_FIREWALL)
                .with(missed)
                .refuted(VerdictClass.CAPTURE_LOSS)
                .contains("their receiver would have acknowledged them"));
        assertTrue(HandFacts.of(Outcome.OK).silentOn(VerdictClass.CAPTURE_LOSS));
    }
}
