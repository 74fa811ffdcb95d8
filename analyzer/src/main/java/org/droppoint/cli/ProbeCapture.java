package org.droppoint.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.droppoint.capture.Frame;
import org.droppoint.capture.live.CaptureRing;
import org.droppoint.capture.live.FrameSink;
import org.droppoint.capture.live.NicSettings;
import org.droppoint.capture.live.NicSource;
import org.droppoint.capture.live.RingLimits;
import org.droppoint.capture.live.SourceCounters;
import org.droppoint.capture.live.SourceDescription;
import org.jspecify.annotations.Nullable;

/** Captures what a probe says and hears, and nothing else. */
final class ProbeCapture {
    private static final long OPEN_SECONDS = 10;
    private static final long SETTLE_NANOS = 400_000_000L;
    private static final long JOIN_MILLIS = 3000;

    private final @Nullable NicSource source;
    private final @Nullable Thread thread;
    private final @Nullable CaptureRing ring;
    private final @Nullable Path file;

    private ProbeCapture(
            @Nullable NicSource source, @Nullable Thread thread, @Nullable CaptureRing ring, @Nullable Path file) {
        this.source = source;
        this.thread = thread;
        this.ring = ring;
        this.file = file;
    }

    /** Begins, where a file is given; does nothing else. */
    static ProbeCapture start(@Nullable Path file, String interfaceName, InetAddress server, int port)
            throws IOException {
        if (file == null) {
            return new ProbeCapture(null, null, null, null);
        }
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UsageException("--capture: the folder of '" + file + "' does not exist");
        }
        String host = server.getHostAddress().replaceAll("%.*", "");
        NicSource source = new NicSource(
                NicSettings.of(interfaceName, "host " + host + " and (tcp port " + port + " or icmp or icmp6)"), null);
        CaptureRing ring = new CaptureRing(
                folder, "." + absolute.getFileName() + ".part", RingLimits.parse("1GB"), "droppoint " + Version.text());
        CountDownLatch open = new CountDownLatch(1);
        AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
        Thread thread = new Thread(() -> run(source, ring, open, failure), "probe-capture");
        thread.setDaemon(true);
        thread.start();
        try {
            open.await(OPEN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        IOException failed = failure.get();
        if (failed != null) {
            throw new UsageException("--capture: " + failed.getMessage());
        }
        return new ProbeCapture(source, thread, ring, absolute);
    }

    private static void run(
            NicSource source, CaptureRing ring, CountDownLatch open, AtomicReference<@Nullable IOException> failure) {
        try {
            source.run(new FrameSink() {
                @Override
                public void opened(SourceDescription about) {
                    ring.describe(about);
                }

                @Override
                public void frame(Frame frame) {
                    ring.write(frame);
                }

                @Override
                public void alive(SourceCounters counters, boolean drained) {
                    ring.count(counters);
                    open.countDown();
                }
            });
        } catch (IOException e) {
            failure.set(e);
        } finally {
            open.countDown();
        }
    }

    /** Waits for the last packets, and gives the file its name. */
    void end() throws IOException {
        NicSource running = source;
        CaptureRing written = ring;
        Path target = file;
        Thread reader = thread;
        if (running == null || written == null || target == null || reader == null) {
            return;
        }
        LockSupport.parkNanos(SETTLE_NANOS);
        running.stop();
        try {
            reader.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        written.close();
        if (!written.files().isEmpty()) {
            Files.move(written.files().get(0), target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
