package org.droppoint.capture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * pcapng (draft-ietf-opsawg-pcapng): blocks of type, total length, body, total length again; sections of either byte
 * order, each with interfaces of its own.
 *
 * <p>A block whose two lengths disagree is damage: the reader then searches for the next offset where whole blocks
 * follow each other.
 */
final class PcapngReader extends FeedReader {
    private static final int TYPE = 0;
    static final int TOTAL = 4;

    // Enhanced Packet Block
    static final int EPB_INTERFACE = 8;
    // Packet Block, obsolete: 16 bits of interface, 16 of drops
    private static final int OPB_INTERFACE = 8;
    private static final int OPB_DROPS = 10;
    private static final int OPB_DROPS_UNKNOWN = 0xffff;
    // both
    private static final int TIME_HIGH = 12;
    private static final int TIME_LOW = 16;
    static final int CAPTURED = 20;
    private static final int WIRE = 24;
    static final int DATA = 28;
    // Simple Packet Block: neither interface nor time
    private static final int SPB_WIRE = 8;
    private static final int SPB_DATA = 12;

    /** A packet block may carry this much beside its frame: comments, mostly. */
    private static final int MAX_PACKET_BLOCK_BYTES = ByteFeed.MAX_REQUIRED_BYTES / 2;

    private static final int MAX_INTERFACES = 65_536;

    private final Predicate<CaptureInterface> wanted;
    private final PacketOptions options = new PacketOptions();
    private final PcapngNotes notes = new PcapngNotes();
    private final InterfaceRegistry registry = new InterfaceRegistry(this);
    private final List<PcapngInterface> all = new ArrayList<>();
    private List<PcapngInterface> section = new ArrayList<>();
    /** The section before this one, as long as no block behind this one's header was whole. */
    private @Nullable Section before;

    private @Nullable RepeatedPackets repeats;
    private @Nullable SharedInterfaces shared;
    private boolean bigEndian;
    private boolean timelessReported;
    private long droppedByHost;
    private long firstDropped;
    private long firstDroppedOffset;
    private long lastNanos;

    /** What a section header replaces. */
    private record Section(List<PcapngInterface> interfaces, boolean bigEndian) {}

    private PcapngReader(CaptureInput input, Predicate<CaptureInterface> wanted) {
        super(input);
        this.wanted = wanted;
    }

    static PcapngReader open(CaptureInput input, Predicate<CaptureInterface> wanted) throws IOException {
        if (!input.feed().require(PcapngBlocks.MIN_SECTION_BYTES)) {
            throw input.refused(
                    "a pcapng file cut off inside its header", "It holds no packet; take the capture again");
        }
        return new PcapngReader(input, wanted);
    }

    @Override
    public boolean next(Frame into) throws IOException {
        return next(into, FrameSieve.ALL);
    }

    @Override
    public boolean next(Frame into, FrameSieve sieve) throws IOException {
        while (feed.require(PcapngBlocks.MIN_BYTES)) {
            int type = Bytes.int32(feed.bytes, feed.at + TYPE, bigEndian);
            if (PcapngBlocks.isPacket(type)) {
                int total = Bytes.int32(feed.bytes, feed.at + TOTAL, bigEndian);
                if (PcapngBlocks.isLength(total)
                        && total <= MAX_PACKET_BLOCK_BYTES
                        && feed.require(total)
                        && PcapngBlocks.closes(feed.bytes, feed.at, total, bigEndian)) {
                    int block = feed.at;
                    before = null;
                    number++;
                    boolean delivered = packet(into, sieve, type, block, total);
                    feed.at = block + total;
                    if (delivered) {
                        return true;
                    }
                    continue;
                }
            } else if (other(type)) {
                continue;
            }
            if (!resynchronise()) {
                return ended();
            }
        }
        return feed.atEnd() ? ended() : cut("a block header", PcapngBlocks.MIN_BYTES);
    }

    private boolean packet(Frame into, FrameSieve sieve, int type, int block, int total) {
        if (shared == null || !shared.isOf(section)) {
            shared = SharedInterfaces.ahead(feed, bigEndian, section);
        }
        return switch (type) {
            case PcapngBlocks.ENHANCED_PACKET -> enhanced(into, sieve, block, total);
            case PcapngBlocks.SIMPLE_PACKET -> simple(into, sieve, block, total);
            default -> obsolete(into, sieve, block, total);
        };
    }

    private boolean enhanced(Frame into, FrameSieve sieve, int block, int total) {
        int id = total < DATA + 4 ? -1 : Bytes.int32(feed.bytes, block + EPB_INTERFACE, bigEndian);
        if (id < 0 || id >= section.size()) {
            return unusable(block, total, "a packet of an interface that the file does not describe");
        }
        return timed(into, sieve, block, total, section.get(id), OPB_DROPS_UNKNOWN);
    }

