package org.droppoint.flow;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.droppoint.flow.Talk.ACK;
import static org.droppoint.flow.Talk.CLIENT;
import static org.droppoint.flow.Talk.PUSH;
import static org.droppoint.flow.Talk.SERVER;
import static org.droppoint.wire.TestFrames.bytes;
import static org.droppoint.wire.TestFrames.ethernet;
import static org.droppoint.wire.TestFrames.ipv4;
import static org.droppoint.wire.TestFrames.join;
import static org.droppoint.wire.TestFrames.tcp;
import static org.droppoint.wire.TestFrames.text;
import static org.droppoint.wire.TestFrames.u16;
import static org.droppoint.wire.TestFrames.u32;
import static org.droppoint.wire.TestFrames.udp;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Tap;
import org.droppoint.flow.CapturePass.LaneRule;
import org.droppoint.wire.LinkType;
import org.droppoint.wire.PortSet;
import org.junit.jupiter.api.Test;

class CapturePassTest {
    private static final long SHORTLY = 1_000L;
    private static final byte[] HELLO = text("220 relay.example ESMTP\r\n");

    private static CapturedTap tap(MemoryCapture capture) throws IOException {
        CapturePass pass = new CapturePass(PortSet.smtp());
        pass.run(capture, 0);
        return pass.tap(0);
    }

    private static byte[] hello(int ipId, int ttl) {
        byte[] segment = tcp(25, 40_000, 1, 1, PUSH, HELLO);
        byte[] frame = ipv4(SERVER, CLIENT, 6, ipId, 0, 20 + segment.length, segment);
        frame[8] = (byte) ttl;
        return frame;
    }

    @Test
    void rejectedFramesCountAsActivity() throws IOException {
        byte[] dns = ethernet(0x0800, ipv4(CLIENT, SERVER, 17, udp(53, HELLO)));
        CapturedTap tap = tap(new MemoryCapture().frame(5_000_000_000L, LinkType.ETHERNET, dns));
        assertTrue(tap.legs().isEmpty());
        assertTrue(tap.activity().anyWithin(5_000_000_000L, 5_000_000_001L));
        assertEquals(1, tap.health().frames());
    }

    @Test
    void anAnyCaptureOfARouterIsDealtOutByInterface() throws IOException {
        MemoryCapture capture = new MemoryCapture();
        for (int index = 1; index <= 3; index++) {
            byte[] link = join(u16(0x0800), u16(0), u32(index), u16(1), bytes(0, 6), new byte[8]);
            capture.frame(index, LinkType.LINUX_SLL2, join(link, hello(1, 64)));
        }
        LaneRule rule = (file, interfaceId, link) -> link == 3 ? LaneRule.NONE : link - 1;
        CapturePass pass = new CapturePass(PortSet.smtp(), 2, rule);
        pass.run(capture, 0);
        assertEquals(1, pass.tap(0).legs().size());
        assertEquals(1, pass.tap(1).legs().get(0).rowCount());
        assertEquals(2, pass.tap(1).legs().get(0).interfaceId());
        assertEquals(1, pass.tap(1).activity().frames());
    }

    @Test
    void fragmentsBecomeOneRowAndCanBeReadBack() throws IOException {
        byte[] segment = tcp(25, 40_000, 1, 1, PUSH, HELLO);
        byte[] first = ipv4(SERVER, CLIENT, 6, 9, 0x2000, 20 + 24, Arrays.copyOf(segment, 24));
        byte[] rest = Arrays.copyOfRange(segment, 24, segment.length);
        byte[] second = ipv4(SERVER, CLIENT, 6, 9, 3, 20 + rest.length, rest);
        CapturedTap tap = tap(new MemoryCapture().frame(1, LinkType.RAW, second).frame(2, LinkType.RAW, first));
        Leg leg = tap.legs().get(0);
        assertEquals(1, leg.rowCount());
        assertEquals(2, leg.store().frame(leg.firstRow()), "the frame that completes the datagram");
        byte[] read = new byte[HELLO.length];
        LegStream stream = new LegStream(new Tap("x", 0), leg, SERVER_TO_CLIENT, tap.payloads());
        assertEquals(HELLO.length, stream.read(0, read, 0, read.length));
        assertArrayEquals(HELLO, read);
        CRC32C crc = new CRC32C();
        crc.update(HELLO);
        assertEquals((int) crc.getValue(), leg.store().digest(leg.firstRow()));
    }

