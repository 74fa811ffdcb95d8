package org.droppoint.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.droppoint.base.MailPath;
import org.droppoint.base.Tap;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.Taps;
import org.droppoint.fixtures.bulk.BigCaptures;
import org.droppoint.flow.CapturePass;
import org.droppoint.flow.CapturedTap;
import org.droppoint.flow.LegStream;
import org.droppoint.wire.PortSet;

/** Three captures of one traffic in a temporary folder, and what the earlier parts of an analysis make of them. */
final class Material {
    static final List<String> TAPS = List.of(Tap.HOST, Tap.INSIDE, Tap.OUTSIDE);

    private final Path folder;
    private final List<CaptureReader> open = new ArrayList<>();

    private Material(Path folder) {
        this.folder = folder;
    }

    /** @param mix full or mixed */
    static Material make(int megabytes, String mix) throws IOException {
        Path folder = Files.createTempDirectory("droppoint-bench-");
        BigCaptures.main(new String[] {folder.toString(), String.valueOf(megabytes), mix});
        return new Material(folder);
    }

    Path capture(String tap) {
        return folder.resolve(tap + ".pcap");
    }

    /** The frames of a capture, each in an array of its own. */
    List<byte[]> frames(String tap) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        Frame frame = new Frame();
        try (CaptureReader reader = CaptureFiles.open(capture(tap))) {
            while (reader.next(frame)) {
                frames.add(Arrays.copyOfRange(frame.bytes, frame.offset, frame.offset + frame.capturedLength));
            }
        }
        return frames;
    }

    /** One capture read into legs; its file stays open, as payload is read back from it. */
    CapturedTap read(String tap) throws IOException {
        CaptureReader reader = CaptureFiles.open(capture(tap));
        open.add(reader);
        CapturePass pass = new CapturePass(PortSet.smtp());
        pass.run(reader, 0);
        pass.close();
        return pass.tap(0);
    }

    Taps taps() throws IOException {
        MailPath path = new MailPath(TAPS);
        List<TapTrace> traces = new ArrayList<>();
        for (String name : TAPS) {
            CapturedTap captured = read(name);
            Tap tap = path.tap(name);
            long first = captured.legs().stream()
                    .mapToLong(leg -> leg.firstNanos())
                    .min()
                    .orElse(0);
            long last = captured.legs().stream()
                    .mapToLong(leg -> leg.lastNanos())
                    .max()
                    .orElse(0);
            traces.add(new TapTrace(
                    tap,
                    captured.legs(),
                    captured.notices(),
                    captured.activity(),
                    first,
                    last,
                    0,
                    (leg, direction) -> new LegStream(tap, leg, direction, captured.payloads())));
        }
        return new Taps(path, traces);
    }

    void delete() throws IOException {
        for (CaptureReader reader : open) {
            reader.close();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(Material::deleteFile);
        }
    }

    private static void deleteFile(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
