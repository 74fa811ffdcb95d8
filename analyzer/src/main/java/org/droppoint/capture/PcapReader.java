package org.droppoint.capture;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.droppoint.base.Times;

/**
 * Classic pcap (draft-ietf-opsawg-pcap): a header of 24 bytes, then records of
 *
 * <pre>
 *  0 seconds | 4 fraction | 8 captured length | 12 length on the wire | [16 more of modified formats] | bytes
 * </pre>
 *
 * <p>The lengths of a record are all that leads to the next one, so a record that looks odd is believed only where
 * plausible ones follow it; else the reader searches for the next place from where several follow each other.
 */
final class PcapReader extends FeedReader {
    static final int FILE_HEADER_BYTES = 24;
    private static final int FRACTION = 4;
    private static final int CAPTURED = 8;
    private static final int WIRE = 12;

    /** Longest believable packet on the wire; offloaded and defragmented ones included. */
    private static final int MAX_WIRE_BYTES = 16 * 1024 * 1024;
    /** Further than this no record is believed to lie from its neighbour without a second look. */
    private static final long NEAR_NANOS = 7L * 86_400 * Times.NANOS_PER_SECOND;
    /** So many records in a row must be plausible. */
    private static final int CHAIN = 3;
    /** So many where their time is far from the last good one: files merged of several captures have such joints. */
    private static final int FAR_CHAIN = 8;

    private static final long UNSIGNED = 0xffff_ffffL;

    private final PcapLayout layout;
    // of the layout, for a loop in which each call shows
    private final boolean bigEndian;
    private final boolean capturedFirst;
    private final long nanosPerFraction;
    private final long fractionsPerSecond;
    private final int headerBytes;
    private final int maxCaptured;
    private final CaptureInterface iface;
    private final boolean wanted;
    private long lastNanos;

    private PcapReader(CaptureInput input, PcapLayout layout, Predicate<CaptureInterface> wanted) {
        super(input);
        this.layout = layout;
        this.bigEndian = layout.bigEndian();
        this.capturedFirst = layout.lengthOrder() == PcapLayout.LengthOrder.CAPTURED_FIRST;
        this.nanosPerFraction = layout.nanosPerFraction();
        this.fractionsPerSecond = layout.fractionsPerSecond();
        this.headerBytes = layout.recordHeaderBytes();
        int snap = layout.snapLengthBytes();
        this.maxCaptured = snap > 0 && snap < MAX_FRAME_BYTES ? snap : MAX_FRAME_BYTES;
        this.iface = addInterface(null, layout.linkType(), snap, null);
        this.wanted = wanted.test(iface);
    }

    static PcapReader open(CaptureInput input, Predicate<CaptureInterface> wanted) throws IOException {
        ByteFeed feed = input.feed();
        if (!feed.require(FILE_HEADER_BYTES)) {
            throw input.refused("a pcap file cut off inside its header", "It holds no packet; take the capture again");
        }
        PcapLayout layout = PcapLayout.of(feed.bytes, feed.at);
        feed.skip(FILE_HEADER_BYTES);
        for (PcapLayout candidate : input.live() ? List.<PcapLayout>of() : layout.variants()) {
            PcapReader reader = new PcapReader(input, candidate, wanted);
            if (reader.followed(true)) {
                return reader;
            }
        }
        return new PcapReader(input, layout, wanted);
    }

    @Override
    public boolean next(Frame into) throws IOException {
        return next(into, FrameSieve.ALL);
    }

    @Override
    public boolean next(Frame into, FrameSieve sieve) throws IOException {
        while (feed.require(headerBytes)) {
            byte[] bytes = feed.bytes;
            int first = Bytes.int32(bytes, feed.at + CAPTURED, bigEndian);
            int second = Bytes.int32(bytes, feed.at + WIRE, bigEndian);
            int captured = capturedFirst ? first : layout.lengthOrder().captured(first, second);
            int wire = capturedFirst ? second : layout.lengthOrder().wire(first, second);
            long fraction = Bytes.int32(bytes, feed.at + FRACTION, bigEndian) & UNSIGNED;
            long nanos = (Bytes.int32(bytes, feed.at, bigEndian) & UNSIGNED) * Times.NANOS_PER_SECOND
                    + fraction * nanosPerFraction;
            if (!ordinary(captured, wire, fraction, nanos) && !followed(false)) {
                if (!resynchronise()) {
                    return ended();
                }
                continue;
            }
            int total = headerBytes + captured;
            if (!feed.require(total)) {
                return cut("record " + (number + 1), total);
            }
            number++;
            lastNanos = nanos;
            boolean delivered = false;
            if (wanted) {
                ledger.time(nanos);
                delivered =
                        deliver(into, sieve, feed.at + headerBytes, captured, Math.max(wire, captured), iface, nanos);
            }
            feed.at += total;
            if (delivered) {
                return true;
            }
        }
        return feed.atEnd() ? ended() : cut("the header of record " + (number + 1), headerBytes);
    }

