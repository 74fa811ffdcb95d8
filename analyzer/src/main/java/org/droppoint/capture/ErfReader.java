package org.droppoint.capture;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.droppoint.base.Times;
import org.jspecify.annotations.Nullable;

/**
 * Endace's Extensible Record Format: records without any file header.
 *
 * <pre>
 *  0 time, 32.32 seconds, little-endian | 8 type | 9 flags | 10 record length | 12 losses or colour | 14 length on the wire
 * </pre>
 *
 * Extension headers of 8 bytes follow while a top bit says so, then two bytes of padding where it is Ethernet.
 */
final class ErfReader extends ChainedReader {
    private static final int HEADER_BYTES = 16;
    private static final int TYPE = 8;
    private static final int FLAGS = 9;
    private static final int RECORD = 10;
    private static final int LOSSES = 12;
    private static final int WIRE = 14;
    private static final int EXTENSION_BYTES = 8;
    private static final int MORE = 0x80;
    private static final int MAX_EXTENSIONS = 16;
    private static final int ETHERNET_PADDING = 2;
    private static final int PORTS = 4;

    private static final int TYPE_ETHERNET = 2;
    private static final int TYPE_COLOUR_ETHERNET = 11;
    private static final int TYPE_DSM_ETHERNET = 16;
    private static final int TYPE_HASH_ETHERNET = 20;
    private static final int TYPE_IPV4 = 22;
    private static final int TYPE_IPV6 = 23;
    private static final int TYPE_META = 27;
    private static final int TYPE_PAD = 48;

    /** A file is believed to be ERF only where this many records, or all there are, follow each other. */
    private static final int RECOGNISED = 4;
    /** Recognition: 1990 to 2106, and neighbours within a day. */
    private static final long EARLIEST_SECONDS = 631_152_000L;

    private static final long NEAR_SECONDS = 86_400;

    private final Predicate<CaptureInterface> wanted;
    private final @Nullable CaptureInterface[] ports = new @Nullable CaptureInterface[2 * PORTS];
    private long losses;
    private boolean countsLosses;

    ErfReader(CaptureInput input, Predicate<CaptureInterface> wanted) {
        super(input, HEADER_BYTES);
        this.wanted = wanted;
    }

    /** ERF has no magic number: records must follow each other to the end of the head, or for long enough. */
    static boolean recognises(byte[] head) {
        int at = 0;
        long previous = -1;
        for (int i = 0; i < RECOGNISED && at < head.length; i++) {
            int total = at + HEADER_BYTES > head.length ? -1 : plausible(head, at);
            long seconds = total < 0 ? 0 : Bytes.uint32(head, at + 4, false);
            if (seconds < EARLIEST_SECONDS || previous >= 0 && Math.abs(seconds - previous) > NEAR_SECONDS) {
                return i > 0 && at + HEADER_BYTES > head.length;
            }
            previous = seconds;
            at += total;
        }
        return at >= HEADER_BYTES;
    }

    private static int plausible(byte[] bytes, int at) {
        int type = Bytes.uint8(bytes, at + TYPE) & ~MORE;
        int record = Bytes.uint16(bytes, at + RECORD, true);
        boolean known = type >= 1 && type <= TYPE_META || type == TYPE_PAD;
        boolean reserved = (Bytes.uint8(bytes, at + FLAGS) & 0xc0) != 0;
        return known && !reserved && record >= HEADER_BYTES ? record : -1;
    }

    @Override
    int recordBytes(byte[] bytes, int at) {
        return plausible(bytes, at);
    }

    @Override
    boolean record(Frame into, int at, int total) {
        byte[] bytes = feed.bytes;
        int type = Bytes.uint8(bytes, at + TYPE) & ~MORE;
        boolean ethernet = isEthernet(type);
        if (!ethernet && type != TYPE_IPV4 && type != TYPE_IPV6) {
            return false;
        }
        if (type == TYPE_ETHERNET) {
            countsLosses = true;
            losses += Bytes.uint16(bytes, at + LOSSES, true);
        }
        int data = payload(bytes, at, at + total) + (ethernet ? ETHERNET_PADDING : 0);
        if (data > at + total) {
            ledger.problem(feed.offset(), total, "a record too short for its headers");
            return false;
        }
        CaptureInterface iface = port(Bytes.uint8(bytes, at + FLAGS) & 3, ethernet);
        if (!wanted.test(iface)) {
            return false;
        }
        int wire = Bytes.uint16(bytes, at + WIRE, true);
        int captured = Math.min(wire, at + total - data);
        long nanos = nanos(Bytes.int64(bytes, at, false));
        ledger.time(nanos);
        deliver(into, data, captured, wire, iface, nanos);
        return true;
    }

    private static boolean isEthernet(int type) {
        return type == TYPE_ETHERNET
                || type == TYPE_COLOUR_ETHERNET
                || type == TYPE_DSM_ETHERNET
                || type == TYPE_HASH_ETHERNET;
    }

    /** Behind the extension headers, each of which says in its first bit whether another one follows. */
    private static int payload(byte[] bytes, int at, int end) {
        int data = at + HEADER_BYTES;
        boolean more = (Bytes.uint8(bytes, at + TYPE) & MORE) != 0;
        for (int i = 0; more && i < MAX_EXTENSIONS && data + EXTENSION_BYTES <= end; i++) {
            more = (Bytes.uint8(bytes, data) & MORE) != 0;
            data += EXTENSION_BYTES;
        }
        return data;
    }

    private CaptureInterface port(int port, boolean ethernet) {
        int slot = ethernet ? port : PORTS + port;
        CaptureInterface known = ports[slot];
        if (known == null) {
            int link = ethernet ? LinkTypes.ETHERNET : LinkTypes.RAW_IP;
            known = addInterface("port" + (char) ('A' + port), link, 0, null);
            ports[slot] = known;
        }
        return known;
    }

    /** The fraction is in units of 2^-32 seconds. */
    private static long nanos(long time) {
        return (time >>> 32) * Times.NANOS_PER_SECOND + ((time & 0xffff_ffffL) * Times.NANOS_PER_SECOND >>> 32);
    }

    @Override
    List<String> formatAndDetails() {
        return List.of("ERF", "no file header: recognised by its records");
    }

    @Override
    OptionalLong droppedByCapture() {
        return countsLosses ? OptionalLong.of(losses) : OptionalLong.empty();
    }
}
