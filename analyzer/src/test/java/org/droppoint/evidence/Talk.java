package org.droppoint.evidence;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.droppoint.capture.CaptureBytes;

/** A TCP session written frame by frame into a pcapng file that tells more about its makers than it should. */
public final class Talk {
    static final byte[] CLIENT_MAC = {0x00, 0x1b, 0x21, 0x5e, (byte) 0xc7, 0x11};
    static final byte[] SERVER_MAC = {0x00, 0x50, 0x56, (byte) 0xa9, 0x3d, 0x42};

    private final byte[] client;
    private final byte[] server;
    private final int port;
    private final long[] sequence = {1000, 5000};
    private final long[] arrived = {1000, 5000};
    private final boolean[] stuck = new boolean[2];
    private final List<byte[]> frames;
    private final boolean soundChecksums;

    private Talk(byte[] client, byte[] server, int port, List<byte[]> frames, boolean soundChecksums) {
        this.client = client;
        this.server = server;
        this.port = port;
        this.frames = frames;
        this.soundChecksums = soundChecksums;
    }

    public static Talk open(byte[] client, byte[] server, int port, List<byte[]> frames, boolean soundChecksums) {
        Talk talk = new Talk(client, server, port, frames, soundChecksums);
        talk.segment(true, 0x02, new byte[0]);
        talk.segment(false, 0x12, new byte[0]);
        talk.segment(true, 0x10, new byte[0]);
        return talk;
    }

    public Talk client(String text) {
        return client(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Talk client(byte[] bytes) {
        segment(true, 0x18, bytes);
        return this;
    }

    public Talk server(String text) {
        segment(false, 0x18, text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** The last segment's frame is not in this capture; its place in time stays. */
    public Talk unseen() {
        frames.set(frames.size() - 1, new byte[0]);
        return this;
    }

    /** The last segment so many times more, 300 ms apart. */
    public Talk repeated(int times) {
        byte[] last = frames.get(frames.size() - 1);
        for (int i = 0; i < times; i++) {
            idle(300).frames.add(last);
        }
        return this;
    }

    /** From the next segment of this side on, nothing arrives at the other: it goes on acknowledging what it had. */
    public Talk losing(boolean fromClient) {
        stuck[fromClient ? 0 : 1] = true;
        return this;
    }

    public Talk idle(int millis) {
        for (int i = 0; i < millis; i++) {
            frames.add(new byte[0]);
        }
        return this;
    }

    public Talk acknowledge(boolean byClient) {
        segment(byClient, 0x10, new byte[0]);
        return this;
    }

    public void close() {
        segment(true, 0x11, new byte[0]);
        segment(false, 0x11, new byte[0]);
        segment(true, 0x10, new byte[0]);
    }

    /** An ICMP error of a router about a segment of the client that was too big. */
    void tooBig(byte[] router) {
        byte[] quoted = ip(client, server, 6, new byte[28]);
        ByteBuffer.wrap(quoted).putShort(20, (short) port).putShort(22, (short) 25);
        ByteBuffer icmp = ByteBuffer.allocate(8 + quoted.length);
        icmp.put((byte) 3).put((byte) 4).putShort(6, (short) 1400).position(8).put(quoted);
        frames.add(ethernet(true, ip(router, client, 1, icmp.array())));
    }

    private void segment(boolean fromClient, int flags, byte[] payload) {
        int side = fromClient ? 0 : 1;
        ByteBuffer tcp = ByteBuffer.allocate(32 + payload.length);
        tcp.putShort((short) (fromClient ? port : 25)).putShort((short) (fromClient ? 25 : port));
        tcp.putInt((int) sequence[side]).putInt((flags & 0x10) != 0 ? (int) arrived[1 - side] : 0);
        tcp.put((byte) 0x80).put((byte) flags).putShort((short) 8192).putInt(0);
        // an option that nobody knows, with a word in it
        tcp.put((byte) 0xfd).put((byte) 10).put("OPTNWORD".getBytes(StandardCharsets.US_ASCII));
        tcp.put((byte) 1).put((byte) 1).put(payload);
        sequence[side] += payload.length + ((flags & 0x03) != 0 ? 1 : 0);
        arrived[side] = stuck[side] ? arrived[side] : sequence[side];
        byte[] from = fromClient ? client : server;
        byte[] to = fromClient ? server : client;
        byte[] packet = ip(from, to, 6, tcp.array());
        int right = checksum(pseudo(packet));
        ByteBuffer.wrap(packet).putShort(36, (short) (soundChecksums ? right : right ^ 0x0101));
        frames.add(ethernet(fromClient, packet));
    }

    private static byte[] ip(byte[] from, byte[] to, int protocol, byte[] data) {
        ByteBuffer ip = ByteBuffer.allocate(20 + data.length);
        ip.put((byte) 0x45).put((byte) 0).putShort((short) (20 + data.length)).putInt(0x12344000);
        ip.put((byte) 64).put((byte) protocol).putShort((short) 0).put(from).put(to);
        ip.putShort(10, (short) checksum(java.util.Arrays.copyOf(ip.array(), 20)));
        return ip.put(data).array();
    }

    /** Pseudo header and segment. */
    static byte[] pseudo(byte[] packet) {
        ByteBuffer pseudo = ByteBuffer.allocate(12 + packet.length - 20);
        pseudo.put(packet, 12, 8).putShort((short) 6).putShort((short) (packet.length - 20));
        return pseudo.put(packet, 20, packet.length - 20).array();
    }

    static int checksum(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) ~sum & 0xffff;
    }

    private static byte[] ethernet(boolean fromClient, byte[] packet) {
        byte[] trailer = "TRAILERWORD".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(14 + packet.length + trailer.length);
        frame.put(fromClient ? SERVER_MAC : CLIENT_MAC).put(fromClient ? CLIENT_MAC : SERVER_MAC);
        return frame.putShort((short) 0x0800).put(packet).put(trailer).array();
    }

    /** All frames a millisecond apart, in a file whose blocks say who captured, on what, and the keys besides. */
    public static byte[] file(List<byte[]> frames) {
        CaptureBytes file = new CaptureBytes(false);
        CaptureBytes about = file.same()
                .option(1, "SECTIONCOMMENT of the case")
                .option(2, "HARDWAREWORD")
                .option(3, "OSWORD 10")
                .option(0, "");
        file.block(
                0x0a0d0d0aL, file.same().u32(0x1a2b3c4d).u16(1).u16(0).u64(-1).raw(about.bytes()));
        file.interfaceBlock(
                1,
                0,
                file.same().option(2, "IFNAMEWORD0").option(3, "IFDESCRWORD").option(0, ""));
        file.block(
                4,
                file.same()
                        .u16(1)
                        .u16(14)
                        .raw(new byte[] {10, 77, 66, 55})
                        .raw(text("NAMERESWORD\0"))
                        .u32(0));
        file.block(10, file.same().u32(0x544c534b).u32(18).raw(text("CLIENT_RANDOM KEYW")));
        long ticks = 1_700_000_000_000_000L;
        for (byte[] frame : frames) {
            ticks += 1000;
            if (frame.length > 0) {
                file.enhanced(
                        0,
                        ticks,
                        frame,
                        frame.length,
                        file.same().option(1, "PACKETCOMMENTWORD").option(0, ""));
            }
        }
        return file.bytes();
    }

    /** The same a millisecond later, as another tap has it. */
    public static List<byte[]> later(List<byte[]> frames) {
        List<byte[]> later = new ArrayList<>(frames);
        later.add(0, new byte[0]);
        return later;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    public static List<byte[]> frames() {
        return new ArrayList<>();
    }
}
