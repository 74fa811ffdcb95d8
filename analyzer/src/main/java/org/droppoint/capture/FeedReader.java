package org.droppoint.capture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the readers of all formats share: the feed, the health ledger, the interfaces, the payload store. */
abstract class FeedReader implements CaptureReader {
    /** No frame is longer: the largest snap length of libpcap, and Wireshark's limit. */
    static final int MAX_FRAME_BYTES = 262_144;

    private final CaptureInput input;
    private final List<CaptureInterface> interfaces = new ArrayList<>();
    private boolean endSeen;

    final ByteFeed feed;
    final HealthLedger ledger = new HealthLedger();
    /** Number of the frame read last; counts what Wireshark counts, delivered or not. */
    long number;

    FeedReader(CaptureInput input) {
        this.input = input;
        this.feed = input.feed();
    }

    /** Counts the frame at {@code at} of the feed's buffer, and fills it in where the sieve keeps it; else false. */
    final boolean deliver(
            Frame into, FrameSieve sieve, int at, int captured, int wire, CaptureInterface iface, long epochNanos) {
        if (!sieve.keeps(feed.bytes, at, captured, iface.linkType(), iface.id(), epochNanos)) {
            ledger.frame(captured, wire);
            return false;
        }
        long position = input.inPlace() ? feed.offset() + (at - feed.at) : -1;
        deliver(into, feed.bytes, at, captured, wire, iface, epochNanos, position);
        return true;
    }

    /** Fills the frame from the feed's buffer at {@code at}, and counts it. */
    final void deliver(Frame into, int at, int captured, int wire, CaptureInterface iface, long epochNanos) {
        deliver(into, FrameSieve.ALL, at, captured, wire, iface, epochNanos);
    }

    /** Fills the frame from a buffer of the reader's own, and counts it. */
    final void deliver(
            Frame into,
            byte[] bytes,
            int at,
            int captured,
            int wire,
            CaptureInterface iface,
            long epochNanos,
            long filePosition) {
        into.bytes = bytes;
        into.offset = at;
        into.capturedLength = captured;
        into.wireLength = wire;
        into.linkType = iface.linkType();
        into.interfaceId = iface.id();
        into.number = number;
        into.filePosition = filePosition;
        into.epochNanos = epochNanos;
        ledger.frame(captured, wire);
    }

    final CaptureInterface addInterface(
            @Nullable String name, int linkType, int snapLengthBytes, @Nullable String description) {
        CaptureInterface added =
                new CaptureInterface(interfaces.size(), name, linkType, Math.max(0, snapLengthBytes), description);
        interfaces.add(added);
        return added;
    }

    /** Called at the end of the bytes, perhaps again and again; a stream that broke off is reported once. */
    final boolean ended() {
        feed.release();
        if (!endSeen) {
            endSeen = true;
            String early = feed.endedEarly();
            if (early != null) {
                ledger.problem(feed.offset(), 0, early);
            }
        }
        return false;
    }

    /** The bytes end within a record: reports the cut and takes what is left. */
    final boolean cut(String record, long neededBytes) throws IOException {
        long offset = feed.offset();
        long left = feed.skip(Long.MAX_VALUE);
        ledger.problem(
                offset,
                left,
                String.format(Locale.ROOT, "cut off inside %s: %d of %d bytes are there", record, left, neededBytes));
        return ended();
    }

    /**
     * Leaves out everything up to a file's last part, which {@link #next} then goes on with; frame numbers are wrong from
     * there on.
     *
     * @return false where the format or the source does not allow it, or the file is short; nothing is changed then
     */
    final boolean jumpNear(long offset) throws IOException {
        if (offset <= feed.offset() || number == 0 || !input.inPlace() || !canSearch() || !feed.seek(offset)) {
            return false;
        }
        return search();
    }

    /** Whether {@link #search} is there. */
    boolean canSearch() {
        return false;
    }

    /** Moves to the next place from where plausible records follow each other; false, at the end, where none is. */
    boolean search() throws IOException {
        return false;
    }

    /** The format's name and what else is worth saying of it. */
    abstract List<String> formatAndDetails();

    final List<String> packings() {
        return input.packings();
    }

    @Override
    public CaptureNotes notes() {
        List<String> said = formatAndDetails();
        return CaptureNotes.of(said.get(0), packings(), said.subList(1, said.size()));
    }

    @Override
    public PayloadStore payload() {
        return input.store();
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return Collections.unmodifiableList(interfaces);
    }

    @Override
    public CaptureHealth health() {
        return ledger.health(droppedByCapture());
    }

    OptionalLong droppedByCapture() {
        return OptionalLong.empty();
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
