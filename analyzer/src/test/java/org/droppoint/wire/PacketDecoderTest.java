package org.droppoint.wire;

import static org.droppoint.wire.TestFrames.bytes;
import static org.droppoint.wire.TestFrames.ethernet;
import static org.droppoint.wire.TestFrames.ipv4;
import static org.droppoint.wire.TestFrames.ipv6;
import static org.droppoint.wire.TestFrames.join;
import static org.droppoint.wire.TestFrames.tcp;
import static org.droppoint.wire.TestFrames.text;
import static org.droppoint.wire.TestFrames.u16;
import static org.droppoint.wire.TestFrames.u32;
import static org.droppoint.wire.TestFrames.udp;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.droppoint.base.IpAddress;
import org.droppoint.wire.DecodeStop.Cause;
import org.droppoint.wire.Packet.Content;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PacketDecoderTest {
    private static final IpAddress CLIENT = IpAddress.parse("192.0.2.10");
    private static final IpAddress SERVER = IpAddress.parse("198.51.100.25");
    private static final IpAddress CLIENT6 = IpAddress.parse("2001:db8::10");
    private static final IpAddress SERVER6 = IpAddress.parse("2001:db8::25");
    private static final byte[] EHLO = text("EHLO a\r\n");
    private static final byte[] SEGMENT = tcp(40_000, 25, 0xFFFF_FFF0L, 77, 0x18, EHLO);
    private static final byte[] DATAGRAM = ipv4(CLIENT, SERVER, IpProtocol.TCP, SEGMENT);
    private static final byte[] DATAGRAM6 = ipv6(CLIENT6, SERVER6, IpProtocol.TCP, SEGMENT);

    private final PacketDecoder decoder = new PacketDecoder();
    private final Packet packet = new Packet();

    /** A way of wrapping the same segment; the TCP header's place in the frame follows from the rest behind it. */
    @SuppressWarnings("ArrayRecordComponent")
    record Stack(String name, int link, byte[] frame) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Stack> stacks() {
        byte[] inner = ethernet(EtherType.IPV4, DATAGRAM);
        byte[] vxlan = join(bytes(8, 0, 0, 0, 0, 0, 7, 0), inner);
        return Stream.of(
                new Stack("Ethernet", LinkType.ETHERNET, inner),
                new Stack("Ethernet, IPv6", LinkType.ETHERNET, ethernet(EtherType.IPV6, DATAGRAM6)),
                new Stack("802.1Q", LinkType.ETHERNET, ethernet(0x8100, join(u16(42), u16(0x0800), DATAGRAM))),
                new Stack(
                        "QinQ",
                        LinkType.ETHERNET,
                        ethernet(0x88A8, join(u16(7), u16(0x8100), u16(42), u16(0x0800), DATAGRAM))),
                new Stack(
                        "LLC and SNAP",
                        LinkType.ETHERNET,
                        ethernet(8 + DATAGRAM.length, join(bytes(0xAA, 0xAA, 3, 0, 0, 0), u16(0x0800), DATAGRAM))),
                new Stack("SLL", LinkType.LINUX_SLL, join(u16(4), u16(1), new byte[10], u16(0x0800), DATAGRAM)),
                new Stack(
                        "SLL2",
                        LinkType.LINUX_SLL2,
                        join(u16(0x0800), u16(0), u32(3), u16(1), bytes(4, 6), new byte[8], DATAGRAM)),
                new Stack("raw 12", LinkType.RAW_BSD, DATAGRAM),
                new Stack("raw 14", LinkType.RAW_OPENBSD, DATAGRAM6),
                new Stack("raw 101", LinkType.RAW, DATAGRAM),
                new Stack("raw 228", LinkType.IPV4, DATAGRAM),
                new Stack("raw 229", LinkType.IPV6, DATAGRAM6),
                new Stack("NULL, little-endian", LinkType.NULL, join(bytes(2, 0, 0, 0), DATAGRAM)),
                new Stack("NULL, big-endian IPv6 of Darwin", LinkType.NULL, join(bytes(0, 0, 0, 30), DATAGRAM6)),
                new Stack("LOOP", LinkType.LOOP, join(bytes(0, 0, 0, 24), DATAGRAM6)),
                new Stack("PPP", LinkType.PPP, join(bytes(0xFF, 3, 0, 0x21), DATAGRAM)),
                new Stack("PPP, compressed", LinkType.PPP, join(bytes(0x21), DATAGRAM)),
                new Stack("Cisco HDLC", LinkType.CISCO_HDLC, join(bytes(0x0F, 0, 8, 0), DATAGRAM)),
                new Stack("Cisco HDLC as PPP", LinkType.PPP_HDLC, join(bytes(0x0F, 0, 8, 0), DATAGRAM)),
                new Stack("NFLOG", LinkType.NFLOG, nflog()),
                new Stack("PKTAP", LinkType.PKTAP, pktap(inner)),
                new Stack("PFLOG", LinkType.PFLOG, join(bytes(61, 2, 1, 0), new byte[60], DATAGRAM)),
                new Stack("enc", LinkType.ENC, join(bytes(2, 0, 0, 0), new byte[8], DATAGRAM)),
                new Stack("Juniper", LinkType.JUNIPER_ETHERNET, join(bytes('M', 'G', 'C', 1), inner)),
                new Stack(
                        "Juniper, extensions",
                        LinkType.JUNIPER_ETHERNET,
                        join(bytes('M', 'G', 'C', 0x80), u16(6), bytes(3, 1, 14, 4, 1, 14), inner)),
                new Stack(
                        "Juniper, no link layer",
                        LinkType.JUNIPER_ETHERNET,
                        join(bytes('M', 'G', 'C', 0x82), u16(3), bytes(3, 1, 14), bytes(2, 0, 0, 0), DATAGRAM)),
                new Stack("MPLS", LinkType.ETHERNET, ethernet(0x8847, join(u32(0x10_0000), u32(0x20_0140), DATAGRAM))),
                new Stack(
                        "MPLS pseudo-wire",
                        LinkType.ETHERNET,
                        ethernet(0x8847, join(u32(0x20_0140), new byte[4], inner))),
                new Stack(
                        "PPPoE",
                        LinkType.ETHERNET,
                        ethernet(0x8864, join(bytes(0x11, 0, 0, 9), u16(2 + DATAGRAM.length), u16(0x21), DATAGRAM))),
                new Stack("PBB", LinkType.ETHERNET, ethernet(0x88E7, join(new byte[16], u16(0x0800), DATAGRAM))),
                new Stack("VN-Tag", LinkType.ETHERNET, ethernet(0x8926, join(new byte[4], u16(0x0800), DATAGRAM))),
                new Stack(
                        "Cisco SGT",
                        LinkType.ETHERNET,
                        ethernet(0x8909, join(bytes(1, 1, 0, 1, 0, 9), u16(0x0800), DATAGRAM))),
                new Stack("FabricPath", LinkType.ETHERNET, ethernet(0x8903, join(u16(0x1234), inner))),
                new Stack("DSA", LinkType.DSA_MARVELL, join(new byte[12], bytes(0xC0, 1, 0, 0), u16(0x0800), DATAGRAM)),
                new Stack("Broadcom, prepended", LinkType.DSA_BROADCOM_PREPENDED, join(new byte[4], inner)),
                new Stack("IP in IP", LinkType.RAW, ipv4(SERVER, CLIENT, IpProtocol.IPV4, DATAGRAM)),
                new Stack("6in4", LinkType.RAW, ipv4(SERVER, CLIENT, IpProtocol.IPV6, DATAGRAM6)),
                new Stack("4in6", LinkType.RAW, ipv6(SERVER6, CLIENT6, IpProtocol.IPV4, DATAGRAM)),
                new Stack("GRE", LinkType.RAW, gre(0x0000, 0x0800, new byte[0], DATAGRAM)),
                new Stack("GRE, key and sequence", LinkType.RAW, gre(0x3000, 0x86DD, new byte[8], DATAGRAM6)),
                new Stack("PPTP", LinkType.RAW, gre(0x3081, 0x880B, new byte[12], join(bytes(0x21), DATAGRAM))),
                new Stack("NVGRE", LinkType.RAW, gre(0x2000, 0x6558, new byte[4], inner)),
                new Stack("ERSPAN I", LinkType.RAW, gre(0x0000, 0x88BE, new byte[0], inner)),
                new Stack(
                        "ERSPAN II",
                        LinkType.RAW,
                        gre(0x1000, 0x88BE, new byte[4], join(bytes(0x10), new byte[7], inner))),
                new Stack(
                        "ERSPAN III",
                        LinkType.RAW,
                        gre(0x1000, 0x22EB, new byte[4], join(bytes(0x20), new byte[11], inner))),
                new Stack(
                        "ERSPAN III with subheader",
                        LinkType.RAW,
                        gre(
                                0x1000,
                                0x22EB,
                                new byte[4],
                                join(bytes(0x20), new byte[10], bytes(1), new byte[8], inner))),
                new Stack("VXLAN", LinkType.RAW, ipv4(SERVER, CLIENT, IpProtocol.UDP, udp(4789, vxlan))),
                new Stack(
                        "VXLAN-GPE",
                        LinkType.RAW,
                        ipv4(
                                SERVER,
                                CLIENT,
                                IpProtocol.UDP,
                                udp(4790, join(bytes(0xC, 0, 0, 2, 0, 0, 7, 0), DATAGRAM6)))),
                new Stack(
                        "Geneve with options",
                        LinkType.RAW,
                        ipv4(
                                SERVER,
                                CLIENT,
                                IpProtocol.UDP,
                                udp(6081, join(bytes(1, 0), u16(0x6558), new byte[8], inner)))),
                new Stack(
                        "TZSP",
                        LinkType.RAW,
                        ipv4(
                                SERVER,
                                CLIENT,
                                IpProtocol.UDP,
                                udp(37008, join(bytes(1, 0, 0, 1, 0, 10, 1, 9, 1), inner)))),
                new Stack(
                        "IPv6 extension headers",
                        LinkType.RAW,
                        ipv6(
                                CLIENT6,
                                SERVER6,
                                IpProtocol.HOP_BY_HOP,
                                join(
                                        bytes(60, 0, 1, 4, 0, 0, 0, 0),
                                        bytes(44, 1, 1, 12),
                                        new byte[12],
                                        bytes(6, 0, 0, 0, 0, 0, 0, 9),
                                        SEGMENT))),
                new Stack(
                        "authentication header",
                        LinkType.RAW,
                        ipv4(CLIENT, SERVER, IpProtocol.AUTHENTICATION, join(bytes(6, 4), new byte[22], SEGMENT))));
    }

    private static byte[] gre(int flags, int protocol, byte[] fields, byte[] payload) {
        return ipv4(SERVER, CLIENT, IpProtocol.GRE, join(u16(flags), u16(protocol), fields, payload));
    }

    private static byte[] nflog() {
        return join(
                bytes(2, 0, 0, 5),
                bytes(9, 0, 10, 0, 'e', 't', 'h', '0', 0, 0, 0, 0),
                bytes(4 + DATAGRAM.length, 0, 9, 0),
                DATAGRAM);
    }

    private static byte[] pktap(byte[] frame) {
        byte[] header = new byte[108];
        header[0] = 108;
        header[4] = 1;
        header[8] = 1;
        return join(header, frame);
    }

    private void decode(byte[] frame, int link, int captured) {
        byte[] padded = join(new byte[3], Arrays.copyOf(frame, captured), bytes(0xEE, 0xEE));
        decoder.decode(padded, 3, captured, frame.length, link, packet);
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void everyStackLeadsToTheSameSegment(Stack stack) {
        decode(stack.frame, stack.link, stack.frame.length);
        assertEquals(Content.TCP, packet.content, () -> "stopped at " + packet.stop());
        assertNull(packet.stop());
        assertEquals(40_000, packet.sourcePort);
        assertEquals(25, packet.destinationPort);
        assertEquals(0xFFFF_FFF0, packet.sequence);
        assertEquals(77, packet.acknowledgement);
        assertEquals(0x18, packet.tcpFlags);
        assertEquals(packet.ipVersion == 4 ? CLIENT : CLIENT6, packet.source());
        assertEquals(packet.ipVersion == 4 ? SERVER : SERVER6, packet.destination());
        assertEquals(EHLO.length, packet.payloadLength);
        byte[] payload =
                Arrays.copyOfRange(packet.bytes, packet.payloadOffset, packet.payloadOffset + packet.payloadCaptured);
        assertArrayEquals(EHLO, payload);
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void everyHeaderMayBeCutAnywhere(Stack stack) {
        int tcpAt = stack.frame.length - SEGMENT.length;
        for (int captured = 0; captured < stack.frame.length; captured++) {
            decode(stack.frame, stack.link, captured);
            int at = captured;
            if (captured < tcpAt + TcpHeader.FIXED) {
                assertEquals(Content.OTHER, packet.content, () -> "cut to " + at);
                DecodeStop stop = packet.stop();
                assertNotNull(stop, () -> "cut to " + at);
                boolean honest = stop.cause() != Cause.CUT || stop.required() > stop.available();
                assertTrue(honest, stop::toString);
                assertTrue(stop.offset() <= captured, stop::toString);
            } else {
                assertEquals(Content.TCP, packet.content, () -> "cut to " + at);
                assertEquals(EHLO.length, packet.payloadLength, () -> "cut to " + at);
                assertEquals(captured - tcpAt - TcpHeader.FIXED, packet.payloadCaptured);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void theGlanceRejectsNoStack(Stack stack) {
        PortGlance smtp = new PortGlance(PortSet.smtp());
        assertTrue(smtp.accepts(stack.frame, 0, stack.frame.length, stack.link));
        decode(stack.frame, stack.link, stack.frame.length);
        assertTrue(smtp.wants(packet));
        assertFalse(new PortGlance(PortSet.of(26)).wants(packet));
    }

    @Test
    void randomDamageNeverThrowsAndTheGlanceNeverRejectsWhatIsWanted() {
        long seed = 20_260_301;
        Random random = new Random(seed);
        PortGlance glance = new PortGlance(PortSet.smtp());
        Stack[] stacks = stacks().toArray(Stack[]::new);
        for (int i = 0; i < 200_000; i++) {
            Stack stack = stacks[random.nextInt(stacks.length)];
            byte[] frame = stack.frame.clone();
            for (int flips = random.nextInt(6); flips >= 0; flips--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
            }
            int captured = random.nextInt(3) == 0 ? random.nextInt(frame.length + 1) : frame.length;
            int wire = random.nextInt(5) == 0 ? random.nextInt() : frame.length;
            decoder.decode(frame, 0, captured, wire, stack.link, packet);
            boolean wanted = packet.content != Content.FRAGMENT && glance.wants(packet);
            int round = i;
            assertTrue(
                    !wanted || glance.accepts(frame, 0, captured, stack.link),
                    () -> "seed " + seed + " round " + round + " " + stack);
            assertTrue(packet.payloadCaptured >= 0 && packet.payloadCaptured <= frame.length);
        }
    }

    @Test
    void fieldsOfTheIpHeaderAreKept() {
        decode(ethernet(EtherType.IPV4, ipv4(CLIENT, SERVER, 6, 0xBEEF, 0x4000, 20 + SEGMENT.length, SEGMENT)), 1, 62);
        assertEquals(0xBEEF, packet.ipId);
        assertTrue(packet.dontFragment);
        assertEquals(61, packet.ttl);
        assertEquals(2, packet.ecn);
        decode(DATAGRAM6, LinkType.RAW, DATAGRAM6.length);
        assertEquals(57, packet.ttl);
        assertEquals(1, packet.ecn);
        assertEquals(0, packet.ipId);
    }

    @Test
    void interfaceIndexAndDirectionOfAnAnyCaptureAreKept() {
        byte[] frame = join(u16(0x0800), u16(0), u32(3), u16(1), bytes(4, 6), new byte[8], DATAGRAM);
        decode(frame, LinkType.LINUX_SLL2, frame.length);
        assertEquals(3, packet.linkInterfaceIndex);
        assertEquals(4, packet.linkPacketType);
        assertEquals(3, LinkType.interfaceIndex(frame, 0, frame.length, LinkType.LINUX_SLL2));
        assertEquals(0, LinkType.interfaceIndex(frame, 0, 19, LinkType.LINUX_SLL2));
    }

    @Test
    void trailersBehindTheDatagramAreNoPayload() {
        byte[] bare = ethernet(EtherType.IPV4, ipv4(CLIENT, SERVER, 6, tcp(25, 9, 1, 1, 0x10, new byte[0])));
        decode(join(bare, new byte[6]), LinkType.ETHERNET, bare.length + 6);
        assertEquals(0, packet.payloadLength);
        assertEquals(0, packet.payloadCaptured);
    }

    @Test
    void totalLengthZeroMeansTheWholeFrame() {
        byte[] frame = ethernet(EtherType.IPV4, ipv4(CLIENT, SERVER, 6, 1, 0, 0, SEGMENT));
        decode(frame, LinkType.ETHERNET, frame.length);
        assertEquals(EHLO.length, packet.payloadLength);
    }

    @Test
    void theIpHeaderIsBelievedMoreThanAFrameLengthThatACutMadeUp() {
        byte[] whole = ipv4(CLIENT, SERVER, 6, 1, 0, 1500, SEGMENT);
        decoder.decode(whole, 0, whole.length, whole.length, LinkType.RAW, packet);
        assertEquals(1460, packet.payloadLength);
        assertEquals(EHLO.length, packet.payloadCaptured);
    }

    @Test
    void optionsAreReadAndMalformedOnesTolerated() {
        byte[] good =
                join(bytes(2, 4, 5, 0xB4, 4, 2, 1, 3, 3, 20), bytes(1, 1, 8, 10), u32(1000), u32(2000), bytes(1, 1));
        decodeOptions(join(good, new byte[(4 - good.length % 4) % 4]));
        assertEquals(1460, packet.maximumSegmentSize);
        assertEquals(14, packet.windowShift, "RFC 7323 section 2.3");
        assertTrue(packet.sackPermitted);
        assertTrue(packet.hasTimestamps);
        assertEquals(1000, packet.timestampValue);
        assertEquals(2000, packet.timestampEcho);

        decodeOptions(join(bytes(1, 1, 5, 18), u32(1), u32(2), u32(3), u32(4)));
        assertEquals(4, packet.sackEdgeCount);
        assertEquals(3, packet.sackEdges[2]);

        decodeOptions(bytes(2, 4, 5, 0xB4, 8, 200, 0, 0));
        assertEquals(1460, packet.maximumSegmentSize, "what stands before a malformed option is kept");
        assertFalse(packet.hasTimestamps);
        decodeOptions(bytes(2, 0, 0, 0));
        assertEquals(Packet.UNKNOWN, packet.maximumSegmentSize);
        decodeOptions(bytes(3, 4, 1, 1));
        assertEquals(Packet.UNKNOWN, packet.windowShift);
    }

    private void decodeOptions(byte[] options) {
        byte[] frame = ipv4(CLIENT, SERVER, 6, tcp(1, 25, 1, 0, 2, options, new byte[0]));
        decode(frame, LinkType.RAW, frame.length);
        assertEquals(Content.TCP, packet.content);
        assertFalse(packet.optionsCut);
        decode(frame, LinkType.RAW, frame.length - 1);
        assertTrue(packet.optionsCut);
        decode(frame, LinkType.RAW, frame.length);
    }

    @Test
    void icmpErrorsTellWhatTheyQuote() {
        byte[] quote = ipv4(CLIENT, SERVER, 6, 5, 0x4000, 1500, Arrays.copyOf(SEGMENT, 8));
        byte[] frame = ipv4(SERVER, CLIENT, 1, join(bytes(3, 4, 0, 0, 0, 0), u16(1400), quote));
        decode(frame, LinkType.RAW, frame.length);
        assertEquals(Content.ICMP_ERROR, packet.content, () -> "stopped at " + packet.stop());
        assertEquals(3, packet.icmpType);
        assertEquals(4, packet.icmpCode);
        assertEquals(1400, packet.icmpMtu);
        assertEquals(40_000, packet.quotedSourcePort);
        assertEquals(25, packet.quotedDestinationPort);
        assertEquals(0xFFFF_FFF0, packet.quotedSequence);
        assertEquals(SERVER, packet.source());
        for (int captured = 0; captured < frame.length - Integer.BYTES; captured++) {
            decode(frame, LinkType.RAW, captured);
            assertEquals(Content.OTHER, packet.content);
            assertTrue(packet.isCut());
        }
    }

    @Test
    void icmpErrorCutBehindTheQuotedPortsStillTellsWhoseSegmentItWas() {
        byte[] quote = ipv4(CLIENT, SERVER, 6, 5, 0x4000, 1500, Arrays.copyOf(SEGMENT, 8));
        byte[] frame = ipv4(SERVER, CLIENT, 1, join(bytes(3, 1, 0, 0, 0, 0), u16(0), quote));
        decode(frame, LinkType.RAW, frame.length - 4);
        assertEquals(Content.ICMP_ERROR, packet.content, () -> "stopped at " + packet.stop());
        assertEquals(40_000, packet.quotedSourcePort);
        assertEquals(25, packet.quotedDestinationPort);
        assertEquals(0, packet.quotedSequence);
        decode(frame, LinkType.RAW, frame.length - 5);
        assertEquals(Content.OTHER, packet.content);
        assertTrue(packet.isCut());
    }

    @Test
    void icmpV6TooBigTellsTheMtu() {
        byte[] quote = ipv6(CLIENT6, SERVER6, 6, Arrays.copyOf(SEGMENT, 20));
        byte[] frame = ipv6(SERVER6, CLIENT6, 58, join(bytes(2, 0, 0, 0), u32(1280), quote));
        decode(frame, LinkType.RAW, frame.length);
        assertEquals(Content.ICMP_ERROR, packet.content);
        assertEquals(1280, packet.icmpMtu);
        assertEquals(6, packet.quotedIpVersion);
        assertEquals(25, packet.quotedDestinationPort);
    }

    @Test
    void malformedHeadersAreToldFromCutOnes() {
        byte[] shortHeader = DATAGRAM.clone();
        shortHeader[0] = 0x44;
        decode(shortHeader, LinkType.IPV4, shortHeader.length);
        assertEquals(new DecodeStop(Layer.IPV4, Cause.MALFORMED, 0, 0, shortHeader.length), packet.stop());
        byte[] tcpOffset = DATAGRAM.clone();
        tcpOffset[32] = 0x40;
        decode(tcpOffset, LinkType.IPV4, tcpOffset.length);
        assertEquals(new DecodeStop(Layer.TCP, Cause.MALFORMED, 20, 0, SEGMENT.length), packet.stop());
        assertEquals(25, packet.destinationPort, "the decoded prefix is kept");
    }

    @Test
    void endlessNestingStops() {
        byte[] nested = DATAGRAM;
        for (int i = 0; i < 60; i++) {
            nested = ipv4(CLIENT, SERVER, IpProtocol.IPV4, nested);
        }
        decode(nested, LinkType.RAW, nested.length);
        DecodeStop stop = packet.stop();
        assertNotNull(stop);
        assertEquals(Cause.TOO_DEEP, stop.cause());
    }

    @Test
    void theGlanceRejectsOtherTraffic() {
        PortGlance glance = new PortGlance(PortSet.smtp());
        byte[] web = ethernet(0x0800, ipv4(CLIENT, SERVER, 6, tcp(40_000, 443, 1, 1, 0x10, EHLO)));
        byte[] dns = ethernet(0x0800, ipv4(CLIENT, SERVER, 17, udp(53, EHLO)));
        byte[] ping = ethernet(0x0800, ipv4(CLIENT, SERVER, 1, bytes(8, 0, 0, 0, 0, 0, 0, 0)));
        byte[] arp = ethernet(0x0806, new byte[28]);
        for (byte[] frame : new byte[][] {web, dns, ping, arp}) {
            assertFalse(glance.accepts(frame, 0, frame.length, LinkType.ETHERNET));
        }
        byte[] later = ethernet(0x0800, ipv4(CLIENT, SERVER, 6, 1, 0x00B9, 20 + EHLO.length, EHLO));
        assertTrue(glance.accepts(later, 0, later.length, LinkType.ETHERNET));
    }
}
