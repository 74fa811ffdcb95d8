package org.droppoint.capture.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.droppoint.capture.Frame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What needs libpcap; skipped where there is none, or no right to capture. */
class LibpcapTest {
    private static void assumeLibpcap() {
        String complaint = null;
        try {
            Libpcap.load();
        } catch (LiveCaptureException e) {
            complaint = e.getMessage();
        }
        assumeTrue(complaint == null, complaint);
    }

    @Test
    void theMailFilterCompiles() throws LiveCaptureException {
        assumeLibpcap();
        assertNull(PcapHandle.complaint(MailFilter.of(List.of(25))));
        assertNull(PcapHandle.complaint(MailFilter.of(List.of(25, 587, 2525))));
        assertNull(PcapHandle.complaint(MailFilter.of(List.of())));
        assertNotNull(PcapHandle.complaint("tcp prot 25"));
    }

    @Test
    void interfacesAreListed() throws LiveCaptureException {
        assumeLibpcap();
        assertTrue(Interfaces.list().stream().anyMatch(Interfaces.Entry::loopback)
                || Interfaces.list().isEmpty());
    }

    @Test
    void anUnknownInterfaceIsNamedAndNotTriedAgain() {
        assumeLibpcap();
        LiveCaptureException failure = assertThrows(
                LiveCaptureException.class, () -> PcapHandle.open(NicSettings.of("no-such-interface0", null)));
        assertTrue(failure.isPermanent());
        assertTrue(String.valueOf(failure.getMessage()).contains("no-such-interface0"));
    }

    @Test
    void theEffectiveSetTellsWhetherToCapture() {
        assertTrue(Privileges.hasNetRaw(List.of("Name:\tjava", "CapEff:\t0000000000002000")));
        assertTrue(Privileges.hasNetRaw(List.of("CapEff:\t000001ffffffffff")));
        assertFalse(Privileges.hasNetRaw(List.of("CapEff:\t0000000000001000")));
        assertTrue(Privileges.hasNetRaw(List.of("no such line")));
    }

    @Test
    void framesOfTheLoopbackArriveWithTheirTimesAndLengths() throws Exception {
        assumeLibpcap();
        assumeTrue(System.getProperty("os.name", "").equals("Linux"), "Linux's loopback");
        assumeTrue(Privileges.mayCapture(), "CAP_NET_RAW");
        AtomicInteger seen = new AtomicInteger();
        AtomicBoolean drained = new AtomicBoolean();
        AtomicReference<@Nullable SourceDescription> about = new AtomicReference<>();
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        byte[] word = "EHLO loopback\r\n".getBytes(StandardCharsets.US_ASCII);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            NicSource source = new NicSource(NicSettings.of("lo", MailFilter.of(List.of(server.getLocalPort()))), null);
            Thread thread = new Thread(() -> {
                try {
                    source.run(new FrameSink() {
                        @Override
                        public void opened(SourceDescription description) {
                            about.set(description);
                        }

                        @Override
                        public void frame(Frame frame) {
                            assertTrue(frame.capturedLength == frame.wireLength && frame.epochNanos > 0);
                            String text = new String(
                                    frame.bytes, frame.offset, frame.capturedLength, StandardCharsets.ISO_8859_1);
                            seen.incrementAndGet();
                            if (text.contains("EHLO loopback")) {
                                enough.countDown();
                            }
                        }

                        @Override
                        public void alive(SourceCounters counters, boolean isDrained) {
                            drained.compareAndSet(false, isDrained);
                            open.countDown();
                        }
                    });
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
            assertTrue(open.await(5, TimeUnit.SECONDS));
            try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket accepted = server.accept()) {
                client.getOutputStream().write(word);
                assertEquals(word.length, accepted.getInputStream().readNBytes(word.length).length);
                assertTrue(enough.await(5, TimeUnit.SECONDS), "frames: " + seen);
            }
            source.stop();
            thread.join(5000);
            assertFalse(thread.isAlive(), "it stops");
        }
        SourceDescription description = about.get();
        assertNotNull(description);
        assertEquals(1, description.linkType());
        assertTrue(description.prompt() && drained.get());
    }
}
