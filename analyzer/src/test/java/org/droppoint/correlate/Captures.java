package org.droppoint.correlate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.MailPath;
import org.droppoint.base.Tap;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.Taps;
import org.droppoint.flow.CapturePass;
import org.droppoint.flow.CapturedTap;
import org.droppoint.flow.LegStream;
import org.droppoint.wire.PortSet;

/** Capture files as correlation gets them: one file a tap, host, inside and outside. */
final class Captures implements AutoCloseable {
    private final List<CaptureReader> readers = new ArrayList<>();
    private final Taps taps;

    public Captures(List<String> names, List<Path> files) throws IOException {
        MailPath path = new MailPath(names);
        List<TapTrace> traces = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            traces.add(read(path.taps().get(i), files.get(i)));
        }
        taps = new Taps(path, traces);
    }

    private TapTrace read(Tap tap, Path file) throws IOException {
        CaptureReader reader = CaptureFiles.open(file);
        readers.add(reader);
        CapturePass pass = new CapturePass(PortSet.of(25));
        pass.run(reader, 0);
        CapturedTap captured = pass.tap(0);
        long first = captured.legs().stream()
                .mapToLong(leg -> leg.firstNanos())
                .min()
                .orElse(0);
        long last =
                captured.legs().stream().mapToLong(leg -> leg.lastNanos()).max().orElse(0);
        return new TapTrace(
                tap,
                captured.legs(),
                captured.notices(),
                captured.activity(),
                first,
                last,
                0,
                (leg, direction) -> new LegStream(tap, leg, direction, captured.payloads()));
    }

    public Taps taps() {
        return taps;
    }

    /** Segments on port 25 at all taps. */
    long segments() {
        return taps.traces().stream()
                .flatMap(trace -> trace.legs().stream())
                .mapToLong(leg -> leg.rowCount())
                .sum();
    }

    @Override
    public void close() throws IOException {
        for (CaptureReader reader : readers) {
            reader.close();
        }
    }
}
