package org.droppoint.correlate.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.HandTls;
import org.droppoint.correlate.session.SessionTrace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A proxy hands lines on, and within TLS sends what it got, or a flight of its own; the capture beyond it missed the hellos. */
class ReplacedBytesTest {
    private static final String PROXY = "203.0.113.9";
    private static final String ASKS = "EHLO mail.example\r\nSTARTTLS\r\n";
    private static final String ANSWERS = "220 mx ESMTP\r\n250-mx\r\n250 STARTTLS\r\n220 go ahead\r\n";
    private static final int SHORT = 900;
    private static final int LONG = 1_700;

    private final HandMade made = new HandMade("inside", "outside").withoutDelay();

    private static String flight(char random, char filler, int length) {
        String hello = HandTls.serverHello(random);
        return hello + String.valueOf(filler).repeat(length - hello.length());
    }

    private HandMade.Connection side(String tap, int port, double at, String flight) {
        HandMade.Connection side = made.connection(port);
        if (tap.equals("outside")) {
            side.translatedFrom(tap, PROXY, port);
        }
        return side.isn(port * 1_000L, port * 3_000L)
                .says(ASKS + HandTls.clientHello('i'), ANSWERS + flight)
                .open(at, tap)
                .s(at + 60, 0, 14, 0, tap)
                .c(at + 80, 0, 19, 14, tap)
                .s(at + 100, 14, 22, 19, tap)
                .c(at + 120, 19, 10, 36, tap)
                .s(at + 140, 36, 14, 29, tap);
    }

    /** What the one flight has beyond the other was lost by nobody; the end of one that is handed on was. */
    @ParameterizedTest
    @CsvSource({"false, 0", "true, 1"})
    void whatIsAtAPlaceOfAnotherFlightWasNotLost(boolean handedOn, int lost) {
        int hello = HandTls.clientHello('i').length();
        String far = flight('o', 'B', LONG);
        side("inside", 40_000, 0, handedOn ? far : flight('i', 'A', SHORT))
                .c(160, 29, hello, 50, "inside")
                .s(190, 50, 500, 29 + hello, "inside")
                .s(191, 550, SHORT - 500, 29 + hello, "inside")
                .c(192, 29 + hello, 0, 50 + SHORT, "inside")
                .c(4_000, 29 + hello, 0, 50 + SHORT, "inside");
        side("outside", 40_001, 5, far)
                .s(185, 550, 400, 29 + hello, "outside")
                .s(186, 950, LONG - 900, 29 + hello, "outside")
                .s(900, 950, LONG - 900, 29 + hello, "outside")
                .s(2_300, 950, LONG - 900, 29 + hello, "outside");
        made.other(6_000);
        List<SessionTrace> sessions = made.correlate().sessions();
        assertEquals(1, sessions.size());
        List<ByteRange> ranges = new ArrayList<>();
        sessions.get(0).vanishings().forEach(vanishing -> ranges.add(vanishing.range()));
        assertEquals(lost == 0 ? List.of() : List.of(new ByteRange(950, 50 + LONG)), ranges);
    }
}
