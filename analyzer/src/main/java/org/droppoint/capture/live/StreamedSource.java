package org.droppoint.capture.live;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureInterface;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
import org.jspecify.annotations.Nullable;

/** A capture that arrives as a stream of bytes in any format that can be read: a command's output, a FIFO, standard input. */
public final class StreamedSource implements LiveSource {
    /** Opens the stream; may wait until the other side opens it too. */
    public interface Opener {
        Opened open() throws IOException;
    }

    /**
     * An open stream.
     *
     * @param close ends it at once, also while a read is waiting
     * @param epitaph why it ended, asked after its end; may be empty
     */
    public record Opened(InputStream stream, Runnable close, java.util.function.Supplier<String> epitaph) {}

    private static final long COUNTERS_NANOS = 200_000_000L;

    private final String name;
    private final Opener opener;
    private final AtomicReference<@Nullable Opened> current = new AtomicReference<>();
    private volatile boolean stopped;

    public StreamedSource(String name, Opener opener) {
        this.name = name;
        this.opener = opener;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean opensAtOnce() {
        return false;
    }

    @Override
    public void run(FrameSink sink) throws IOException {
        Opened opened = opener.open();
        current.set(opened);
        try {
            if (!stopped) {
                deliver(opened, sink);
            }
        } catch (LiveCaptureException e) {
            throw e;
        } catch (IOException e) {
            if (!stopped) {
                throw ended(opened, String.valueOf(e.getMessage()));
            }
        } finally {
            current.set(null);
            opened.close().run();
        }
    }

    private void deliver(Opened opened, FrameSink sink) throws IOException {
        try (CaptureReader reader = CaptureFiles.open(opened.stream(), name)) {
            Frame frame = new Frame();
            boolean described = false;
            long countersAt = System.nanoTime();
            while (reader.next(frame)) {
                if (!described) {
                    sink.opened(describe(reader.interfaces(), frame));
                    described = true;
                }
                frame.filePosition = -1;
                sink.frame(frame);
                if (System.nanoTime() - countersAt >= COUNTERS_NANOS) {
                    countersAt = System.nanoTime();
                    sink.alive(counters(reader), false);
                }
            }
            sink.alive(counters(reader), false);
            if (!stopped) {
                throw ended(opened, "the stream ended");
            }
        }
    }

    private static SourceCounters counters(CaptureReader reader) {
        return new SourceCounters(
                reader.health().frames(), reader.health().droppedByCapture().orElse(0));
    }

    private SourceDescription describe(List<CaptureInterface> interfaces, Frame frame) {
        @Nullable
        CaptureInterface first = frame.interfaceId < interfaces.size() ? interfaces.get(frame.interfaceId) : null;
        return new SourceDescription(
                name, null, frame.linkType, first == null ? 0 : first.snapLengthBytes(), null, false);
    }

    private LiveCaptureException ended(Opened opened, String how) {
        String epitaph = opened.epitaph().get();
        return new LiveCaptureException(how + (epitaph.isEmpty() ? "" : " (" + epitaph + ")"), false);
    }

    @Override
    public void stop() {
        stopped = true;
        Opened opened = current.get();
        if (opened != null) {
            opened.close().run();
        }
    }
}
