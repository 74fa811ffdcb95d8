package org.droppoint.capture;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Predicate;
import org.droppoint.base.Times;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft Network Monitor 2.x ({@code .cap}): frames anywhere in the file, found by a table of their offsets.
 *
 * <pre>
 *  header: 4 minor | 5 major | 6 network | 8 start, SYSTEMTIME | 24 table offset | 28 table length
 *  frame:  0 microseconds since start | 8 length on the wire | 12 captured length | 16 bytes | trailer
 *  trailer: 2.1 network | 2.2 process | 2.3 time in UTC as FILETIME, time zone
 * </pre>
 *
 * Before 2.3 the start is the capturing machine's local time, and no time zone is given.
 */
final class NetMonReader extends FeedReader {
    static final String MAGIC = "GMBU";

    private static final int HEADER_BYTES = 32;
    private static final int MINOR = 4;
    private static final int MAJOR = 5;
    private static final int NETWORK = 6;
    private static final int START = 8;
    private static final int TABLE = 24;
    private static final int TABLE_BYTES = 28;
    private static final int ENTRY_BYTES = 4;
    private static final int FRAME_HEADER_BYTES = 16;
    private static final int TRAILER_BYTES = 14;
    private static final int TRAILER_TIME = 6;
    private static final int PCAP_NETWORK = 0xe000;
    /** From here on it is no packet but NetMon's notes: filters, process and network names. */
    private static final int NOTES = 0xffe0;
    /** 1601-01-01 to 1970-01-01 in FILETIME's units of 100 ns. */
    private static final long FILETIME_1970 = 116_444_736_000_000_000L;

    private static final int MAX_READINGS = 4;
    private static final int TABLE_CHUNK = 4096;

    private final Predicate<CaptureInterface> wanted;
    private final FrameStore file;
    private final int minor;
    private final int fileNetwork;
    private final long startNanos;
    private final long table;
    private final long entries;
    private final byte[] chunk = new byte[TABLE_CHUNK * ENTRY_BYTES];
    private final byte[] header = new byte[FRAME_HEADER_BYTES];
    private final byte[] trailer = new byte[TRAILER_BYTES];
    private final byte[] frameBytes = new byte[MAX_FRAME_BYTES];
    private int chunkBytes;
    /** A table that names the same bytes again and again must not keep us reading. */
    private long readBudget;

    private @Nullable CaptureInterface last;

    private NetMonReader(CaptureInput input, byte[] head, Predicate<CaptureInterface> wanted) throws IOException {
        super(input);
        this.wanted = wanted;
        file = input.store();
        minor = Bytes.uint8(head, MINOR);
        fileNetwork = Bytes.uint16(head, NETWORK, false);
        startNanos = start(head);
        table = Bytes.uint32(head, TABLE, false);
        entries = Bytes.uint32(head, TABLE_BYTES, false) / ENTRY_BYTES;
        readBudget = MAX_READINGS * file.fileBytes();
        if (minor < 3) {
            ledger.problem(START, 0, "times are the capturing machine's local time, of an unknown zone");
        }
    }

    static NetMonReader open(CaptureInput input, Predicate<CaptureInterface> wanted) throws IOException {
        byte[] head = input.feed().peek(HEADER_BYTES);
        if (head.length < HEADER_BYTES || Bytes.uint8(head, MAJOR) != 2) {
            throw input.refused(
                    "a NetMon capture of another version, or cut off inside its header",
                    "Convert it: editcap FILE FILE.pcapng");
        }
        return new NetMonReader(input, head, wanted);
    }

    private static long start(byte[] head) {
        try {
            return Times.epochNanos(
                    LocalDateTime.of(
                                    field(head, 0),
                                    field(head, 1),
                                    field(head, 3),
                                    field(head, 4),
                                    field(head, 5),
                                    field(head, 6))
                            .toEpochSecond(ZoneOffset.UTC),
                    field(head, 7) * 1_000_000L);
        } catch (DateTimeException e) {
            return 0;
        }
    }

    private static int field(byte[] head, int index) {
        return Bytes.uint16(head, START + 2 * index, false);
    }

    @Override
    public boolean next(Frame into) throws IOException {
        while (number < entries) {
            int inChunk = (int) (number % TABLE_CHUNK);
            if (inChunk == 0) {
                chunkBytes = file.read(table + number * ENTRY_BYTES, chunk, 0, chunk.length);
            }
            if ((inChunk + 1) * ENTRY_BYTES > chunkBytes || readBudget < 0) {
                ledger.problem(table, 0, "cut off: no table of frames beyond frame " + number);
                number = entries;
                return ended();
            }
            number++;
            if (frame(into, Bytes.uint32(chunk, inChunk * ENTRY_BYTES, false))) {
                return true;
            }
        }
        return ended();
    }

    private boolean frame(Frame into, long position) throws IOException {
        boolean whole = file.read(position, header, 0, FRAME_HEADER_BYTES) == FRAME_HEADER_BYTES;
        int wire = Bytes.int32(header, 8, false);
        int captured = Bytes.int32(header, 12, false);
        if (!whole || captured < 0 || captured > MAX_FRAME_BYTES || wire < 0) {
            ledger.problem(position, 0, "no frame where the table says number " + number + " is");
            return false;
        }
        readBudget -= FRAME_HEADER_BYTES + captured;
        long data = position + FRAME_HEADER_BYTES;
        if (file.read(data, frameBytes, 0, captured) < captured) {
            ledger.problem(position, captured, "cut off inside frame " + number);
            return false;
        }
        int trailerBytes = file.read(data + captured, trailer, 0, TRAILER_BYTES);
        int network = minor >= 1 && trailerBytes >= 2 ? Bytes.uint16(trailer, 0, false) : fileNetwork;
        int link = linkType(network);
        if (link < 0) {
            return false;
        }
        CaptureInterface iface = iface(link);
        if (!wanted.test(iface)) {
            return false;
        }
        long nanos = minor >= 3 && trailerBytes == TRAILER_BYTES
                ? fileTime(Bytes.int64(trailer, TRAILER_TIME, false))
                : startNanos + Bytes.int64(header, 0, false) * 1000;
        ledger.time(nanos);
        deliver(into, frameBytes, 0, captured, Math.max(wire, captured), iface, nanos, data);
        return true;
    }

    /** NDIS media types; 7 to 9 are tunnels and raw IP. NetMon's own notes between the packets are none. */
    private static int linkType(int network) {
        if (network >= NOTES) {
            return -1;
        }
        if ((network & 0xf000) == PCAP_NETWORK) {
            return network & 0xfff;
        }
        return switch (network) {
            case 0, 1 -> LinkTypes.ETHERNET;
            case 2 -> LinkTypes.TOKEN_RING;
            case 3 -> LinkTypes.FDDI;
            case 7, 8, 9 -> LinkTypes.RAW_IP;
            default -> -1;
        };
    }

    private CaptureInterface iface(int link) {
        CaptureInterface known = last;
        if (known == null || known.linkType() != link) {
            known = interfaces().stream()
                    .filter(one -> one.linkType() == link)
                    .findFirst()
                    .orElseGet(() -> addInterface(null, link, 0, null));
            last = known;
        }
        return known;
    }

    private static long fileTime(long time) {
        long since1970 = time - FILETIME_1970;
        return Times.epochNanos(Math.floorDiv(since1970, 10_000_000L), Math.floorMod(since1970, 10_000_000L) * 100);
    }

    @Override
    List<String> formatAndDetails() {
        return List.of("NetMon 2." + minor);
    }
}
