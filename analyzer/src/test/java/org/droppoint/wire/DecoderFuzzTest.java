package org.droppoint.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.droppoint.base.IpAddress;

/** Any bytes as a frame of any link type, cut anywhere. */
class DecoderFuzzTest {
    private static final IpAddress A = IpAddress.parse("192.0.2.1");
    private static final IpAddress B = IpAddress.parse("192.0.2.2");

    @FuzzTest
    void decodes(FuzzedDataProvider data) {
        int link = data.consumeInt(0, 400);
        int cut = data.consumeInt(0, 64);
        byte[] frame = data.consumeRemainingAsBytes();
        new PacketDecoder().decode(frame, 0, Math.max(0, frame.length - cut), frame.length, link, new Packet());
    }

    /** Fragments in any order, of one datagram whose every byte is known. */
    @FuzzTest
    void reassembles(FuzzedDataProvider data) {
        FragmentReassembler reassembler = new FragmentReassembler();
        PacketDecoder decoder = new PacketDecoder();
        Packet packet = new Packet();
        for (int count = data.consumeInt(1, 50); count > 0; count--) {
            int offset = data.consumeInt(0, 8191);
            byte[] part = new byte[data.consumeInt(0, 1500)];
            for (int i = 0; i < part.length; i++) {
                part[i] = content(offset * 8 + i);
            }
            int flags = offset | (data.consumeBoolean() ? 0x2000 : 0);
            byte[] frame = TestFrames.ipv4(A, B, IpProtocol.TCP, 7, flags, 20 + part.length, part);
            int captured = data.consumeInt(0, 9) == 0 ? data.consumeInt(20, frame.length) : frame.length;
            decoder.decode(frame, 0, captured, frame.length, LinkType.RAW, packet);
            FragmentReassembler.Reassembled whole =
                    packet.content == Packet.Content.FRAGMENT ? reassembler.add(packet, count) : null;
            for (int i = 20; whole != null && i < whole.bytes().length; i++) {
                assertEquals(content(i - 20), whole.bytes()[i], "offset " + (i - 20));
            }
        }
    }

    private static byte content(int offset) {
        return (byte) (offset * 31 + (offset >> 8));
    }
}
