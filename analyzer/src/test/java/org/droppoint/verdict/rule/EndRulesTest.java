package org.droppoint.verdict.rule;

import static org.droppoint.verdict.rule.HandFacts.STALLED;
import static org.droppoint.verdict.rule.HandFacts.failed;
import static org.droppoint.verdict.rule.HandFacts.lacking;
import static org.droppoint.verdict.rule.HandFacts.late;
import static org.droppoint.verdict.rule.HandFacts.left;
import static org.droppoint.verdict.rule.HandFacts.lost;
import static org.droppoint.verdict.rule.HandFacts.missing;
import static org.droppoint.verdict.rule.HandFacts.places;
import static org.droppoint.verdict.rule.HandFacts.refusal;
import static org.droppoint.verdict.rule.HandFacts.reset;
import static org.droppoint.verdict.rule.HandFacts.strength;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.params.provider.EnumSource;

/** An end that left, one that fell silent, and a reset that neither sent. */
class EndRulesTest {
    private static final Map<Side, VerdictClass> TERMINATED =
            Map.of(Side.SERVER, VerdictClass.SERVER_TERMINATED, Side.CLIENT, VerdictClass.CLIENT_TERMINATED);
    private static final Map<Side, VerdictClass> SILENT =
            Map.of(Side.SERVER, VerdictClass.SERVER_SILENT, Side.CLIENT, VerdictClass.CLIENT_SILENT);

    private static VerdictClass terminated(Side side) {
        return TERMINATED.getOrDefault(side, VerdictClass.HEALTHY);
    }

    private static VerdictClass silent(Side side) {
        return SILENT.getOrDefault(side, VerdictClass.HEALTHY);
    }

    private static String end(Side side, boolean inbound) {
        return side == Side.SERVER == inbound ? "host" : "server";
    }

    // ---- an end that left ----

    @ParameterizedTest
    @EnumSource(Side.class)
    void anEndThatLeftIsNamedWithItsOwnWordsOnly(Side side) {
        HandFacts facts = failed(Stall.Kind.ENDED, side)
                .with(left(side.other()), refusal(side.other()), left(side), refusal(side));
        Judgment.Supported ended = facts.supported(terminated(side));
        assertEquals(List.of(left(side), refusal(side)), ended.grounds());
        assertEquals(places(end(side, false)), ended.suspects());
        assertEquals(Heading.of(side.sends()), ended.heading());
        assertEquals("the " + side.label() + " closed", ended.why());
        assertEquals(1.0, strength(ended, Sign.SAID_SO));
        assertTrue(facts.silentOn(terminated(side.other())));
        assertEquals(
                places(end(side, true)),
                facts.inbound().supported(terminated(side)).suspects());
    }

    /** A reset of the end's own, of which nothing tells whether it was made before the tap: both places remain. */
    @ParameterizedTest
    @EnumSource(Side.class)
    void itsResetLeavesThePlacesThatMayHaveMadeIt(Side side) {
        Finding.ResetSeen own = reset(side, false, Basis.UNDECIDED, STALLED, "upstream", "server");
        Judgment.Supported ended = failed(Stall.Kind.ENDED, side)
                .with(
                        reset(side.other(), false, Basis.PRESENCE, STALLED, "host"),
                        reset(side, true, Basis.LOOKS, STALLED, "lan"),
                        own)
                .supported(terminated(side));
        assertEquals(List.of(own), ended.grounds());
        assertEquals(places("upstream", "server"), ended.suspects());
        assertEquals(1.0, strength(ended, Sign.RESET_UNDECIDED));
        assertEquals(0.2, strength(ended, Sign.SILENCE_DOUBTED), 1e-9);
    }

    /** A FIN that may have been made before the tap leaves the places that may have made it; who refused in words is known. */
    @ParameterizedTest
    @EnumSource(Side.class)
    void itsCloseLeavesThePlacesThatMayHaveMadeIt(Side side) {
        Finding.EndLeft fin = left(side, Finding.EndLeft.Manner.FIN, "upstream", "server");
        assertEquals(
                places("upstream", "server"),
                failed(Stall.Kind.ENDED, side)
                        .with(left(side), fin)
                        .supported(terminated(side))
                        .suspects());
        assertEquals(
                places(end(side, false)),
                failed(Stall.Kind.ENDED, side)
                        .with(refusal(side), fin)
                        .supported(terminated(side))
                        .suspects());
        Finding.ResetSeen reset = reset(side, false, Basis.UNDECIDED, STALLED, "lan", "firewall");
        assertEquals(
                places("lan", "firewall"),
                failed(Stall.Kind.ENDED, side)
                        .with(left(side, Finding.EndLeft.Manner.RESET, "host"), reset)
                        .supported(terminated(side))
                        .suspects());
    }

