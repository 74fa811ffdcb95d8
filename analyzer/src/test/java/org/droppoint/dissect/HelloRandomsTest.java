package org.droppoint.dissect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A byte changed on the way does not make another hello, and what two hellos may have in common does not make one. */
class HelloRandomsTest {
    private static final String ONE = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private static String changed(int bytes) {
        return "ff".repeat(bytes) + ONE.substring(2 * bytes);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "15, true", "16, false", "32, false"})
    void moreThanHalfDecides(int changedBytes, boolean same) {
        assertEquals(same, HelloRandoms.same(ONE, changed(changedBytes)));
    }

    /** Four bytes of the time and the eight of a downgrade (RFC 8446 section 4.1.3). */
    @Test
    void theTimeAndADowngradeAreNoHello() {
        String first = "5b6fe4d2" + "11".repeat(20) + "444f574e47524401";
        String second = "5b6fe4d2" + "22".repeat(20) + "444f574e47524401";
        assertEquals(false, HelloRandoms.same(first, second));
    }

    @Test
    void ofACutCaptureWhatBothHoldDecides() {
        byte[] whole = new byte[32];
        byte[] begun = new byte[9];
        assertEquals(true, HelloRandoms.sameBeginning(whole, begun));
        begun[0] = 1;
        assertEquals(true, HelloRandoms.sameBeginning(whole, begun));
        Arrays.fill(begun, (byte) 7);
        assertEquals(false, HelloRandoms.sameBeginning(begun, whole));
    }
}
