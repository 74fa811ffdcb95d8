package org.droppoint.capture;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds captures byte by byte, in either byte order, with whatever a test wants to be wrong in them. */
public final class CaptureBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean bigEndian;

    public CaptureBytes(boolean bigEndian) {
        this.bigEndian = bigEndian;
    }

    public CaptureBytes u8(int value) {
        out.write(value);
        return this;
    }

    public CaptureBytes u16(int value) {
        return bigEndian ? u8(value >> 8).u8(value) : u8(value).u8(value >> 8);
    }

    public CaptureBytes u32(long value) {
        int low = (int) value & 0xffff;
        int high = (int) (value >> 16) & 0xffff;
        return bigEndian ? u16(high).u16(low) : u16(low).u16(high);
    }

    public CaptureBytes u64(long value) {
        return bigEndian ? u32(value >>> 32).u32(value) : u32(value).u32(value >>> 32);
    }

    public CaptureBytes raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public CaptureBytes pad() {
        while (out.size() % 4 != 0) {
            u8(0);
        }
        return this;
    }

    public CaptureBytes pcapHeader(long magic, int minor, int snap, long link) {
        return u32(magic).u16(2).u16(minor).u32(0).u32(0).u32(snap).u32(link);
    }

    public CaptureBytes pcapRecord(long seconds, long fraction, byte[] data, int wire) {
        return u32(seconds).u32(fraction).u32(data.length).u32(wire).raw(data);
    }

    /** A pcapng block around a body built by {@code body}. */
    public CaptureBytes block(long type, CaptureBytes body) {
        byte[] bytes = body.pad().bytes();
        return u32(type).u32(bytes.length + 12).raw(bytes).u32(bytes.length + 12);
    }

    public CaptureBytes section() {
        return block(0x0a0d0d0aL, same().u32(0x1a2b3c4d).u16(1).u16(0).u64(-1));
    }

    public CaptureBytes interfaceBlock(int link, int snap, CaptureBytes options) {
        return block(1, same().u16(link).u16(0).u32(snap).raw(options.bytes()));
    }

    public CaptureBytes option(int code, byte... value) {
        return u16(code).u16(value.length).raw(value).pad();
    }

    public CaptureBytes option(int code, String value) {
        return option(code, value.getBytes(StandardCharsets.UTF_8));
    }

    public CaptureBytes enhanced(int iface, long ticks, byte[] data, int wire, CaptureBytes options) {
        CaptureBytes body = same().u32(iface)
                .u32(ticks >>> 32)
                .u32(ticks)
                .u32(data.length)
                .u32(wire)
                .raw(data)
                .pad()
                .raw(options.bytes());
        return block(6, body);
    }

    public CaptureBytes same() {
        return new CaptureBytes(bigEndian);
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    /** Bytes that look like no header of anything. */
    public static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
