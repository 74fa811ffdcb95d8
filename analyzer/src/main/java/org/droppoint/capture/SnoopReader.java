package org.droppoint.capture;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.droppoint.base.Times;
import org.jspecify.annotations.Nullable;

/**
 * snoop, version 2 (RFC 1761), big-endian: a header of 16 bytes, then records of
 *
 * <pre>
 *  0 original length | 4 included length | 8 record length | 12 drops so far | 16 seconds | 20 microseconds | 24 bytes
 * </pre>
 *
 * The same format is written by Check Point's {@code fw monitor}, see {@link FirewallMonitor}.
 */
final class SnoopReader extends ChainedReader {
    static final String MAGIC = "snoop\0\0\0";

    private static final int FILE_HEADER_BYTES = 16;
    private static final int DATALINK = 12;
    private static final int HEADER_BYTES = 24;
    private static final int ORIGINAL = 0;
    private static final int INCLUDED = 4;
    private static final int RECORD = 8;
    private static final int DROPS = 12;
    private static final int SECONDS = 16;
    private static final int MICROS = 20;
    private static final int MICROS_PER_SECOND = 1_000_000;
    private static final int MAX_WIRE_BYTES = 16 * 1024 * 1024;
    private static final int MAX_PADDING_BYTES = 4096;

    private final @Nullable FirewallMonitor monitor;
    private @Nullable CaptureInterface only;
    private long drops;

    private SnoopReader(
            CaptureInput input, int linkType, @Nullable FirewallMonitor monitor, Predicate<CaptureInterface> wanted) {
        super(input, HEADER_BYTES);
        this.monitor = monitor;
        if (monitor == null) {
            CaptureInterface plain = addInterface(null, linkType, 0, null);
            only = wanted.test(plain) ? plain : null;
        }
    }

    static SnoopReader open(CaptureInput input, Predicate<CaptureInterface> wanted) throws IOException {
        ByteFeed feed = input.feed();
        if (!feed.require(FILE_HEADER_BYTES)) {
            throw input.refused("a snoop file cut off inside its header", "It holds no packet; take the capture again");
        }
        int link = linkType(Bytes.int32(feed.bytes, feed.at + DATALINK, true));
        if (link < 0) {
            throw input.refused(
                    "a snoop file of a link layer that is not known", "Convert it: editcap FILE FILE.pcapng");
        }
        feed.skip(FILE_HEADER_BYTES);
        SnoopReader plain = new SnoopReader(input, link, null, wanted);
        return link == LinkTypes.ETHERNET && plain.looksLikeMonitor()
                ? new SnoopReader(input, link, new FirewallMonitor(wanted), wanted)
                : plain;
    }

    private static int linkType(int datalink) {
        return switch (datalink) {
            case 0, 4 -> LinkTypes.ETHERNET;
            case 2 -> LinkTypes.TOKEN_RING;
            case 8 -> LinkTypes.FDDI;
            default -> -1;
        };
    }

    /** Whether each of the first records carries fw monitor's mark, as many as are buffered anyway. */
    private boolean looksLikeMonitor() throws IOException {
        feed.require(HEADER_BYTES + FirewallMonitor.HEADER_BYTES);
        int at = feed.at;
        int marked = 0;
        while (at + HEADER_BYTES + FirewallMonitor.HEADER_BYTES <= feed.limit && marked < FirewallMonitor.ENOUGH) {
            int total = recordBytes(feed.bytes, at);
            if (total < 0 || !FirewallMonitor.marks(feed.bytes, at + HEADER_BYTES)) {
                return false;
            }
            marked++;
            at += total;
        }
        return marked > 0;
    }

    @Override
    int recordBytes(byte[] bytes, int at) {
        int original = Bytes.int32(bytes, at + ORIGINAL, true);
        int included = Bytes.int32(bytes, at + INCLUDED, true);
        int record = Bytes.int32(bytes, at + RECORD, true);
        int micros = Bytes.int32(bytes, at + MICROS, true);
        boolean plausible = included >= 0
                && included <= MAX_FRAME_BYTES
                && original >= included
                && original <= MAX_WIRE_BYTES
                && record >= HEADER_BYTES + included
                && record <= HEADER_BYTES + included + MAX_PADDING_BYTES
                && micros >= 0
                && micros < MICROS_PER_SECOND;
        return plausible ? record : -1;
    }

    @Override
    boolean record(Frame into, int at, int total) {
        byte[] bytes = feed.bytes;
        int captured = Bytes.int32(bytes, at + INCLUDED, true);
        int wire = Bytes.int32(bytes, at + ORIGINAL, true);
        drops = Bytes.uint32(bytes, at + DROPS, true);
        long nanos = Bytes.uint32(bytes, at + SECONDS, true) * Times.NANOS_PER_SECOND
                + Bytes.int32(bytes, at + MICROS, true) * 1000L;
        int data = at + HEADER_BYTES;
        int pseudo = 0;
        CaptureInterface iface = only;
        if (monitor != null) {
            pseudo = Math.min(captured, FirewallMonitor.HEADER_BYTES);
            iface = pseudo < FirewallMonitor.HEADER_BYTES ? null : monitor.iface(this, bytes, data);
        }
        if (iface == null) {
            return false;
        }
        ledger.time(nanos);
        deliver(into, data + pseudo, captured - pseudo, wire - pseudo, iface, nanos);
        return true;
    }

    @Override
    List<String> formatAndDetails() {
        return monitor == null
                ? List.of("snoop")
                : List.of("Check Point fw monitor", "snoop with the firewall's own link header");
    }

    @Override
    OptionalLong droppedByCapture() {
        return number == 0 ? OptionalLong.empty() : OptionalLong.of(drops);
    }
}
