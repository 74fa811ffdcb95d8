package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Progress stays on its line, tells what it heard, and leaves nothing behind. */
class ProgressLineTest {
    private static final int WIDTH = 80;
    private static final long LONG_ENOUGH_MILLIS = 20_000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void until(String word) throws InterruptedException {
        long end = System.nanoTime() + LONG_ENOUGH_MILLIS * 1_000_000;
        while (!shown().contains(word) && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        assertTrue(shown().contains(word), this::shown);
    }

    @Test
    void itTellsHowFarReadingIsAndThenTheStage() throws InterruptedException {
        try (ProgressLine line = ProgressLine.on(err, WIDTH, 0)) {
            line.expect(200_000_000);
            line.read(30_000_000);
            line.read(20_000_000);
            until("25%");
            until("50/200 MB");
            line.read(150_000_000);
            line.stage("judging");
            until("judging");
        }
        String all = shown();
        assertFalse(all.contains("\n"), "progress left its line");
        assertTrue(all.endsWith("\r\u001b[K"), "the line was not wiped");
        for (String painted : all.split("\r\u001b\\[K")) {
            assertTrue(painted.length() < WIDTH, painted);
        }
    }

    @Test
    void nothingIsPaintedAfterItIsClosed() throws InterruptedException {
        ProgressLine line = ProgressLine.on(err, WIDTH, 0);
        line.expect(10);
        until("reading");
        line.close();
        int length = bytes.size();
        line.read(10);
        Thread.sleep(600);
        assertEquals(length, bytes.size(), this::shown);
    }

    @Test
    void shortWorkShowsNone() throws InterruptedException {
        try (ProgressLine line = ProgressLine.on(err, WIDTH, 5_000)) {
            line.expect(10);
            line.read(10);
        }
        assertEquals("", shown());
    }
}