    private boolean obsolete(Frame into, FrameSieve sieve, int block, int total) {
        int id = total < DATA + 4 ? -1 : Bytes.uint16(feed.bytes, block + OPB_INTERFACE, bigEndian);
        if (id < 0 || id >= section.size()) {
            return unusable(block, total, "a packet of an interface that the file does not describe");
        }
        return timed(
                into, sieve, block, total, section.get(id), Bytes.uint16(feed.bytes, block + OPB_DROPS, bigEndian));
    }

    /** The common part of both packet blocks that carry a time. */
    private boolean timed(Frame into, FrameSieve sieve, int block, int total, PcapngInterface from, int drops) {
        byte[] bytes = feed.bytes;
        int captured = Bytes.int32(bytes, block + CAPTURED, bigEndian);
        int wire = Bytes.int32(bytes, block + WIRE, bigEndian);
        if (captured < 0 || captured > total - DATA - 4 || captured > MAX_FRAME_BYTES) {
            return unusable(block, total, "a packet longer than its block");
        }
        if (drops != OPB_DROPS_UNKNOWN) {
            from.droppedBefore(drops);
        }
        if (!from.wanted()) {
            return false;
        }
        int optionsAt = DATA + (captured + 3 & ~3);
        if (total - 4 - optionsAt >= PacketOptions.MIN_BYTES) {
            options.read(bytes, block + optionsAt, block + total - 4, bigEndian);
            notes.packet(options, number);
            from.droppedBefore(options.drops());
            if (options.dropped() && droppedByHost++ == 0) {
                firstDropped = number;
                firstDroppedOffset = feed.offset() + block - feed.at;
            }
            if (options.hasPacketId() && isRepeated(block + DATA, captured, from)) {
                ledger.repeated();
                return false;
            }
        }
        long ticks = Bytes.uint32(bytes, block + TIME_HIGH, bigEndian) << 32
                | Bytes.uint32(bytes, block + TIME_LOW, bigEndian);
        lastNanos = from.clock().epochNanos(ticks);
        ledger.time(lastNanos);
        CaptureInterface place =
                shared == null ? from.described() : shared.place(from).described();
        return deliver(into, sieve, block + DATA, captured, lengthOnWire(wire, captured), place, lastNanos);
    }

    private boolean simple(Frame into, FrameSieve sieve, int block, int total) {
        if (section.isEmpty() || total < SPB_DATA + 4) {
            return unusable(block, total, "a packet of an interface that the file does not describe");
        }
        PcapngInterface from = section.get(0);
        int wire = Bytes.int32(feed.bytes, block + SPB_WIRE, bigEndian);
        int room = Math.min(total - SPB_DATA - 4, MAX_FRAME_BYTES);
        int snap = from.described().snapLengthBytes();
        int captured = wire < 0 ? room : Math.min(snap == 0 ? wire : Math.min(snap, wire), room);
        if (!from.wanted()) {
            return false;
        }
        if (!timelessReported) {
            timelessReported = true;
            ledger.problem(feed.offset(), 0, "simple packet blocks, which carry no time");
        }
        return deliver(
                into, sieve, block + SPB_DATA, captured, lengthOnWire(wire, captured), from.described(), lastNanos);
    }

    private static int lengthOnWire(int wire, int captured) {
        return Math.max(wire, captured);
    }

    private boolean unusable(int block, int total, String what) {
        ledger.problem(feed.offset() + block - feed.at, total, what);
        return false;
    }

    private boolean isRepeated(int at, int captured, PcapngInterface from) {
        RepeatedPackets seen = repeats;
        if (seen == null) {
            seen = new RepeatedPackets();
            repeats = seen;
        }
        return seen.isRepeated(options.packetId(), feed.bytes, at, captured, from.described());
    }

    /**
     * Takes a block that is no packet.
     *
     * @return false where it is damaged; the feed then stands where it stood
     */
    private boolean other(int type) throws IOException {
        if (type == PcapngBlocks.SECTION_HEADER && !beginSection()) {
            return false;
        }
        int total = Bytes.int32(feed.bytes, feed.at + TOTAL, bigEndian);
        if (!PcapngBlocks.isLength(total)) {
            return false;
        }
        if (total > ByteFeed.MAX_REQUIRED_BYTES) {
            notes.large(type);
            return PcapngBlocks.isKnown(type) && skipLarge(total);
        }
        if (!feed.require(total) || !PcapngBlocks.closes(feed.bytes, feed.at, total, bigEndian)) {
            return false;
        }
        if (type != PcapngBlocks.SECTION_HEADER) {
            before = null;
        }
        switch (type) {
            case PcapngBlocks.INTERFACE_DESCRIPTION -> describe(total);
            case PcapngBlocks.INTERFACE_STATISTICS -> statistics(total);
            case PcapngBlocks.SECTION_HEADER -> notes.section(feed.bytes, feed.at, total, bigEndian);
            default -> {
                notes.block(type, feed.bytes, feed.at, total);
                if (PcapngBlocks.isRecordInWireshark(type)) {
                    number++;
                }
            }
        }
        feed.at += total;
        return true;
    }