    @Test
    void anIncompleteDatagramIsCounted() throws IOException {
        byte[] first = ipv4(SERVER, CLIENT, 6, 9, 0x2000, 44, tcp(25, 40_000, 1, 1, PUSH, text("220 ")));
        CapturedTap tap = tap(new MemoryCapture().frame(1, LinkType.RAW, first));
        assertEquals(1, tap.health().incompleteDatagrams());
        assertTrue(tap.legs().isEmpty());
    }

    @Test
    void icmpErrorsAboutTheLegAreNotices() throws IOException {
        byte[] quote = ipv4(CLIENT, SERVER, 6, tcp(40_000, 25, 0xF000_0001L, 1, PUSH, HELLO));
        byte[] tooBig = ipv4(SERVER, CLIENT, 1, join(bytes(3, 4, 0, 0, 0, 0), u16(1300), quote));
        byte[] web = ipv4(CLIENT, SERVER, 6, tcp(40_000, 80, 1, 1, PUSH, HELLO));
        byte[] other = ipv4(SERVER, CLIENT, 1, join(bytes(3, 3, 0, 0, 0, 0, 0, 0), web));
        CapturedTap tap = tap(new MemoryCapture()
                .frame(1, LinkType.RAW, hello(1, 64))
                .frame(7, LinkType.RAW, tooBig)
                .frame(8, LinkType.RAW, other));
        assertEquals(1, tap.notices().size());
        IcmpNotice notice = tap.notices().get(0);
        assertEquals(1300, notice.mtu());
        assertTrue(notice.isTooBig());
        assertEquals(0xF000_0001L, notice.quotedSequence());
        assertEquals(2, notice.frame().number());
        assertEquals(SERVER, notice.from());
        assertEquals(
                Optional.of(CLIENT_TO_SERVER),
                notice.directionIn(tap.legs().get(0).key()));
    }

    @Test
    void aMirroredFrameIsMarkedAndARetransmissionIsNot() throws IOException {
        MemoryCapture capture = new MemoryCapture()
                .frame(0, LinkType.RAW, hello(7, 64))
                .frame(30 * SHORTLY, LinkType.RAW, hello(7, 63))
                .frame(40 * SHORTLY, LinkType.RAW, hello(8, 64))
                .frame(50 * SHORTLY, LinkType.RAW, hello(7, 60))
                .frame(300_000 * SHORTLY, LinkType.RAW, hello(7, 64));
        Leg leg = tap(capture).legs().get(0);
        int[] rows = leg.rows();
        SegmentStore store = leg.store();
        assertFalse(store.isDuplicateFrame(rows[0]));
        assertTrue(store.isDuplicateFrame(rows[1]), "a router's mirror: TTL one less");
        assertTrue(SegmentKind.RETRANSMISSION.in(store.kinds(rows[1])), "what Wireshark says stays");
        assertFalse(store.isDuplicateFrame(rows[2]), "another IP identification: sent again");
        assertFalse(store.isDuplicateFrame(rows[3]), "four hops further: not this mirror");
        assertFalse(store.isDuplicateFrame(rows[4]), "too late for a mirror");
        assertEquals(1, leg.seen(SERVER_TO_CLIENT).ranges().size());
        assertEquals(new ByteRange(0, HELLO.length), leg.seen(SERVER_TO_CLIENT).range(0));
    }

    @Test
    void bareSegmentsWithoutIdentificationAreNeverCalledMirrored() throws IOException {
        byte[] ack = ipv4(CLIENT, SERVER, 6, 0, 0x4000, 40, tcp(40_000, 25, 5, 5, ACK, new byte[0]));
        Leg leg = tap(new MemoryCapture().frame(0, LinkType.RAW, ack).frame(SHORTLY, LinkType.RAW, ack))
                .legs()
                .get(0);
        assertFalse(leg.store().isDuplicateFrame(leg.lastRow()));
    }
}
