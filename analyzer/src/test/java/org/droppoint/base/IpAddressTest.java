package org.droppoint.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "2001:db8::, 2001:db8::",
        "2001:DB8::00A, 2001:db8::a",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:192.0.2.33, 1:2:3:4:5:6:c000:221",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "::ffff:192.0.2.33, 192.0.2.33"
    })
    void literalsAreRead(String text, String canonical) {
        assertEquals(canonical, IpAddress.parse(text).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "52.101.40.26, true",
        "2a01:111:f403::1, true",
        "198.17.255.255, true",
        "198.18.0.1, false",
        "198.19.255.1, false",
        "198.51.100.25, false",
        "203.0.113.7, false",
        "192.0.2.1, false",
        "10.1.2.3, false",
        "100.64.0.1, false",
        "127.0.0.1, false",
        "224.0.0.1, false",
        "2001:db8::25, false",
        "fd00::1, false",
        "fe80::1, false",
        "::1, false"
    })
    void hostsOnTheInternetHaveGlobalAddresses(String address, boolean expected) {
        assertEquals(expected, IpAddress.parse(address).isOnInternet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ":",
                ":::",
                "...",
                "1.2.3",
                "1.2.3.",
                "1.2.3.4.5",
                "52.164.999.999",
                "256.1.1.1",
                "1.2.3.4a",
                "a.b.c.d",
                "dead.beef.cafe.babe",
                "be.ad.fe.ed",
                "1..2.3",
                "0x1.2.3.4",
                "-1.2.3.4",
                "\u0661.2.3.4",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "12345::",
                "g::",
                "1:",
                ":1",
                "1.2.3.4::",
                "::1.2.3",
                "fe80::1%eth0",
                "[::1]",
                "2001:db8::1 "
            })
    void nothingElseIs(String text) {
        assertTimeoutPreemptively(Duration.ofSeconds(1), () -> assertEquals(Optional.empty(), IpAddress.literal(text)));
        assertThrows(IllegalArgumentException.class, () -> IpAddress.parse(text));
    }

    /** Java itself is the oracle where no resolver is asked: text that holds a colon. */
    @Test
    void whatJavaWritesAndReadsIsReadAlike() throws UnknownHostException {
        long seed = 0x1DADD2L;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            for (int zeros = random.nextInt(17); zeros > 0; zeros--) {
                bytes[random.nextInt(16)] = 0;
            }
            InetAddress address = InetAddress.getByAddress(bytes);
            IpAddress expected = IpAddress.of(address.getAddress());
            assertEquals(expected, IpAddress.parse(address.getHostAddress()), () -> "seed " + seed);
            assertEquals(expected, IpAddress.parse(expected.toString()), () -> "seed " + seed);
        }
    }
}
