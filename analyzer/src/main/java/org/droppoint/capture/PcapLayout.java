package org.droppoint.capture;

import java.util.ArrayList;
import java.util.List;

/**
 * What the 24 bytes at the head of a classic pcap say about its records.
 *
 * <pre>
 *  0 magic | 4 major | 6 minor | 8 zone, never used | 12 accuracy, never used | 16 snap length | 20 link type
 * </pre>
 *
 * The link type field carries, above its lower 16 bits, the length of the frame check sequence (bits 28 to 31, valid
 * where bit 26 is set). The sequence stays in the frame: IP's own length leaves it out.
 *
 * @param nanosPerFraction 1000 where the fraction counts microseconds, 1 where it counts nanoseconds
 */
record PcapLayout(
        boolean bigEndian,
        long nanosPerFraction,
        int recordHeaderBytes,
        LengthOrder lengthOrder,
        int snapLengthBytes,
        int linkType) {

    static final int MAGIC_MICROS = 0xa1b2c3d4;
    static final int MAGIC_NANOS = 0xa1b23c4d;
    /** Alexey Kuznetzov's patched libpcap: eight more bytes (interface, protocol, packet type) a record. */
    static final int MAGIC_MODIFIED = 0xa1b2cd34;

    private static final int PLAIN_HEADER_BYTES = 16;
    private static final int MODIFIED_HEADER_BYTES = 24;
    /** Nokia IPSO, the platform of older Check Point firewalls, adds four bytes under the ordinary magic. */
    private static final int NOKIA_HEADER_BYTES = 20;

    private static final int LINK_TYPE_MASK = 0xffff;

    /** Before version 2.3 the length on the wire came first; files of 2.3 itself come in both orders. */
    enum LengthOrder {
        CAPTURED_FIRST,
        WIRE_FIRST,
        SMALLER_IS_CAPTURED;

        int captured(int first, int second) {
            return switch (this) {
                case CAPTURED_FIRST -> first;
                case WIRE_FIRST -> second;
                case SMALLER_IS_CAPTURED -> Math.min(first, second);
            };
        }

        int wire(int first, int second) {
            return switch (this) {
                case CAPTURED_FIRST -> second;
                case WIRE_FIRST -> first;
                case SMALLER_IS_CAPTURED -> Math.max(first, second);
            };
        }
    }

    static boolean isMagic(int magic) {
        return magic == MAGIC_MICROS || magic == MAGIC_NANOS || magic == MAGIC_MODIFIED;
    }

    /** Reads a header whose magic {@link #isMagic} knows in one of the two byte orders. */
    static PcapLayout of(byte[] bytes, int at) {
        boolean bigEndian = isMagic(Bytes.int32(bytes, at, true));
        int magic = Bytes.int32(bytes, at, bigEndian);
        int major = Bytes.uint16(bytes, at + 4, bigEndian);
        int minor = Bytes.uint16(bytes, at + 6, bigEndian);
        return new PcapLayout(
                bigEndian,
                magic == MAGIC_NANOS ? 1 : 1000,
                magic == MAGIC_MODIFIED ? MODIFIED_HEADER_BYTES : PLAIN_HEADER_BYTES,
                lengthOrder(major, minor),
                Bytes.int32(bytes, at + 16, bigEndian),
                Bytes.int32(bytes, at + 20, bigEndian) & LINK_TYPE_MASK);
    }

    /** DG/UX wrote 543.0 and the old order (known from libpcap's savefile reader). */
    private static LengthOrder lengthOrder(int major, int minor) {
        if (major == 543 || major == 2 && minor < 3) {
            return LengthOrder.WIRE_FIRST;
        }
        return major == 2 && minor == 3 ? LengthOrder.SMALLER_IS_CAPTURED : LengthOrder.CAPTURED_FIRST;
    }

    /** This layout first, then those of programs that changed the records and kept the magic. */
    List<PcapLayout> variants() {
        List<PcapLayout> all = new ArrayList<>();
        all.add(this);
        for (int bytes : new int[] {PLAIN_HEADER_BYTES, MODIFIED_HEADER_BYTES, NOKIA_HEADER_BYTES}) {
            if (bytes != recordHeaderBytes) {
                all.add(new PcapLayout(bigEndian, nanosPerFraction, bytes, lengthOrder, snapLengthBytes, linkType));
            }
        }
        return all;
    }

    /** The format's name and what is particular about it. */
    List<String> words() {
        List<String> words = new ArrayList<>(List.of(
                "pcap",
                bigEndian ? "big-endian" : "little-endian",
                nanosPerFraction == 1 ? "nanoseconds" : "microseconds"));
        if (recordHeaderBytes == MODIFIED_HEADER_BYTES) {
            words.add("Kuznetzov's longer record headers");
        } else if (recordHeaderBytes == NOKIA_HEADER_BYTES) {
            words.add("Nokia IPSO's longer record headers");
        }
        if (lengthOrder != LengthOrder.CAPTURED_FIRST) {
            words.add("of a version before 2.4");
        }
        return words;
    }

    long fractionsPerSecond() {
        return 1_000_000_000L / nanosPerFraction;
    }
}
