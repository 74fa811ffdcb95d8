package org.droppoint.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.fixtures.bulk.BigCaptures;
import org.droppoint.wire.PortSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A limit bounds what is kept, whatever the capture holds; what is kept whole is as without a limit. */
class MemoryLimitTest {
    private static final long ROWS = 12_000;

    @TempDir
    Path folder;

    private CapturedTap read(String mix, int megabytes, long rows) throws IOException {
        Path host = folder.resolve("host.pcap");
        if (!Files.exists(host)) {
            BigCaptures.main(new String[] {folder.toString(), String.valueOf(megabytes), mix});
        }
        try (CaptureReader reader = CaptureFiles.open(host)) {
            CapturePass pass = new CapturePass(PortSet.smtp());
            pass.limit(rows);
            pass.run(reader, 0);
            pass.close();
            return pass.tap(0);
        }
    }

    private static long weight(CapturedTap tap) {
        return tap.legs().stream()
                .mapToLong(leg -> leg.rowCount() + LegTable.LEG_WEIGHT)
                .sum();
    }

    @Test
    void theOldestThatEndedWellAreSummarised() throws IOException {
        CapturedTap whole = read("full", 60, Long.MAX_VALUE);
        CapturedTap limited = read("full", 60, 50_000);
        assertTrue(weight(whole) > 60_000, () -> "weight " + weight(whole));
        assertTrue(weight(limited) <= 50_000, () -> "weight " + weight(limited));
        assertEquals(0, whole.legs().stream().filter(Leg::isPartial).count());
        for (int i = 0; i < limited.legs().size(); i++) {
            Leg here = limited.legs().get(i);
            Leg there = whole.legs().get(i);
            assertEquals(there.key(), here.key());
            assertEquals(there.firstNanos(), here.firstNanos());
            if (!here.isPartial()) {
                assertEquals(there.rowCount(), here.rowCount());
                assertEquals(text(there), text(here));
            }
        }
    }

    @Test
    void oneEndlessSessionIsBrokenOffAndSaysWhen() throws IOException {
        CapturedTap tap = read("single", 30, ROWS);
        assertTrue(weight(tap) <= ROWS + 1, () -> "weight " + weight(tap));
        assertTrue(tap.health().fullSinceNanos() != LegTable.NEVER);
        assertTrue(tap.legs().get(0).isPartial());
        assertFalse(tap.legs().get(0).isSummarised());
        // The generator writes acknowledgements up to half a millisecond ahead of their time.
        assertTrue(tap.legs().get(0).lastNanos() <= tap.health().fullSinceNanos() + 1_000_000L);
    }

    private static List<String> text(Leg leg) {
        SegmentStore store = leg.store();
        return java.util.Arrays.stream(leg.rows())
                .mapToObj(row -> store.frame(row) + " " + store.start(row) + " " + store.kinds(row) + " "
                        + store.isDuplicateFrame(row))
                .toList();
    }
}
