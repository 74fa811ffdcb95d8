package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every public capture, against what tshark counted. */
class ReferenceTest {
    private static final int FILE = 0;
    private static final int FRAMES = 4;
    private static final int MIN_TIME = 7;
    private static final int MAX_TIME = 8;

    /** How many frames we read where tshark's count differs, each with the reason. */
    private static final Map<String, Integer> OTHER_COUNT = Map.ofEntries(
            // custom blocks, which tshark numbers as frames
            Map.entry("containers/pcapng-suite/be-advanced-test102.pcapng", 5),
            Map.entry("containers/pcapng-suite/le-advanced-test102.pcapng", 5),
            Map.entry("containers/pcapng-suite/be-basic-test018.pcapng", 4),
            Map.entry("containers/pcapng-suite/le-basic-test018.pcapng", 4),
            Map.entry("containers/pcapng-suite/be-difficult-test202.pcapng", 8),
            Map.entry("containers/pcapng-suite/le-difficult-test202.pcapng", 8),
            // NetMon's own notes between the packets
            Map.entry("containers/netmon2-iphttps.cap", 81),
            // tshark makes a second frame of junk
            Map.entry("damaged/fuzz-bug-6875.pcap", 1),
            // tshark stops at the damage behind frame 18, we go on
            Map.entry("damaged/record-lengths-corrupt-smtp.pcap", 199));

    /** A fraction of more than a second: tshark takes it modulo something or as negative, we add it. */
    private static final Set<String> OTHER_TIME = Set.of(
            "damaged/timestamp-invalid-micro.pcap",
            "damaged/timestamp-invalid-nano.pcap",
            "damaged/fuzz-2021-10-13-dlt-bits.pcap",
            // tenths of a second, of which tshark takes the tenth as a microsecond or a date
            "containers/netscreen-snoop-text.cap",
            // a time of the year 584942417, beyond what nanoseconds in a long hold
            "containers/example-zstd.pcapng.zst");

    @Test
    void countsAndTimesAreThoseOfTshark() throws IOException {
        List<String> differences = new ArrayList<>();
        int read = 0;
        for (String[] row : PublicCaptures.reference()) {
            read++;
            Captures.Whole whole = Captures.read(PublicCaptures.file(row[FILE]));
            long expected =
                    OTHER_COUNT.containsKey(row[FILE]) ? OTHER_COUNT.get(row[FILE]) : Long.parseLong(row[FRAMES]);
            if (whole.frames().size() != expected) {
                differences.add(row[FILE] + " frames " + whole.frames().size() + ", not " + expected);
            }
            boolean comparable = !OTHER_COUNT.containsKey(row[FILE]) && !OTHER_TIME.contains(row[FILE]);
            if (comparable && !row[MIN_TIME].isEmpty() && !sameTimes(row, whole.health())) {
                differences.add(row[FILE] + " times " + whole.health());
            }
        }
        assertEquals(List.of(), differences);
        assertTrue(read >= 299, "only " + read + " captures");
    }

    private static boolean sameTimes(String[] row, CaptureHealth health) {
        return nanos(row[MIN_TIME]) == health.firstNanos() && nanos(row[MAX_TIME]) == health.lastNanos();
    }

    private static long nanos(String seconds) {
        return new BigDecimal(seconds).movePointRight(9).longValueExact();
    }
}
