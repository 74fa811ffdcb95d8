package org.droppoint.wire;

import static org.droppoint.wire.TestFrames.bytes;
import static org.droppoint.wire.TestFrames.ipv4;
import static org.droppoint.wire.TestFrames.ipv6;
import static org.droppoint.wire.TestFrames.join;
import static org.droppoint.wire.TestFrames.tcp;
import static org.droppoint.wire.TestFrames.u16;
import static org.droppoint.wire.TestFrames.u32;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.droppoint.base.IpAddress;
import org.droppoint.wire.FragmentReassembler.Reassembled;
import org.droppoint.wire.Packet.Content;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FragmentReassemblerTest {
    private static final IpAddress A = IpAddress.parse("192.0.2.1");
    private static final IpAddress B = IpAddress.parse("192.0.2.2");
    private static final IpAddress A6 = IpAddress.parse("2001:db8::1");
    private static final IpAddress B6 = IpAddress.parse("2001:db8::2");
    private static final int MORE = 0x2000;

    private final FragmentReassembler reassembler = new FragmentReassembler();
    private final PacketDecoder decoder = new PacketDecoder();
    private final Packet packet = new Packet();

    private static byte[] segment(int payload) {
        byte[] bytes = new byte[payload];
        new Random(4).nextBytes(bytes);
        return tcp(9, 25, 100, 200, 0x18, bytes);
    }

    private static byte[] fragment4(byte[] whole, int from, int to, int id) {
        int flags = from / 8 | (to < whole.length ? MORE : 0);
        return ipv4(A, B, IpProtocol.TCP, id, flags, 20 + to - from, Arrays.copyOfRange(whole, from, to));
    }

    private static byte[] fragment6(byte[] whole, int from, int to) {
        byte[] header = join(bytes(6, 0), u16(from | (to < whole.length ? 1 : 0)), u32(77));
        return ipv6(A6, B6, IpProtocol.FRAGMENT, join(header, Arrays.copyOfRange(whole, from, to)));
    }

    private @Nullable Reassembled give(byte[] frame, long nanos) {
        return give(frame, frame.length, nanos);
    }

    private @Nullable Reassembled give(byte[] frame, int captured, long nanos) {
        decoder.decode(frame, 0, captured, frame.length, LinkType.RAW, packet);
        assertEquals(Content.FRAGMENT, packet.content, () -> "stopped at " + packet.stop());
        return reassembler.add(packet, nanos);
    }

    private void assertSegment(byte[] whole, @Nullable Reassembled result) {
        assertNotNull(result);
        decoder.decode(result.bytes(), 0, result.bytes().length, result.wireLength(), LinkType.RAW, packet);
        assertEquals(Content.TCP, packet.content, () -> "stopped at " + packet.stop());
        assertEquals(whole.length - 20, packet.payloadLength);
        assertArrayEquals(
                Arrays.copyOfRange(whole, 20, 20 + packet.payloadCaptured),
                Arrays.copyOfRange(packet.bytes, packet.payloadOffset, packet.payloadOffset + packet.payloadCaptured));
    }

    @Test
    void fragmentsMayComeInAnyOrder() {
        byte[] whole = segment(3000);
        Random random = new Random(11);
        for (int round = 0; round < 50; round++) {
            List<byte[]> fragments = new ArrayList<>();
            for (int from = 0; from < whole.length; ) {
                int to = Math.min(whole.length, from + 8 * (1 + random.nextInt(100)));
                fragments.add(round % 2 == 0 ? fragment4(whole, from, to, round) : fragment6(whole, from, to));
                from = to;
            }
            Collections.shuffle(fragments, random);
            for (int i = 0; i < fragments.size() - 1; i++) {
                assertNull(give(fragments.get(i), round));
            }
            assertSegment(whole, give(fragments.get(fragments.size() - 1), round));
            assertEquals(3000, packet.payloadCaptured);
        }
        assertEquals(0, reassembler.incomplete());
    }

    @Test
    void theFirstFragmentShowsItsPorts() {
        assertNull(give(fragment4(segment(100), 0, 64, 1), 0));
        assertEquals(25, packet.destinationPort);
    }

    @Test
    void ofOverlappingBytesTheFirstCopyCounts() {
        byte[] whole = segment(120);
        byte[] forged = whole.clone();
        Arrays.fill(forged, 40, 140, (byte) 0x58);
        assertNull(give(fragment4(whole, 0, 80, 1), 0));
        assertSegment(whole, joinLast(whole, forged));
    }

    private @Nullable Reassembled joinLast(byte[] whole, byte[] forged) {
        byte[] tail = whole.clone();
        System.arraycopy(forged, 40, tail, 40, 40);
        return give(fragment4(tail, 40, whole.length, 1), 0);
    }

    @Test
    void cutFragmentsMakeACutSegment() {
        byte[] whole = segment(500);
        assertNull(give(fragment4(whole, 0, 256, 1), 96, 0));
        assertSegment(whole, give(fragment4(whole, 256, whole.length, 1), 96, 0));
        assertEquals(96 - 20 - 20, packet.payloadCaptured);
    }

    @Test
    void anOldDatagramWithTheSameNumberIsGivenUp() {
        byte[] whole = segment(100);
        assertNull(give(fragment4(whole, 0, 64, 1), 0));
        assertNull(give(fragment4(whole, 64, whole.length, 1), FragmentReassembler.LIFETIME_NANOS + 1));
        assertEquals(2, reassembler.incomplete(), "one given up, one under way");
    }

    @Test
    void aFloodOfFragmentsStaysBounded() {
        byte[] whole = segment(100);
        for (int id = 0; id < 5000; id++) {
            assertNull(give(fragment4(whole, 0, 64, id), id));
        }
        assertEquals(5000, reassembler.incomplete());
        assertSegment(whole, give(fragment4(whole, 64, whole.length, 4999), 5000));
        assertNull(give(fragment4(whole, 64, whole.length, 10), 5000), "long gone");
    }

    @Test
    void aFragmentBeyondTheGreatestDatagramIsMalformed() {
        byte[] frame = ipv4(A, B, IpProtocol.TCP, 1, 0x1FFF, 20 + 64, new byte[64]);
        decoder.decode(frame, 0, frame.length, frame.length, LinkType.RAW, packet);
        assertEquals(Content.OTHER, packet.content);
        DecodeStop stop = packet.stop();
        assertNotNull(stop);
        assertTrue(stop.cause() == DecodeStop.Cause.MALFORMED);
    }
}