    /** What nearly every record is; anything else gets a second look. */
    private boolean ordinary(int captured, int wire, long fraction, long nanos) {
        return captured > 0
                && captured <= maxCaptured
                && captured <= wire
                && wire <= MAX_WIRE_BYTES
                && fraction < fractionsPerSecond
                && (number == 0 || Math.abs(nanos - lastNanos) < NEAR_NANOS);
    }

    /**
     * Whether {@code CHAIN} records follow each other from here on, or fewer and then the end of the file.
     *
     * @param strict whether every field must be plausible and the times near each other, and near the last good one
     *     where no longer chain speaks for itself; else the lengths decide, so that odd times and lengths of odd writers
     *     are believed
     */
    private boolean followed(boolean strict) throws IOException {
        long previous = lastNanos;
        boolean known = number > 0;
        int chain = CHAIN;
        int at = 0;
        for (int i = 0; i < chain; i++) {
            if (!feed.require(at + headerBytes)) {
                return chain == CHAIN ? i > 1 || i > 0 && feed.available() >= at : i >= CHAIN && feed.available() == at;
            }
            byte[] bytes = feed.bytes;
            int here = feed.at + at;
            long nanos = nanos(bytes, here);
            if (strict && i == 0 && known && Math.abs(nanos - previous) >= NEAR_NANOS && captured(bytes, here) > 0) {
                chain = FAR_CHAIN;
                known = false;
            }
            boolean near = !known || Math.abs(nanos - previous) < NEAR_NANOS;
            int captured = captured(bytes, here);
            if (captured < 0
                    || captured > MAX_FRAME_BYTES
                    || captured == 0 && (!near || chain == FAR_CHAIN)
                    || strict && !(near && sound(bytes, here))) {
                return false;
            }
            previous = nanos;
            known = true;
            at += headerBytes + captured;
        }
        return true;
    }

    private boolean sound(byte[] bytes, int at) {
        int captured = captured(bytes, at);
        int wire = wire(bytes, at);
        return captured >= 0
                && captured <= MAX_FRAME_BYTES
                && captured <= wire
                && wire <= MAX_WIRE_BYTES
                && fraction(bytes, at) < layout.fractionsPerSecond();
    }

    private boolean resynchronise() throws IOException {
        long from = feed.offset();
        feed.skip(1);
        boolean found = search();
        damage(from, feed.offset() - from);
        return found;
    }

    @Override
    boolean canSearch() {
        return true;
    }

    /** Where bytes are but zeros, headers are no headers: compressed, gigabytes of them take no room. */
    @Override
    boolean search() throws IOException {
        while (feed.require(headerBytes)) {
            if (sound(feed.bytes, feed.at) && followed(true)) {
                return true;
            }
            feed.at += Math.max(1, Bytes.zeros(feed.bytes, feed.at, feed.limit) - headerBytes + 1);
        }
        feed.skip(headerBytes);
        return false;
    }

    private void damage(long from, long skipped) {
        ledger.problem(
                from,
                skipped,
                String.format(Locale.ROOT, "no record header where the one behind record %d should be", number));
    }

    private int captured(byte[] bytes, int at) {
        int first = Bytes.int32(bytes, at + CAPTURED, layout.bigEndian());
        return layout.lengthOrder() == PcapLayout.LengthOrder.CAPTURED_FIRST
                ? first
                : layout.lengthOrder().captured(first, Bytes.int32(bytes, at + WIRE, layout.bigEndian()));
    }

    private int wire(byte[] bytes, int at) {
        int second = Bytes.int32(bytes, at + WIRE, layout.bigEndian());
        return layout.lengthOrder() == PcapLayout.LengthOrder.CAPTURED_FIRST
                ? second
                : layout.lengthOrder().wire(Bytes.int32(bytes, at + CAPTURED, layout.bigEndian()), second);
    }

    private long fraction(byte[] bytes, int at) {
        return Bytes.uint32(bytes, at + FRACTION, layout.bigEndian());
    }

    /** Seconds are unsigned, as all writers after 2038 will have them; 2106 is the end of the format. */
    private long nanos(byte[] bytes, int at) {
        return Bytes.uint32(bytes, at, layout.bigEndian()) * Times.NANOS_PER_SECOND
                + fraction(bytes, at) * layout.nanosPerFraction();
    }

    @Override
    List<String> formatAndDetails() {
        return layout.words();
    }
}