    /** Who had closed needs no reset to have left: what is told of the reset is told of nothing that matters. */
    @Test
    void aCloseBeforeAResetIsSaidSo() {
        Judgment.Supported ended = failed(Stall.Kind.ENDED, Side.SERVER)
                .with(left(Side.SERVER), reset(Side.SERVER, false, Basis.UNDECIDED, STALLED, "lan", "server"))
                .supported(VerdictClass.SERVER_TERMINATED);
        assertEquals(places("server"), ended.suspects());
        assertEquals(1.0, strength(ended, Sign.SAID_SO));
        assertEquals(0.0, strength(ended, Sign.RESET_UNDECIDED));
    }

    @Test
    void withoutAnyWordTheOutcomeSpeaks() {
        Judgment.Supported ended = failed(Stall.Kind.ENDED, Side.SERVER).supported(VerdictClass.SERVER_TERMINATED);
        assertEquals("it ended so", ended.why());
        assertEquals(List.of(), ended.grounds());
    }

    /** Who gives up over something that is missing is not who failed. */
    @ParameterizedTest
    @EnumSource(Side.class)
    void aResetAfterTheStallFollowsFromIt(Side side) {
        Finding.BytesVanished gone = lost(Known.SEEN, "tls", 0.01, "firewall");
        HandFacts after = lacking(gone).with(reset(side, false, Basis.PRESENCE, STALLED, "host"));
        assertTrue(after.refuted(terminated(side)).startsWith("The " + side.label() + "'s own reset came after"));
        assertTrue(after.refuted(terminated(side)).contains("its looks say so"));
        assertTrue(after.silentOn(terminated(side.other())));
        HandFacts before = lacking(gone).with(reset(side, false, Basis.PRESENCE, STALLED - 1, "host"));
        assertTrue(before.silentOn(terminated(side)));
        HandFacts forged = lacking(gone).with(reset(side, true, Basis.PRESENCE, STALLED + 1, "firewall"));
        assertTrue(forged.silentOn(terminated(side)));
        HandFacts well = HandFacts.of(Outcome.OK).with(reset(side, false, Basis.PRESENCE, STALLED, "host"));
        assertTrue(well.silentOn(terminated(side)));
    }

    // ---- a client that left too early ----

    @Test
    void aClientThatLeftWhileTheAnswerWasUnderWayDidNotWait() {
        HandFacts early = failed(Stall.Kind.ENDED, Side.CLIENT).with(left(Side.CLIENT), late());
        Judgment.Supported timeout = early.supported(VerdictClass.CLIENT_TIMEOUT);
        assertEquals(places("host"), timeout.suspects());
        assertEquals(Heading.CLIENT_TO_SERVER, timeout.heading());
        assertEquals(List.of(late()), timeout.grounds());
        assertTrue(early.refuted(VerdictClass.CLIENT_TERMINATED).contains("under way when the client left"));
        assertEquals(
                places("server"),
                early.inbound().supported(VerdictClass.CLIENT_TIMEOUT).suspects());
    }

    @Test
    void aServerThatLeftIsNoClientTimeout() {
        assertTrue(failed(Stall.Kind.ENDED, Side.SERVER).with(late()).silentOn(VerdictClass.CLIENT_TIMEOUT));
        assertTrue(failed(Stall.Kind.ENDED, Side.CLIENT).with(left(Side.CLIENT)).silentOn(VerdictClass.CLIENT_TIMEOUT));
    }

    /** What closed in the client's name, on the way, left too early. */
    @Test
    void aDeviceThatClosedInTheClientsNameDidNotWait() {
        assertEquals(
                places("firewall"),
                failed(Stall.Kind.ENDED, Side.CLIENT)
                        .with(late(), left(Side.CLIENT, Finding.EndLeft.Manner.FIN, "firewall"))
                        .supported(VerdictClass.CLIENT_TIMEOUT)
                        .suspects());
        assertEquals(
                places("host"),
                failed(Stall.Kind.ENDED, Side.CLIENT)
                        .with(late(), left(Side.CLIENT, Finding.EndLeft.Manner.FIN, "host", "lan"))
                        .supported(VerdictClass.CLIENT_TIMEOUT)
                        .suspects());
    }

    /** Where nothing tells who made the client's reset, more than the client remains. */
    @Test
    void aDoubtfulResetWidensWhoLeft() {
        HandFacts doubtful = failed(Stall.Kind.ENDED, Side.CLIENT)
                .with(
                        late(),
                        reset(Side.SERVER, false, Basis.UNDECIDED, STALLED, "upstream"),
                        reset(Side.CLIENT, true, Basis.UNDECIDED, STALLED, "firewall"),
                        reset(Side.CLIENT, false, Basis.UNDECIDED, STALLED, "host", "lan"));
        assertEquals(
                places("host", "lan"),
                doubtful.supported(VerdictClass.CLIENT_TIMEOUT).suspects());
        HandFacts sure = failed(Stall.Kind.ENDED, Side.CLIENT)
                .with(late(), reset(Side.CLIENT, false, Basis.PRESENCE, STALLED, "host", "lan"));
        assertEquals(places("host"), sure.supported(VerdictClass.CLIENT_TIMEOUT).suspects());
    }

