package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No input throws anything but a refusal, hangs, or eats memory. */
class HostileFilesTest {
    private static final int SMALL_BYTES = 12_000;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void damagedPublicCapturesAreReadOrRefused() throws IOException {
        Random random = new Random(2024);
        int readings = 0;
        for (String[] row : PublicCaptures.reference()) {
            Path file = PublicCaptures.file(row[0]);
            if (Files.size(file) > SMALL_BYTES) {
                continue;
            }
            byte[] intact = Files.readAllBytes(file);
            for (int round = 0; round < 12; round++) {
                byte[] damaged = round % 3 == 0 ? Arrays.copyOf(intact, random.nextInt(intact.length)) : intact.clone();
                for (int i = 0; i < round && damaged.length > 0; i++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                try {
                    check(damaged);
                } catch (CaptureFormatException refused) {
                    assertEquals("memory", refused.file());
                }
                readings++;
            }
        }
        assertTrue(readings > 1000, "only " + readings);
    }

    private static void check(byte[] damaged) throws IOException {
        Captures.Whole whole = Captures.read(damaged);
        long bytes = 0;
        long previous = 0;
        for (Captures.Kept frame : whole.frames()) {
            assertTrue(frame.number() > previous, "numbers rise");
            assertTrue(frame.wireLength() >= frame.bytes().length, "a frame longer than on the wire");
            previous = frame.number();
            bytes += frame.bytes().length;
        }
        assertTrue(bytes <= 2000L * damaged.length, "more frames than bytes");
        assertTrue(whole.health().problems().size() <= HealthLedger.MAX_LISTED_PROBLEMS + 1);
        assertEquals(whole.frames().size(), whole.health().frames());
    }

    /** Each begins a block or record that wants a megabyte, and none has its end. */
    @ParameterizedTest
    @CsvSource({"06000000fcff0f00", "0a00000000001000", "01000000fcff0f00", "0100000001000000"})
    void repeatedPromisesCostLinearTime(String pattern) {
        byte[] promise = HexFormat.of().parseHex(pattern);
        byte[] junk = new byte[16_000_000];
        for (int i = 0; i < junk.length; i++) {
            junk[i] = promise[i % promise.length];
        }
        byte[] ng = new CaptureBytes(false).section().raw(junk).bytes();
        assertTimeout(LIMIT, () -> assertEquals(0, Captures.read(ng).frames().size()));
        byte[] classic = new CaptureBytes(false)
                .pcapHeader(0xa1b2c3d4L, 4, 262_144, 1)
                .raw(junk)
                .bytes();
        assertTimeout(LIMIT, () -> assertTrue(Captures.read(classic).frames().size() < junk.length / 16));
    }

    @Test
    void manyInterfacesCostLinearTime() {
        CaptureBytes file = new CaptureBytes(false).section();
        for (int i = 0; i < 70_000; i++) {
            file.interfaceBlock(1, 0, file.same());
        }
        byte[] bytes = file.section().raw(file.bytes()).bytes();
        assertTimeout(
                LIMIT,
                () -> assertEquals(65_536, Captures.read(bytes).interfaces().size()));
    }
}
