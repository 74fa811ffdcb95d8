package org.droppoint.flow;

import static org.droppoint.wire.TestFrames.bytes;
import static org.droppoint.wire.TestFrames.ipv4;
import static org.droppoint.wire.TestFrames.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.droppoint.flow.Tshark.Opinion;
import org.droppoint.wire.IpProtocol;
import org.droppoint.wire.LinkType;
import org.droppoint.wire.PortSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random segments of a few connections that keep running into each other: reordered, repeated, probing, with closed and
 * full windows, ports reused, clocks stepping back, numbers near their wrap. Real captures hardly hold the rarer kinds;
 * here tshark must agree on each of them.
 */
class TsharkRandomTest {
    private static final int FRAMES = 3000;
    private static final int[] LENGTHS = {0, 0, 0, 1, 1, 2, 10, 100};
    private static final int[] WINDOWS = {0, 0, 50, 100, 100, 100};
    private static final int[] FLAGS = {
        TcpFlags.ACK,
        TcpFlags.ACK,
        TcpFlags.ACK,
        TcpFlags.ACK,
        TcpFlags.ACK,
        TcpFlags.ACK | TcpFlags.PSH,
        TcpFlags.ACK | TcpFlags.FIN,
        TcpFlags.RST,
        TcpFlags.RST | TcpFlags.ACK,
        TcpFlags.ACK
    };
    private static final long[] STEPS_NANOS = {1_000, 500_000, 2_000_000, 25_000_000, 400_000_000, -1_000_000};

    private static final String EXPECTED =
            """
            RETRANSMISSION 2201
            FAST_RETRANSMISSION 8
            SPURIOUS_RETRANSMISSION 1789
            OUT_OF_ORDER 612
            DUPLICATE_ACK 359
            LOST_SEGMENT 2009
            ACKED_UNSEEN 4625
            KEEP_ALIVE 720
            KEEP_ALIVE_ACK 12
            ZERO_WINDOW 5177
            WINDOW_FULL 272
            WINDOW_UPDATE 513
            ZERO_WINDOW_PROBE 997
            ZERO_WINDOW_PROBE_ACK 7
            PORT_REUSED 395
            """;

    @TempDir
    Path folder;

    /** What both ends have sent so far, loosely. */
    private static final class Ends {
        final long[] next = new long[2];
        final long[] isn = new long[2];
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void tsharkAgrees(long seed) throws IOException {
        assumeTrue(Tshark.version().contains(" 4.0."), "tshark 4.0 is not installed");
        MemoryCapture capture = random(seed);
        Path file = folder.resolve("random.pcap");
        capture.writeNanosecondPcap(file, LinkType.RAW);
        Map<Long, Opinion> tshark = Tshark.opinions(file);
        assertEquals(FRAMES, tshark.size());
        int compared = 0;
        for (Leg leg : tap(capture).legs()) {
            SegmentStore store = leg.store();
            for (int row : leg.rows()) {
                long frame = store.frame(row);
                Opinion opinion = java.util.Objects.requireNonNull(tshark.get(frame));
                int kinds = TsharkOracleTest.asFields(store.kinds(row));
                assertEquals(
                        TsharkOracleTest.names(opinion.kinds()),
                        TsharkOracleTest.names(kinds),
                        () -> "seed " + seed + " frame " + frame);
                compared++;
            }
        }
        assertEquals(FRAMES, compared);
    }

    /** How often each kind comes up in all the captures above, as tshark 4.0.17 counted; holds without tshark too. */
    @Test
    void theKindsAreThoseThatTsharkOnceSaw() throws IOException {
        int[] counts = new int[SegmentKind.values().length];
        for (long seed = 1; seed <= 8; seed++) {
            for (Leg leg : tap(random(seed)).legs()) {
                for (int row : leg.rows()) {
                    for (SegmentKind kind : TsharkOracleTest.names(leg.store().kinds(row))) {
                        counts[kind.ordinal()]++;
                    }
                }
            }
        }
        StringBuilder text = new StringBuilder();
        for (SegmentKind kind : SegmentKind.values()) {
            text.append(kind).append(' ').append(counts[kind.ordinal()]).append('\n');
        }
        assertEquals(EXPECTED, text.toString());
    }

