package org.droppoint.capture.live;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.droppoint.base.Times;
import org.droppoint.capture.Frame;
import org.jspecify.annotations.Nullable;

/** An interface of this machine, through libpcap. */
public final class NicSource implements LiveSource {
    /** How often the kernel's drop counters are read. */
    private static final long COUNTERS_NANOS = 200_000_000L;

    /** How long nothing is asked for where nothing was waiting; the kernel's buffer holds more than comes meanwhile. */
    private static final long PAUSE_NANOS = 10_000_000L;

    private static final int DLT_RAW_LINUX = 12;
    private static final int DLT_LOOP_OPENBSD = 12 + 96;

    private final NicSettings settings;
    private final @Nullable String plainerFilter;
    private final AtomicReference<@Nullable PcapHandle> current = new AtomicReference<>();
    private volatile boolean stopped;

    /** @param plainerFilter taken instead where the link layer knows no VLAN tags; null for none */
    public NicSource(NicSettings settings, @Nullable String plainerFilter) {
        this.settings = settings;
        this.plainerFilter = plainerFilter;
    }

    @Override
    public String name() {
        return settings.interfaceName();
    }

    @Override
    public boolean opensAtOnce() {
        return true;
    }

    @Override
    public void run(FrameSink sink) throws IOException {
        try (PcapHandle handle = PcapHandle.open(settings)) {
            current.set(handle);
            String filter = filter(handle);
            sink.opened(new SourceDescription(
                    settings.interfaceName(),
                    handle.remarks().isEmpty() ? null : String.join("; ", handle.remarks()),
                    linkType(handle.dataLink()),
                    handle.snapLength(),
                    filter,
                    true));
            deliver(handle, sink);
        } finally {
            current.set(null);
        }
    }

    private @Nullable String filter(PcapHandle handle) throws LiveCaptureException {
        String filter = settings.filter();
        if (filter == null) {
            return null;
        }
        try {
            handle.filter(filter);
            return filter;
        } catch (LiveCaptureException e) {
            if (plainerFilter == null) {
                throw e;
            }
            handle.filter(plainerFilter);
            return plainerFilter;
        }
    }

    private void deliver(PcapHandle handle, FrameSink sink) throws IOException {
        Receiver receiver = new Receiver(sink, handle);
        long countersAt = System.nanoTime();
        sink.alive(handle.counters(), true);
        boolean drained = false;
        while (!stopped) {
            int count = handle.dispatch(receiver);
            if (receiver.failure != null) {
                throw receiver.failure;
            }
            drained |= count == 0;
            long now = System.nanoTime();
            if (now - countersAt >= COUNTERS_NANOS) {
                countersAt = now;
                sink.alive(handle.counters(), drained);
                drained = false;
            }
            if (count == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        sink.alive(handle.counters(), false);
    }

    /** DLT numbers are those of capture files but for raw IP, which differs by system. */
    private static int linkType(int dataLink) {
        return dataLink == DLT_RAW_LINUX ? 101 : dataLink == DLT_LOOP_OPENBSD ? 108 : dataLink;
    }

    /** Copies each packet into one reused frame. */
    private static final class Receiver implements Libpcap.Handler {
        private final FrameSink sink;
        private final PcapHandle handle;
        private final Frame frame = new Frame();
        private final int longBytes = PcapHandle.longBytes();
        private final long fractionNanos;
        private @Nullable IOException failure;

        Receiver(FrameSink sink, PcapHandle handle) {
            this.sink = sink;
            this.handle = handle;
            fractionNanos = handle.nanoseconds() ? 1 : 1000;
            frame.linkType = linkType(handle.dataLink());
            frame.filePosition = -1;
        }

        @Override
        public void packet(Pointer user, Pointer header, Pointer bytes) {
            if (failure != null) {
                return;
            }
            long seconds = longBytes == 8 ? header.getLong(0) : header.getInt(0);
            long fraction = longBytes == 8 ? header.getLong(8) : header.getInt(4);
            int captured = header.getInt(2L * longBytes);
            int wire = header.getInt(2L * longBytes + 4);
            if (captured < 0 || captured > NicSettings.MAX_SNAP_LENGTH_BYTES) {
                return;
            }
            if (frame.bytes.length < captured) {
                frame.bytes = new byte[Math.max(2048, Integer.highestOneBit(captured) * 2)];
            }
            bytes.read(0, frame.bytes, 0, captured);
            frame.offset = 0;
            frame.capturedLength = captured;
            frame.wireLength = Math.max(captured, wire);
            frame.epochNanos = Times.epochNanos(seconds, fraction * fractionNanos);
            try {
                sink.frame(frame);
            } catch (IOException e) {
                failure = e;
                handle.breakLoop();
            }
        }
    }

    @Override
    public void stop() {
        stopped = true;
        PcapHandle handle = current.get();
        if (handle != null) {
            handle.breakLoop();
        }
    }
}
