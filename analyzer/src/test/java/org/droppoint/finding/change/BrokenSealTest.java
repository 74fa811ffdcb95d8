package org.droppoint.finding.change;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.correlate.HandTalk;
import org.droppoint.correlate.HandTls;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.Finding;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an end could not unseal was changed where nobody compares it. */
class BrokenSealTest {
    private static final int ACK = TcpFlags.ACK;
    private static final String REPLIES = "220 mx.example\r\n220 go ahead\r\n";
    private static final String SEALED = "\u0017\u0003\u0003\u0000\u0020" + "n".repeat(32);

    private static List<Place> changedAt(int alert, String... taps) {
        String asks = "STARTTLS\r\n" + HandTls.clientHello('c');
        String answers = REPLIES + HandTls.serverHello('s');
        int asked = asks.length();
        int answered = answers.length();
        HandTalk talk = new HandTalk()
                .says(asks + HandTls.fatalAlert(alert), answers + SEALED)
                .c(0, TcpFlags.SYN, -1, 0, 0, taps)
                .s(20, TcpFlags.SYN | ACK, -1, 0, 0, taps)
                .c(30, ACK, 0, 0, 0, taps)
                .s(60, ACK, 0, 16, 0, taps)
                .c(90, ACK, 0, 10, 16, taps)
                .s(120, ACK, 16, 14, 10, taps)
                .c(150, ACK, 10, asked - 10, 30, taps)
                .s(180, ACK, 30, answered - 30 + SEALED.length(), asked, taps)
                .c(200, ACK, asked, 7, answered + SEALED.length(), taps)
                .c(201, TcpFlags.RST | ACK, asked + 7, 0, answered + SEALED.length(), taps);
        return FactFinder.find(talk.correlate())
                .sessions()
                .get(0)
                .all(Finding.ContentChanged.class)
                .flatMap(change -> change.gap().places().stream())
                .toList();
    }

    /** At the host what is behind the last tap is the host itself, which told what it got. */
    @ParameterizedTest
    @CsvSource({"20, upstream", "40, ''"})
    void whatAllTapsHoldAlikeWasChangedBeforeThem(int alert, String places) {
        List<String> found = changedAt(alert, "host", "inside", "outside").stream()
                .map(Place::name)
                .toList();
        assertEquals(places, String.join(" ", found));
    }
}