    // ---- an end that fell silent ----

    @ParameterizedTest
    @EnumSource(Side.class)
    void whoAcknowledgedAndNeverWentOnIsSilent(Side side) {
        HandFacts proven = failed(Stall.Kind.REPLY, side).with(missing(side, true, true));
        Judgment.Supported silent = proven.supported(silent(side));
        assertEquals(places("server"), silent.suspects());
        assertEquals(Heading.of(side.sends()), silent.heading());
        assertEquals(List.of(missing(side, true, true)), silent.grounds());
        assertEquals(1.0, strength(silent, Sign.SILENCE_PROVEN));
        HandFacts presumed = failed(Stall.Kind.REPLY, side).with(missing(side, true, false));
        assertEquals(1.0, strength(presumed.supported(silent(side)), Sign.SILENCE_PRESUMED));
        assertTrue(proven.silentOn(silent(side.other())));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void whoMayNotHaveHeardIsNotAccused(Side side) {
        assertEquals(
                "Nothing shows that the " + side.label() + " received what it had to answer.",
                failed(Stall.Kind.REPLY, side).with(missing(side, false, true)).refuted(silent(side)));
        assertTrue(failed(Stall.Kind.REPLY, side).silentOn(silent(side)));
    }

    /** Its bytes were seen, or later sequence numbers prove them: it did speak. */
    @Test
    void whoseBytesWereLostWasNotSilent() {
        for (Known known : new Known[] {Known.SEEN, Known.JUMP}) {
            String why = lacking(lost(known, "tls", 0.01, "firewall")).refuted(VerdictClass.SERVER_SILENT);
            String how =
                    known == Known.JUMP ? "were sent, as its later sequence numbers show." : "are seen at outside.";
            assertEquals("The server did send what it owed: bytes 300–4700 of its stream " + how, why);
        }
        assertTrue(lacking(lost(Known.ACK, "tls", 0.01, "firewall")).silentOn(VerdictClass.SERVER_SILENT));
        assertTrue(lacking(lost(Known.SEEN, "tls", 0.01, "firewall")).silentOn(VerdictClass.CLIENT_SILENT));
    }

    // ---- a reset that neither end sent ----

    @Test
    void forgedResetsAreNarrowedToThePlacesTheyShare() {
        HandFacts facts = failed(Stall.Kind.ENDED, null)
                .with(
                        reset(Side.SERVER, true, Basis.PRESENCE, STALLED, "lan", "firewall"),
                        reset(Side.CLIENT, true, Basis.LOOKS, STALLED, "firewall", "upstream"),
                        reset(Side.CLIENT, true, Basis.LOOKS, STALLED, "server"),
                        reset(Side.CLIENT, false, Basis.PRESENCE, STALLED, "host"));
        Judgment.Supported injected = facts.supported(VerdictClass.RESET_INJECTED);
        assertEquals(places("firewall"), injected.suspects());
        assertEquals(Heading.BOTH, injected.heading());
        assertEquals(3, injected.grounds().size());
        assertEquals("reset of the server made at lan/firewall", injected.why());
        assertEquals(1.0, strength(injected, Sign.RESET_BY_PRESENCE));
    }

    @Test
    void aForgedResetToOneSideHeadsThere() {
        Judgment.Supported injected = failed(Stall.Kind.ENDED, null)
                .with(reset(Side.SERVER, true, Basis.LOOKS, STALLED, "firewall"))
                .supported(VerdictClass.RESET_INJECTED);
        assertEquals(Heading.SERVER_TO_CLIENT, injected.heading());
        assertEquals(1.0, strength(injected, Sign.RESET_BY_LOOKS));
    }

    @Test
    void aForgedResetAfterTheStallIsNoCause() {
        Finding.ResetSeen forged = reset(Side.SERVER, true, Basis.PRESENCE, STALLED, "firewall");
        String stalled =
                lacking(lost(Known.SEEN, "tls", 0.01, "firewall")).with(forged).refuted(VerdictClass.RESET_INJECTED);
        assertTrue(stalled.contains("the server's flight was missing"), stalled);
        String anEndLeft = failed(Stall.Kind.ENDED, Side.SERVER).with(forged).refuted(VerdictClass.RESET_INJECTED);
        assertTrue(anEndLeft.startsWith("The session had come to a stand"), anEndLeft);
        String well = HandFacts.of(Outcome.OK).with(forged).refuted(VerdictClass.RESET_INJECTED);
        assertEquals("The session had come to a stand before the forged reset.", well);
    }

    @Test
    void aGenuineResetIsNotInjected() {
        HandFacts genuine =
                failed(Stall.Kind.ENDED, Side.SERVER).with(reset(Side.SERVER, false, Basis.LOOKS, STALLED, "server"));
        assertEquals("No reset was forged: its looks say so.", genuine.refuted(VerdictClass.RESET_INJECTED));
        assertTrue(failed(Stall.Kind.ENDED, Side.SERVER).silentOn(VerdictClass.RESET_INJECTED));
    }
}
