package org.droppoint.finding.end;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.correlate.HandTalk;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.place.Locator;
import org.droppoint.finding.reset.ResetFinder;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reset towards the client that inside and host saw and outside did not: did the client's connection end by it? */
class UnheededTest {
    private static final int ACK = TcpFlags.ACK;
    private static final double RESET = 600;

    /** Behind a reset at {@link #RESET}: 200 ms for what was under way, and the 18 ms of this path's round trip. */
    private static final double OVER = RESET + 200 + 18;

    private record Judged(boolean wentOn, boolean acknowledged) {}

    private static HandTalk talk() {
        HandTalk talk = new HandTalk().open(0, 20);
        for (int i = 0; i < 5; i++) {
            talk.s(100 + 40 * i, ACK, 100L * i, 100, 50L * i).c(120 + 40 * i, ACK, 50L * i, 50, 100L * (i + 1));
        }
        return talk;
    }

    private static HandTalk reset(HandTalk talk) {
        return talk.s(RESET, TcpFlags.RST | ACK, 500, 0, 250, "inside", "host");
    }

    private static Judged judge(HandTalk talk) {
        Correlation correlation = talk.correlate();
        SessionTrace trace = correlation.sessions().get(0);
        Locator locator = new Locator(correlation, trace.session());
        List<Finding.ResetSeen> resets = new ResetFinder(trace, locator).resets();
        assertEquals(1, resets.size(), resets::toString);
        Unheeded unheeded = new Unheeded(trace, locator, new Ends(trace, locator));
        return new Judged(unheeded.wentOn(resets.get(0)), unheeded.acknowledgedWhatCameAfter(resets.get(0)));
    }

    @Test
    void whoFallsSilentWasReset() {
        assertEquals(new Judged(false, false), judge(reset(talk())));
    }

    /** Bytes that passed the same tap behind the reset, acknowledged: the client had the reset, and lived. */
    @Test
    void whoAcknowledgesWhatCameBehindTheResetWentOn() {
        HandTalk talk = reset(talk()).s(610, ACK, 500, 100, 250).c(615, ACK, 250, 0, 600);
        assertEquals(new Judged(true, true), judge(talk));
    }

    /** That acknowledgement was for what passed before the reset: it may have crossed it on the way. */
    @Test
    void anAcknowledgementOfWhatCameBeforeProvesNothing() {
        HandTalk talk = talk().s(590, ACK, 500, 100, 250);
        talk.s(RESET, TcpFlags.RST | ACK, 600, 0, 250, "inside", "host").c(605, ACK, 250, 0, 600);
        assertEquals(new Judged(false, false), judge(talk));
    }

    /** More is acknowledged than this tap saw pass behind the reset: it came some other way, or earlier. */
    @Test
    void anAcknowledgementBeyondWhatCameBehindProvesNothing() {
        HandTalk talk = reset(talk()).s(610, ACK, 500, 100, 250).c(615, ACK, 250, 0, 900);
        assertFalse(judge(talk).acknowledged());
    }

    /** What passed behind the reset is not acknowledged: the client may have had none of it. */
    @Test
    void anOldAcknowledgementProvesNothing() {
        HandTalk talk = reset(talk()).s(610, ACK, 500, 100, 250).c(615, ACK, 250, 0, 500);
        assertEquals(new Judged(false, false), judge(talk));
    }

    /** The same bytes once more are no bytes behind the reset: the first copy was acknowledged. */
    @Test
    void aCopyOfWhatCameBeforeIsNothingNew() {
        HandTalk talk = reset(talk()).s(610, ACK, 400, 100, 250).c(615, ACK, 250, 0, 500);
        assertEquals(new Judged(false, false), judge(talk));
    }

    @Test
    void whatWasUnderWayStillArrives() {
        assertFalse(judge(reset(talk()).c(OVER - 5, ACK, 250, 50, 500)).wentOn());
    }

    @Test
    void whoIsHeardLongAfterWentOn() {
        Judged judged = judge(reset(talk()).c(OVER + 10, ACK, 250, 50, 500));
        assertTrue(judged.wentOn());
        assertFalse(judged.acknowledged());
    }

    /** The server's packets say nothing of the client whom the reset was for. */
    @ParameterizedTest
    @ValueSource(doubles = {700, 2_000})
    void theOtherEndsPacketsDoNotCount(double millis) {
        assertEquals(new Judged(false, false), judge(reset(talk()).s(millis, ACK, 500, 100, 250)));
    }

    /** The client's own reset, long after: a stack without a connection answers so. */
    @Test
    void aResetInReturnIsNoGoingOn() {
        Correlation correlation =
                reset(talk()).c(2_000, TcpFlags.RST, 250, 0, 0).correlate();
        SessionTrace trace = correlation.sessions().get(0);
        Locator locator = new Locator(correlation, trace.session());
        Unheeded unheeded = new Unheeded(trace, locator, new Ends(trace, locator));
        Finding.ResetSeen towardsClient = new ResetFinder(trace, locator)
                .resets().stream()
                        .filter(reset -> reset.direction() == org.droppoint.base.Direction.SERVER_TO_CLIENT)
                        .findFirst()
                        .orElseThrow();
        assertFalse(unheeded.wentOn(towardsClient));
    }
}
