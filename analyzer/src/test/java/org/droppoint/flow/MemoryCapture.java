package org.droppoint.flow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.droppoint.capture.CaptureHealth;
import org.droppoint.capture.CaptureInterface;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
import org.droppoint.capture.PayloadStore;

/**
 * A capture held in memory: frames given one by one, or a whole well-formed pcap or pcapng file. Independent of the
 * product's readers, so that these tests fail for reasons of their own only.
 */
public final class MemoryCapture implements CaptureReader {
    private static final int MAGIC_MICRO = 0xA1B2C3D4;
    private static final int MAGIC_NANO = 0xA1B23C4D;
    private static final int MAGIC_SECTION = 0x0A0D0D0A;
    private static final int BYTE_ORDER = 0x1A2B3C4D;

    private record Stored(int at, int captured, int wire, int link, int interfaceId, long nanos) {}

    private final List<Stored> frames = new ArrayList<>();
    private final List<CaptureInterface> interfaces = new ArrayList<>();
    private final List<long[]> clocks = new ArrayList<>();
    private byte[] bytes;
    private int size;
    private int position;

    public MemoryCapture() {
        bytes = new byte[1 << 16];
    }

    private MemoryCapture(byte[] file) {
        bytes = file;
        size = file.length;
    }

    static MemoryCapture of(Path path) throws IOException {
        byte[] raw = Files.readAllBytes(path);
        if (raw.length > 2 && (raw[0] & 0xFF) == 0x1F && (raw[1] & 0xFF) == 0x8B) {
            ByteArrayOutputStream inflated = new ByteArrayOutputStream();
            try (var in = new GZIPInputStream(Files.newInputStream(path))) {
                in.transferTo(inflated);
            }
            raw = inflated.toByteArray();
        }
        MemoryCapture capture = new MemoryCapture(raw);
        ByteBuffer buffer = ByteBuffer.wrap(raw);
        if (raw.length >= 24 && buffer.getInt(0) == MAGIC_SECTION) {
            capture.readPcapng(buffer);
        } else if (raw.length >= 24) {
            capture.readPcap(buffer);
        }
        return capture;
    }

    /** Adds a frame whose wire length is its own. */
    public MemoryCapture frame(long nanos, int link, byte[] content) {
        return frame(nanos, link, 0, content.length, content);
    }

    /** Adds a frame of which this content was kept. */
    public MemoryCapture frame(long nanos, int link, int interfaceId, int wireLength, byte[] content) {
        while (size + content.length > bytes.length) {
            bytes = java.util.Arrays.copyOf(bytes, bytes.length * 2);
        }
        System.arraycopy(content, 0, bytes, size, content.length);
        frames.add(new Stored(size, content.length, wireLength, link, interfaceId, nanos));
        size += content.length;
        return this;
    }

    private void readPcap(ByteBuffer in) throws IOException {
        int magic = in.getInt(0);
        if (magic != MAGIC_MICRO && magic != MAGIC_NANO) {
            in.order(ByteOrder.LITTLE_ENDIAN);
            magic = in.getInt(0);
        }
        if (magic != MAGIC_MICRO && magic != MAGIC_NANO) {
            throw new IOException("not a plain pcap file");
        }
        int link = in.getInt(20) & 0xFFFF;
        int at = 24;
        while (at + 16 <= size) {
            long fraction = in.getInt(at + 4) & 0xFFFF_FFFFL;
            int captured = in.getInt(at + 8);
            if (captured < 0 || captured > size - at - 16) {
                return;
            }
            long nanos = (in.getInt(at) & 0xFFFF_FFFFL) * 1_000_000_000L
                    + (magic == MAGIC_NANO ? fraction : fraction * 1000);
            frames.add(new Stored(at + 16, captured, in.getInt(at + 12), link, 0, nanos));
            at += 16 + captured;
        }
    }

    private void readPcapng(ByteBuffer in) {
        int at = 0;
        int firstInterface = 0;
        while (at + 12 <= size) {
            if (in.getInt(at) == MAGIC_SECTION) {
                in.order(
                        in.order(ByteOrder.BIG_ENDIAN).getInt(at + 8) == BYTE_ORDER
                                ? ByteOrder.BIG_ENDIAN
                                : ByteOrder.LITTLE_ENDIAN);
                firstInterface = interfaces.size();
            }
            int type = in.getInt(at);
            int length = in.getInt(at + 4);
            if (length < 12 || length > size - at) {
                return;
            }
            block(in, at, type, length, firstInterface);
            at += length;
        }
    }

