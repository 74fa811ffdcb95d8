package org.droppoint.redact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.droppoint.base.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CryptoPanTest {
    /** The key of the sample that comes with the authors' program. */
    private static final byte[] SAMPLE_KEY = {
        21,
        34,
        23,
        (byte) 141,
        51,
        (byte) 164,
        (byte) 207,
        (byte) 128,
        19,
        10,
        91,
        22,
        73,
        (byte) 144,
        125,
        16,
        (byte) 216,
        (byte) 152,
        (byte) 143,
        (byte) 131,
        121,
        121,
        101,
        39,
        98,
        87,
        76,
        45,
        42,
        (byte) 132,
        34,
        2
    };

    /** Addresses of that sample and what it makes of them. */
    @ParameterizedTest
    @CsvSource({
        "128.11.68.132, 135.242.180.132",
        "129.118.74.4, 134.136.186.123",
        "130.132.252.244, 133.68.164.234",
        "141.223.7.43, 141.167.8.160",
        "141.233.145.108, 141.129.237.235",
        "24.0.250.221, 100.15.198.226"
    })
    void agreesWithTheAuthorsProgram(String address, String pseudonym) {
        assertEquals(
                pseudonym,
                new CryptoPan(SAMPLE_KEY).pseudonym(IpAddress.parse(address)).toString());
    }

    @Test
    void commonPrefixesStayAsLongAsTheyWere() {
        CryptoPan pan = new CryptoPan(SAMPLE_KEY);
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            boolean v6 = i % 2 == 0;
            byte[] one = new byte[v6 ? 16 : 4];
            random.nextBytes(one);
            byte[] other = one.clone();
            int bit = random.nextInt(one.length * 8);
            other[bit / 8] ^= (byte) (0x80 >> bit % 8);
            byte[] a = pan.pseudonym(IpAddress.of(one)).toBytes();
            byte[] b = pan.pseudonym(IpAddress.of(other)).toBytes();
            assertEquals(bit, commonPrefix(a, b), "seed 7, round " + i);
        }
    }

    private static int commonPrefix(byte[] one, byte[] other) {
        for (int bit = 0; bit < one.length * 8; bit++) {
            if (((one[bit / 8] ^ other[bit / 8]) & 0x80 >> bit % 8) != 0) {
                return bit;
            }
        }
        return one.length * 8;
    }
}
