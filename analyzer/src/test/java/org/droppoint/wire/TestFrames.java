package org.droppoint.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.droppoint.base.IpAddress;

/** Frames for tests, written byte by byte from the RFCs' diagrams; checksums stay 0, nothing here verifies them. */
public final class TestFrames {
    private TestFrames() {}

    public static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    public static byte[] u16(int value) {
        return bytes(value >>> 8, value);
    }

    public static byte[] u32(long value) {
        return bytes((int) (value >>> 24), (int) (value >>> 16), (int) (value >>> 8), (int) value);
    }

    public static byte[] ethernet(int type, byte[] payload) {
        return join(bytes(2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2), u16(type), payload);
    }

    /** IPv4 without options, its total length that of the payload. */
    public static byte[] ipv4(IpAddress source, IpAddress destination, int protocol, byte[] payload) {
        return ipv4(source, destination, protocol, 1, 0, 20 + payload.length, payload);
    }

    public static byte[] ipv4(
            IpAddress source,
            IpAddress destination,
            int protocol,
            int id,
            int fragment,
            int totalLength,
            byte[] payload) {
        return join(
                bytes(0x45, 0x02),
                u16(totalLength),
                u16(id),
                u16(fragment),
                bytes(61, protocol, 0, 0),
                source.toBytes(),
                destination.toBytes(),
                payload);
    }

    public static byte[] ipv6(IpAddress source, IpAddress destination, int next, byte[] payload) {
        return join(
                bytes(0x60, 0x10, 0, 0),
                u16(payload.length),
                bytes(next, 57),
                source.toBytes(),
                destination.toBytes(),
                payload);
    }

    public static byte[] tcp(int source, int destination, long sequence, long ack, int flags, byte[] payload) {
        return tcp(source, destination, sequence, ack, flags, new byte[0], payload);
    }

    /** Options must fill words of four bytes. */
    public static byte[] tcp(
            int source, int destination, long sequence, long ack, int flags, byte[] options, byte[] payload) {
        return join(
                u16(source),
                u16(destination),
                u32(sequence),
                u32(ack),
                u16((5 + options.length / 4) << 12 | flags),
                u16(0x2000),
                bytes(0, 0, 0, 0),
                options,
                payload);
    }

    public static byte[] udp(int destination, byte[] payload) {
        return join(u16(50_000), u16(destination), u16(8 + payload.length), bytes(0, 0), payload);
    }
}