    private boolean beginSection() throws IOException {
        if (!feed.require(PcapngBlocks.MIN_SECTION_BYTES)) {
            return false;
        }
        boolean order = PcapngBlocks.isSection(feed.bytes, feed.at, true);
        if (!order && !PcapngBlocks.isSection(feed.bytes, feed.at, false)) {
            return false;
        }
        before = new Section(section, bigEndian);
        bigEndian = order;
        section = new ArrayList<>();
        registry.beginSection();
        return true;
    }

    /** A block too large to hold, secrets or name resolution; its end tells whether its length was true. */
    private boolean skipLarge(int total) throws IOException {
        long from = feed.offset();
        long skipped = feed.skip(total - 4L);
        if (skipped < total - 4L || !feed.require(4)) {
            ledger.problem(from, skipped, "cut off inside a large block");
            feed.skip(Long.MAX_VALUE);
        } else if (Bytes.int32(feed.bytes, feed.at, bigEndian) == total) {
            feed.at += 4;
        } else {
            ledger.problem(from, skipped, "a large block without its end");
        }
        return true;
    }

    private void describe(int total) {
        if (all.size() >= MAX_INTERFACES) {
            ledger.problem(feed.offset(), total, "more than " + MAX_INTERFACES + " interfaces");
            return;
        }
        PcapngInterface.Description read = PcapngInterface.read(feed.bytes, feed.at, total, bigEndian);
        CaptureInterface described = registry.of(read);
        PcapngInterface added = new PcapngInterface(described, read, wanted.test(described));
        notes.interfaceComments(read.comments());
        all.add(added);
        section.add(added);
    }

    private void statistics(int total) {
        if (total < PcapngInterface.MIN_STATISTICS_BYTES) {
            return;
        }
        int id = Bytes.int32(feed.bytes, feed.at + EPB_INTERFACE, bigEndian);
        if (id >= 0 && id < section.size()) {
            section.get(id).statistics(feed.bytes, feed.at, total, bigEndian);
        }
    }

    private boolean resynchronise() throws IOException {
        long from = feed.offset();
        Section last = before;
        before = null;
        if (last != null && !last.interfaces().isEmpty()) {
            // a header with nothing whole behind it was written over, or into, the section before
            bigEndian = last.bigEndian();
            section = last.interfaces();
            registry.resumeSection();
            if (PcapngBlocks.wholeBlocksFrom(feed, bigEndian)) {
                damage(from);
                return true;
            }
        }
        int total = Bytes.int32(feed.bytes, feed.at + TOTAL, bigEndian);
        boolean maybeCut = PcapngBlocks.isLength(total) && !feed.require(total);
        int left = feed.available();
        feed.skip(1);
        if (search()) {
            damage(from);
            return true;
        }
        if (maybeCut) {
            ledger.problem(
                    from,
                    feed.offset() - from,
                    String.format(Locale.ROOT, "cut off inside a block: %d of %d bytes are there", left, total));
        } else {
            damage(from);
        }
        return false;
    }

    @Override
    boolean canSearch() {
        return true;
    }

    @Override
    boolean search() throws IOException {
        while (feed.require(PcapngBlocks.MIN_BYTES)) {
            if (PcapngBlocks.wholeBlocksFrom(feed, bigEndian)) {
                return true;
            }
            feed.at++;
        }
        feed.skip(PcapngBlocks.MIN_BYTES);
        return false;
    }

    private void damage(long from) {
        ledger.problem(
                from,
                feed.offset() - from,
                String.format(Locale.ROOT, "no whole block where the one behind frame %d should be", number));
    }

    @Override
    public CaptureNotes notes() {
        return notes.notes(packings(), all);
    }

    /** Windows' pktmon marks what the host's own filters dropped; etl2pcapng hands the mark on. */
    @Override
    public CaptureHealth health() {
        CaptureHealth health = super.health();
        if (droppedByHost == 0) {
            return health;
        }
        List<CaptureProblem> problems = new ArrayList<>(health.problems());
        problems.add(new CaptureProblem(
                firstDroppedOffset,
                0,
                droppedByHost
                        + " packets marked as dropped by the capturing system itself (epb_verdict), the first is frame "
                        + firstDropped));
        return health.withProblems(problems);
    }

    @Override
    List<String> formatAndDetails() {
        return List.of("pcapng");
    }

    @Override
    OptionalLong droppedByCapture() {
        return all.stream()
                .map(PcapngInterface::dropped)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .reduce(Long::sum);
    }
}
