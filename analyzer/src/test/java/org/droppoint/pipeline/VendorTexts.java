package org.droppoint.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;

/** Prints captures as firewalls do, after their vendors' public descriptions. */
final class VendorTexts {
    private static final long SECOND = 1_000_000_000L;

    private VendorTexts() {}

    private record Printed(long nanos, List<String> rows) {}

    private static List<Printed> frames(Path file, String afterOffset) throws IOException {
        List<Printed> frames = new ArrayList<>();
        try (CaptureReader reader = CaptureFiles.open(file)) {
            Frame frame = new Frame();
            while (reader.next(frame)) {
                frames.add(new Printed(frame.epochNanos, rows(frame, afterOffset)));
            }
        }
        return frames;
    }

    private static List<String> rows(Frame frame, String afterOffset) {
        List<String> rows = new ArrayList<>();
        for (int at = 0; at < frame.capturedLength; at += 16) {
            StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "0x%04x%s", at, afterOffset));
            for (int i = at; i < Math.min(at + 16, frame.capturedLength); i++) {
                row.append(String.format(Locale.ROOT, (i & 1) == 0 ? " %02x" : "%02x", frame.bytes[frame.offset + i]));
            }
            rows.add(row + "\t........");
        }
        return rows;
    }

    /** {@code diagnose sniffer packet any 'port 25' 6} without its option for dates: seconds since it began. */
    static String fortiGate(Path file) throws IOException {
        StringBuilder text = new StringBuilder("interfaces=[any]\nfilters=[port 25]\n");
        long first = -1;
        for (Printed frame : frames(file, " \t")) {
            first = first < 0 ? frame.nanos() : first;
            long since = frame.nanos() - first + 1_234_567_000L;
            text.append(String.format(
                    Locale.ROOT,
                    "%d.%06d port1 in 10.0.0.1.1 -> 10.0.0.2.25: syn 1\n",
                    since / SECOND,
                    since % SECOND / 1000));
            frame.rows().forEach(row -> text.append(row).append('\n'));
            text.append('\n');
        }
        return text.toString();
    }

    /** {@code show capture NAME dump} of a firewall whose clock shows a zone of its own. */
    static String asa(Path file, int zoneHours) throws IOException {
        StringBuilder text = new StringBuilder();
        int number = 0;
        List<Printed> frames = frames(file, "  ");
        text.append(frames.size()).append(" packets captured\n\n");
        for (Printed frame : frames) {
            long ofDay = Math.floorMod(frame.nanos() + zoneHours * 3600L * SECOND, 86_400 * SECOND);
            long seconds = ofDay / SECOND;
            text.append(String.format(
                    Locale.ROOT,
                    "%4d: %02d:%02d:%02d.%06d       10.0.0.1.1 > 10.0.0.2.25: S 1\n",
                    ++number,
                    seconds / 3600,
                    seconds / 60 % 60,
                    seconds % 60,
                    ofDay % SECOND / 1000));
            frame.rows().forEach(row -> text.append(row).append('\n'));
        }
        return text.append(frames.size()).append(" packets shown\n").toString();
    }
}