    private void block(ByteBuffer in, int at, int type, int length, int firstInterface) {
        if (type == 1) {
            interfaces.add(
                    new CaptureInterface(interfaces.size(), null, in.getShort(at + 8) & 0xFFFF, in.getInt(at + 12)));
            clocks.add(clock(in, at + 16, at + length - 4));
        } else if (type == 6 || type == 2) {
            int number = type == 6 ? in.getInt(at + 8) : in.getShort(at + 8) & 0xFFFF;
            int id = firstInterface + number;
            if (id >= interfaces.size() || id < 0) {
                return;
            }
            long ticks = (in.getInt(at + 12) & 0xFFFF_FFFFL) << 32 | in.getInt(at + 16) & 0xFFFF_FFFFL;
            long[] clock = clocks.get(id);
            long seconds = Long.divideUnsigned(ticks, clock[0]);
            long rest = Long.remainderUnsigned(ticks, clock[0]);
            long nanos = (seconds + clock[1]) * 1_000_000_000L + Math.round(rest * (1e9 / clock[0]));
            add(at + 28, in.getInt(at + 20), in.getInt(at + 24), id, nanos, at + length);
        } else if (type == 3 && firstInterface < interfaces.size()) {
            int wire = in.getInt(at + 8);
            int snap = interfaces.get(firstInterface).snapLengthBytes();
            int captured = Math.min(length - 16, snap == 0 ? wire : Math.min(wire, snap));
            add(at + 12, captured, wire, firstInterface, 0, at + length);
        }
    }

    private void add(int at, int captured, int wire, int id, long nanos, int limit) {
        if (captured >= 0 && captured <= limit - at) {
            frames.add(new Stored(at, captured, wire, interfaces.get(id).linkType(), id, nanos));
        }
    }

    /** Ticks a second and an offset in seconds. */
    private static long[] clock(ByteBuffer in, int from, int limit) {
        long[] clock = {1_000_000, 0};
        int at = from;
        while (at + 4 <= limit) {
            int code = in.getShort(at) & 0xFFFF;
            int length = in.getShort(at + 2) & 0xFFFF;
            if (code == 0 || at + 4 + length > limit) {
                return clock;
            }
            if (code == 9) {
                int resolution = in.get(at + 4) & 0xFF;
                clock[0] = resolution < 128 ? (long) Math.pow(10, resolution) : 1L << (resolution & 0x7F);
            } else if (code == 14) {
                clock[1] = in.getLong(at + 4);
            }
            at += 4 + (length + 3 & ~3);
        }
        return clock;
    }

    @Override
    public boolean next(Frame into) {
        if (position == frames.size()) {
            return false;
        }
        Stored stored = frames.get(position++);
        into.bytes = bytes;
        into.offset = stored.at;
        into.filePosition = stored.at;
        into.capturedLength = stored.captured;
        into.wireLength = stored.wire;
        into.linkType = stored.link;
        into.interfaceId = stored.interfaceId;
        into.epochNanos = stored.nanos;
        into.number = position;
        return true;
    }

    /** Writes all frames as a pcap file with nanosecond time stamps. */
    void writeNanosecondPcap(Path file, int link) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ints(MAGIC_NANO, 2 << 16 | 4, 0, 0, 1 << 16, link));
        for (Stored each : frames) {
            long seconds = Math.floorDiv(each.nanos, 1_000_000_000L);
            int rest = (int) Math.floorMod(each.nanos, 1_000_000_000L);
            out.write(ints((int) seconds, rest, each.captured, each.wire));
            out.write(bytes, each.at, each.captured);
        }
        Files.write(file, out.toByteArray());
    }

    private static byte[] ints(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4);
        for (int value : values) {
            buffer.putInt(value);
        }
        return buffer.array();
    }

    /** Reads from the first frame again. */
    void rewind() {
        position = 0;
    }

    /** As a snap length would have cut the frame of this index, counted from 0. */
    MemoryCapture cutFrame(int index, int captured) {
        Stored whole = frames.get(index);
        frames.set(index, new Stored(whole.at, captured, whole.wire, whole.link, whole.interfaceId, whole.nanos));
        return this;
    }

    int frameCount() {
        return frames.size();
    }

    @Override
    public PayloadStore payload() {
        return new PayloadStore() {
            @Override
            public long keep(Frame frame) {
                return frame.filePosition;
            }

            @Override
            public long keep(byte[] from, int offset, int length) {
                int at = size;
                byte[] grown = java.util.Arrays.copyOf(bytes, size + length);
                System.arraycopy(from, offset, grown, at, length);
                bytes = grown;
                size += length;
                return at;
            }

            @Override
            public int read(long position, byte[] into, int at, int length) {
                int count = Math.max(0, Math.min(length, size - (int) position));
                System.arraycopy(bytes, (int) position, into, at, count);
                return count;
            }
        };
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return interfaces;
    }

    @Override
    public CaptureHealth health() {
        return new CaptureHealth(frames.size(), 0, Long.MAX_VALUE, Long.MIN_VALUE, OptionalLong.empty(), List.of());
    }

    @Override
    public void close() {
        // nothing is held open
    }
}
