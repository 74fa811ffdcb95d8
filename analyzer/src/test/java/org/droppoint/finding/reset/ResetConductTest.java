package org.droppoint.finding.reset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.HandTalk;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the moment and the number of a reset tell of who made it, and of what it shows to have been sent. */
class ResetConductTest {
    private static final int ACK = TcpFlags.ACK;
    private static final int RESET = TcpFlags.RST | ACK;
    private static final String CLIENT = "EHLO mail.example\r\nSTARTTLS\r\n";
    private static final String SERVER =
            "220 mx.example ESMTP ready\r\n250-mx.example hello\r\n250 STARTTLS ok\r\n220 go ahead\r\n";

    /** Greeting and EHLO with their answers; the tap nearest the server is some 18 ms away from it and back. */
    private static HandTalk greeted() {
        return greeted(new HandTalk());
    }

    private static HandTalk greeted(HandTalk talk) {
        return talk.says(CLIENT, SERVER)
                .open(0, 20)
                .s(60, ACK, 0, 28, 0)
                .c(90, ACK, 0, 19, 28)
                .s(120, ACK, 28, 39, 19);
    }

    /** All TTLs are everybody's. */
    private static HandTalk unmarked() {
        return greeted(
                new HandTalk().ttlAt("outside", 64, 64).ttlAt("inside", 64, 64).ttlAt("host", 64, 64));
    }

    private static SessionFacts facts(HandTalk talk) {
        return FactFinder.find(talk.correlate()).sessions().get(0);
    }

    private static Finding.ResetSeen reset(HandTalk talk) {
        return facts(talk).all(Finding.ResetSeen.class).findFirst().orElseThrow();
    }

    /** A stack that has reset a connection has forgotten it. */
    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void whoGoesOnDidNotReset(boolean goesOn, boolean forged) {
        HandTalk talk = unmarked().unnumbered().window(0).s(150, RESET, 67, 0, 19);
        Finding.ResetSeen reset = reset(goesOn ? talk.s(600, ACK, 67, 14, 19) : talk);
        assertEquals(forged, reset.forged(), reset::why);
    }

    /** STARTTLS passes the tap at 152 ms: what acknowledges it a millisecond later was made near that tap. */
    @ParameterizedTest
    @CsvSource({"153, true", "175, false"})
    void whoAcknowledgesWhatCannotHaveComeYetIsAnother(double at, boolean forged) {
        HandTalk talk = unmarked().c(150, ACK, 19, 10, 67).unnumbered().window(0);
        Finding.ResetSeen reset = reset(talk.s(at, RESET, 67, 0, 29));
        assertEquals(forged, reset.forged(), reset::why);
    }

    // ---- giving up ----

    /** An answer sent four times, each after twice the wait, the last at 2250 ms; then the server resets. */
    private static HandTalk repeated(double resets, boolean heard) {
        HandTalk talk = greeted().c(125, ACK, 19, 10, 67);
        for (int i = 0; i < 4; i++) {
            talk.s(150 + 300 * (Math.pow(2, i) - 1), ACK, 67, 14, 29, "outside");
        }
        return (heard ? talk.c(2_270, ACK, 29, 0, 81) : talk).s(resets, RESET, 81, 0, 29);
    }

    @ParameterizedTest
    @CsvSource({"4650, false, 1", "2400, false, 0", "4650, true, 0"})
    void whoGivesUpWaitsForTheLastCopyInFull(double resets, boolean heard, int found) {
        List<Finding.GaveUp> gaveUp =
                facts(repeated(resets, heard)).all(Finding.GaveUp.class).toList();
        assertEquals(found, gaveUp.size());
        gaveUp.forEach(one -> assertEquals(Side.SERVER, one.side()));
    }

    /** The tap nearer the server lacks the reset: it is a device's, and nobody gave up. */
    @Test
    void aForgedResetGivesNothingUp() {
        HandTalk talk = greeted().c(125, ACK, 19, 10, 67);
        for (int i = 0; i < 4; i++) {
            talk.s(150 + 300 * (Math.pow(2, i) - 1), ACK, 67, 14, 29);
        }
        SessionFacts facts =
                facts(talk.s(4_650, RESET, 81, 0, 29, "inside", "host").s(9_000, ACK, 81, 0, 29, "outside"));
        assertEquals(
                1,
                facts.all(Finding.ResetSeen.class)
                        .filter(Finding.ResetSeen::forged)
                        .count());
        assertEquals(0, facts.all(Finding.GaveUp.class).count());
    }

    // ---- the number of a reset ----

    private static List<ByteRange> lost(HandTalk talk) {
        return facts(talk)
                .all(Finding.BytesVanished.class)
                .map(Finding.BytesVanished::range)
                .toList();
    }

    @Test
    void itsOwnResetShowsWhatTheServerHadSent() {
        assertEquals(List.of(new ByteRange(67, 267)), lost(greeted().s(900, RESET, 267, 0, 19)));
        assertEquals(List.of(), lost(greeted().s(900, RESET, 68, 0, 19)), "its FIN may have been before it");
    }

    @Test
    void aForgedOnesNumberIsMadeUp() {
        HandTalk talk = greeted()
                .ttlAt("outside", 62, 255)
                .ttlAt("inside", 63, 254)
                .ttlAt("host", 64, 253)
                .unnumbered();
        assertEquals(List.of(), lost(talk.s(900, RESET, 267, 0, 19)));
    }
}