    private static CapturedTap tap(MemoryCapture capture) throws IOException {
        CapturePass pass = new CapturePass(PortSet.all());
        pass.run(capture, 0);
        return pass.tap(0);
    }

    static MemoryCapture random(long seed) {
        Random random = new Random(seed);
        MemoryCapture capture = new MemoryCapture();
        Ends[] connections = new Ends[4];
        long nanos = 1_700_000_000L * 1_000_000_000L;
        for (int i = 0; i < FRAMES; i++) {
            nanos += pick(STEPS_NANOS, random);
            int which = random.nextInt(connections.length);
            Ends ends = connections[which];
            int side = random.nextInt(2);
            byte[] segment;
            if (ends == null || random.nextInt(60) == 0) {
                ends = new Ends();
                connections[which] = ends;
                ends.isn[0] = random.nextBoolean() ? 0xFFFF_FFC0L : random.nextInt() & 0xFFFF_FFFFL;
                ends.isn[1] = random.nextInt() & 0xFFFF_FFFFL;
                ends.next[0] = ends.isn[0] + 1;
                ends.next[1] = ends.isn[1] + 1;
                side = 0;
                segment = syn(which, 0, ends, random);
            } else if (random.nextInt(40) == 0) {
                segment = syn(which, side, ends, random);
            } else {
                segment = segment(which, side, ends, random);
            }
            capture.frame(nanos, LinkType.RAW, datagram(side, segment));
        }
        return capture;
    }

    private static byte[] datagram(int side, byte[] segment) {
        return side == 0
                ? ipv4(Talk.CLIENT, Talk.SERVER, IpProtocol.TCP, segment)
                : ipv4(Talk.SERVER, Talk.CLIENT, IpProtocol.TCP, segment);
    }

    /** A SYN of side 0, a SYN-ACK of side 1; with window scaling or without. */
    private static byte[] syn(int which, int side, Ends ends, Random random) {
        int flags = side == 0 ? TcpFlags.SYN : TcpFlags.SYN | TcpFlags.ACK;
        byte[] options = random.nextBoolean() ? bytes(3, 3, random.nextInt(4), 1) : new byte[0];
        long ack = side == 0 ? 0 : ends.isn[0] + 1 & 0xFFFF_FFFFL;
        return window(segmentOf(which, side, ends.isn[side], ack, flags, options, 0), 100);
    }

    private static byte[] segment(int which, int side, Ends ends, Random random) {
        int length = LENGTHS[random.nextInt(LENGTHS.length)];
        long sequence = ends.next[side];
        switch (random.nextInt(12)) {
            case 0 -> sequence -= 1;
            case 1 -> sequence -= 1 + random.nextInt(100);
            case 2 -> sequence += 1 + random.nextInt(100);
            default -> {
                // in order
            }
        }
        long ack = ends.next[1 - side];
        switch (random.nextInt(8)) {
            case 0 -> ack -= random.nextInt(100);
            case 1 -> ack += random.nextInt(100);
            default -> {
                // all of it
            }
        }
        int flags = FLAGS[random.nextInt(FLAGS.length)];
        ends.next[side] = Math.max(ends.next[side], sequence + length + ((flags & TcpFlags.FIN) != 0 ? 1 : 0));
        byte[] segment =
                segmentOf(which, side, sequence & 0xFFFF_FFFFL, ack & 0xFFFF_FFFFL, flags, new byte[0], length);
        return window(segment, WINDOWS[random.nextInt(WINDOWS.length)]);
    }

    private static byte[] segmentOf(
            int which, int side, long sequence, long ack, int flags, byte[] options, int length) {
        int client = 40_000 + which;
        return side == 0
                ? tcp(client, 9, sequence, ack, flags, options, new byte[length])
                : tcp(9, client, sequence, ack, flags, options, new byte[length]);
    }

    private static byte[] window(byte[] segment, int window) {
        segment[14] = (byte) (window >>> 8);
        segment[15] = (byte) window;
        return segment;
    }

    private static long pick(long[] values, Random random) {
        return values[random.nextInt(values.length)];
    }
}
