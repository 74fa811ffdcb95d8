package org.droppoint.capture;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An interface of one pcapng section: what its packets are read with, and what its statistics say. */
final class PcapngInterface {
    // Interface Description Block
    private static final int LINK_TYPE = 8;
    private static final int SNAP_LENGTH = 12;
    private static final int DESCRIPTION_OPTIONS = 16;
    private static final int MIN_DESCRIPTION_BYTES = 20;
    // Interface Statistics Block
    private static final int STATISTICS_OPTIONS = 20;
    static final int MIN_STATISTICS_BYTES = 24;

    private static final int IF_NAME = 2;
    private static final int IF_DESCRIPTION = 3;
    private static final int IF_TSRESOL = 9;
    private static final int IF_TSOFFSET = 14;
    private static final int IF_FILTER = 11;
    private static final int OPT_COMMENT = 1;
    private static final int ISB_IFRECV = 4;
    private static final int ISB_IFDROP = 5;
    private static final int ISB_OSDROP = 7;

    private static final int MAX_NAME_BYTES = 512;

    /** What an Interface Description Block says. */
    record Description(
            @Nullable String name,
            @Nullable String description,
            int linkType,
            int snapLengthBytes,
            PcapngClock clock,
            @Nullable String filter,
            int comments) {}

    private final CaptureInterface described;
    private final PcapngClock clock;
    private final boolean wanted;
    private long droppedBeforePackets;
    private boolean countsDrops;
    private @Nullable Long droppedInStatistics;
    private OptionalLong received = OptionalLong.empty();
    private OptionalLong droppedByInterface = OptionalLong.empty();
    private OptionalLong droppedBySystem = OptionalLong.empty();
    private final @Nullable String filter;

    PcapngInterface(CaptureInterface described, Description read, boolean wanted) {
        this.described = described;
        this.clock = read.clock();
        this.filter = read.filter();
        this.wanted = wanted;
    }

    static Description read(byte[] bytes, int block, int total, boolean bigEndian) {
        if (total < MIN_DESCRIPTION_BYTES) {
            return new Description(null, null, 0, 0, PcapngClock.MICROSECONDS, null, 0);
        }
        String name = null;
        String description = null;
        int resolution = PcapngClock.DEFAULT_RESOLUTION;
        long offsetSeconds = 0;
        String filter = null;
        int comments = 0;
        int end = block + total - 4;
        int at = block + DESCRIPTION_OPTIONS;
        while (PacketOptions.fits(bytes, at, end, bigEndian)) {
            int length = PacketOptions.length(bytes, at, bigEndian);
            int value = at + 4;
            switch (PacketOptions.code(bytes, at, bigEndian)) {
                case IF_NAME -> name = text(bytes, value, length);
                case IF_DESCRIPTION -> description = text(bytes, value, length);
                case IF_TSRESOL -> resolution = length >= 1 ? Bytes.uint8(bytes, value) : resolution;
                case IF_TSOFFSET -> offsetSeconds = length >= 8 ? Bytes.int64(bytes, value, bigEndian) : offsetSeconds;
                // the first byte tells libpcap's text from BPF's code
                case IF_FILTER ->
                    filter = length >= 2 && bytes[value] == 0 ? text(bytes, value + 1, length - 1) : filter;
                case OPT_COMMENT -> comments++;
                default -> {}
            }
            at = PacketOptions.behind(bytes, at, bigEndian);
        }
        return new Description(
                name,
                description,
                Bytes.uint16(bytes, block + LINK_TYPE, bigEndian),
                Math.max(0, Bytes.int32(bytes, block + SNAP_LENGTH, bigEndian)),
                PcapngClock.of(resolution, offsetSeconds),
                filter,
                comments);
    }

    /** UTF-8 without control characters; names go into terminals and reports. Some writers count a final zero. */
    private static @Nullable String text(byte[] bytes, int at, int length) {
        String raw = new String(bytes, at, Math.min(length, MAX_NAME_BYTES), StandardCharsets.UTF_8);
        String clean = raw.replaceAll("\\p{Cntrl}", "").strip();
        return clean.isEmpty() ? null : clean;
    }

    CaptureInterface described() {
        return described;
    }

    PcapngClock clock() {
        return clock;
    }

    boolean wanted() {
        return wanted;
    }

    /** Packets lost between the one before and the one that says so. */
    void droppedBefore(long packets) {
        if (packets >= 0) {
            countsDrops = true;
            droppedBeforePackets += packets;
        }
    }

    /** Statistics count from the start of the capture, so the last ones hold. */
    void statistics(byte[] bytes, int block, int total, boolean bigEndian) {
        int end = block + total - 4;
        int at = block + STATISTICS_OPTIONS;
        long dropped = 0;
        boolean said = false;
        while (PacketOptions.fits(bytes, at, end, bigEndian)) {
            int code = PacketOptions.code(bytes, at, bigEndian);
            count(bytes, at, code, bigEndian);
            if ((code == ISB_IFDROP || code == ISB_OSDROP) && PacketOptions.length(bytes, at, bigEndian) >= 8) {
                long count = Bytes.int64(bytes, at + 4, bigEndian);
                said |= count >= 0;
                dropped += Math.max(0, count);
            }
            at = PacketOptions.behind(bytes, at, bigEndian);
        }
        if (said) {
            droppedInStatistics = Math.max(0, dropped);
        }
    }

    private void count(byte[] bytes, int at, int code, boolean bigEndian) {
        long value = PacketOptions.length(bytes, at, bigEndian) >= 8 ? Bytes.int64(bytes, at + 4, bigEndian) : -1;
        if (value < 0) {
            return;
        }
        switch (code) {
            case ISB_IFRECV -> received = OptionalLong.of(value);
            case ISB_IFDROP -> droppedByInterface = OptionalLong.of(value);
            case ISB_OSDROP -> droppedBySystem = OptionalLong.of(value);
            default -> {
                // nothing about losses
            }
        }
    }

    CaptureNotes.InterfaceNotes notes() {
        return new CaptureNotes.InterfaceNotes(
                described.id(), clock.label(), filter, received, droppedByInterface, droppedBySystem);
    }

    OptionalLong dropped() {
        Long total = droppedInStatistics;
        if (total != null) {
            return OptionalLong.of(total);
        }
        return countsDrops ? OptionalLong.of(droppedBeforePackets) : OptionalLong.empty();
    }
}
