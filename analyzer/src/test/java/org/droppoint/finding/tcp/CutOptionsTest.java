package org.droppoint.finding.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.droppoint.base.Tap;
import org.droppoint.correlate.HandTalk;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A capture that keeps nothing of a SYN behind its fixed header does not know what was offered, nor that it was not. */
class CutOptionsTest {
    private static final int ACK = TcpFlags.ACK;

    private static final int HEADERS = 40;

    private static HandTalk talk(HandTalk opened) {
        for (int i = 0; i < 5; i++) {
            opened.s(100 + 40 * i, ACK, 100L * i, 100, 50L * i).c(120 + 40 * i, ACK, 50L * i, 50, 100L * (i + 1));
        }
        return opened;
    }

    /** Host and inside keep the time stamps that both SYNs offer. */
    @ParameterizedTest
    @ValueSource(ints = {HEADERS, HEADERS + 6, 1_500})
    void whatOneCaptureCutOffDidNotChangeOnTheWay(int bytes) {
        HandTalk talk = new HandTalk().stamped().snapLength(Tap.OUTSIDE, bytes).open(0, 20);
        SessionFacts facts = FactFinder.find(talk(talk).correlate()).sessions().get(0);
        long changed = facts.findings().stream()
                .filter(finding ->
                        finding instanceof Finding.Remark remark && remark.id().equals("options-changed"))
                .count();
        assertEquals(0, changed);
    }

    /** Windows of five hundred, scaled by an option that was cut off, are no next to nothing. */
    @ParameterizedTest
    @CsvSource({"40, false", "46, false", "1500, true"})
    void aWindowWhoseScaleWasCutOffHasNotCollapsed(int bytes, boolean collapsed) {
        HandTalk talk = new HandTalk().stamped().window(60_000);
        for (String tap : new String[] {Tap.HOST, Tap.INSIDE, Tap.OUTSIDE}) {
            talk.snapLength(tap, bytes);
        }
        Correlation correlation = talk(talk.open(0, 20).window(500)).correlate();
        SessionTrace trace = correlation.sessions().get(0);
        Locator locator = new Locator(correlation, trace.session());
        assertEquals(
                collapsed, new WindowCollapse(trace, locator).find(Side.SERVER).isPresent());
    }
}
