package org.droppoint.flow;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.base.FlowKey;
import org.droppoint.base.FrameRef;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection as one tap saw it. Offsets count from the byte after the SYN; where the SYN was not seen, from the
 * first sequence number seen. Written by the ingest loop, read-only afterwards.
 */
public final class Leg {
    /** The initial sequence number where no SYN was seen. */
    public static final long UNKNOWN_SEQUENCE = -1;

    /** What a summarised leg keeps of its beginning: enough to know it again at another tap. */
    static final int SUMMARY_ROWS = 8;

    /**
     * A segment with more holes than this behind it is no part of the stream: only input made for it has so many, and
     * each such segment would cost the time to move them all.
     */
    static final int MAX_MOVED_RANGES = 1 << 14;

    /** What may be under way unacknowledged, at the most that common stacks allow: a number farther off stands anywhere. */
    public static final long PLAUSIBLE_FLIGHT_BYTES = 1L << 22;

    private final int id;
    private final int interfaceId;
    private final FlowKey key;
    private final int incarnation;
    private SegmentStore store;
    private final Coverage[] seen = {new Coverage(), new Coverage()};
    private final long[] sequenceOfOffsetZero = {UNKNOWN_SEQUENCE, UNKNOWN_SEQUENCE};
    private final boolean[] synSeen = new boolean[2];
    private final @Nullable HandshakeOptions[] options = new HandshakeOptions[2];
    private final int[] flagsSeen = new int[2];
    private final int[] kindsSeen = new int[2];
    private final int[] rowsOf = new int[2];
    private final boolean[] windowShut = new boolean[2];
    private final boolean[] spoilt = new boolean[2];
    private final boolean[] right = new boolean[2];
    private final boolean[] optionsCut = new boolean[2];
    private boolean cut;
    private boolean summarised;
    private boolean brokenOff;
    private int firstRow = SegmentStore.NONE;
    private int lastRow = SegmentStore.NONE;
    private int rowCount;

    public Leg(int id, int interfaceId, FlowKey key, int incarnation, SegmentStore store) {
        this.id = id;
        this.interfaceId = interfaceId;
        this.key = key;
        this.incarnation = incarnation;
        this.store = store;
    }

    /** A keep-alive's byte is garbage in the place of one sent before, of a SYN or of a FIN: no part of the stream. */
    void append(SegmentRow row) {
        Coverage ledger = seen[row.direction.index()];
        row.outside |=
                ledger.rangeCount() > MAX_MOVED_RANGES && ledger.rangesBehind(row.payloadStart()) > MAX_MOVED_RANGES;
        lastRow = store.add(row, lastRow);
        if (firstRow == SegmentStore.NONE) {
            firstRow = lastRow;
        }
        rowCount++;
        summarise(row);
        if (row.carriesStream() && !SegmentKind.KEEP_ALIVE.in(row.kinds)) {
            long start = row.payloadStart();
            ledger.add(Math.max(0, start), start + row.length);
        }
    }

    /** A copy that later segments do not change, its rows in a store of its reader's. */
    Leg copyInto(SegmentStore target, SegmentRow scratch, IntUnaryOperator files) {
        Leg copy = new Leg(id, interfaceId, key, incarnation, target);
        for (Direction direction : Direction.values()) {
            int index = direction.index();
            copy.seen[index].addAll(seen[index]);
            copy.sequenceOfOffsetZero[index] = sequenceOfOffsetZero[index];
            copy.synSeen[index] = synSeen[index];
            copy.options[index] = options[index];
            copy.flagsSeen[index] = flagsSeen[index];
            copy.kindsSeen[index] = kindsSeen[index];
            copy.rowsOf[index] = rowsOf[index];
            copy.windowShut[index] = windowShut[index];
            copy.spoilt[index] = spoilt[index];
            copy.right[index] = right[index];
            copy.optionsCut[index] = optionsCut[index];
        }
        copy.cut = cut;
        copy.takeRows(this, target, scratch, files);
        return copy;
    }

    private void takeRows(Leg from, SegmentStore target, SegmentRow scratch, IntUnaryOperator files) {
        SegmentStore source = from.store;
        int taken = SegmentStore.NONE;
        int first = SegmentStore.NONE;
        for (int row = from.firstRow; row != SegmentStore.NONE; row = source.next(row)) {
            taken = target.addCopy(source, row, taken, scratch, files);
            first = first == SegmentStore.NONE ? taken : first;
        }
        rowCount = from.rowCount;
        firstRow = first;
        lastRow = taken;
        store = target;
    }

    /** Moves the rows to another store, where they stand one behind the other; returns the numbers that they had. */
    int[] moveInto(SegmentStore target, SegmentRow scratch) {
        int[] before = rows();
        takeRows(this, target, scratch, IntUnaryOperator.identity());
        return before;
    }

    /** Moves the first rows and the last one to another store, and gives up the others. */
    void summariseInto(SegmentStore target, SegmentRow scratch) {
        int last = lastRow;
        SegmentStore source = store;
        int row = firstRow;
        int taken = SegmentStore.NONE;
        int first = SegmentStore.NONE;
        int count = 0;
        while (row != SegmentStore.NONE) {
            if (count < SUMMARY_ROWS || row == last) {
                taken = target.addCopy(source, row, taken, scratch, IntUnaryOperator.identity());
                first = first == SegmentStore.NONE ? taken : first;
                count++;
            }
            row = source.next(row);
        }
        firstRow = first;
        lastRow = taken;
        rowCount = count;
        store = target;
        summarised = true;
    }

    /** No further packet is going to be taken, for want of memory: whether a leg that is still open is lost to judgement. */
    void breakOff() {
        boolean closed = (flagsSeen[0] & flagsSeen[1] & TcpFlags.FIN) != 0
                || ((flagsSeen[0] | flagsSeen[1]) & TcpFlags.RST) != 0;
        brokenOff = !closed;
    }

    /** Whether memory was too short to keep all of it, so that nothing may be concluded from what there is. */
    public boolean isPartial() {
        return summarised || brokenOff;
    }

    /** Whether most of its rows were given up, as memory was short and it ended well: nothing can be said of it any more. */
    public boolean isSummarised() {
        return summarised;
    }

    private void summarise(SegmentRow row) {
        int index = row.direction.index();
        rowsOf[index]++;
        flagsSeen[index] |= row.flags;
        kindsSeen[index] |= row.kinds;
        windowShut[index] |= row.window == 0 && (row.flags & (TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST)) == 0;
        cut |= row.captured < row.length;
        spoilt[index] |= row.spoilt;
    }

    void countRight(Direction direction) {
        right[direction.index()] = true;
    }

    void cutOptions(Direction direction) {
        optionsCut[direction.index()] = true;
    }

    /** Whether the capture has cut off TCP options of a direction's segments: they may have held a SACK. */
    public boolean hasCutOptions(Direction direction) {
        return optionsCut[direction.index()];
    }

    /** Whether any segment of a direction bears a right checksum. */
    boolean hasRight(Direction direction) {
        return right[direction.index()];
    }

    /** Whether any segment of a direction bears a checksum that is wrong and that no offload explains. */
    public boolean hasSpoilt(Direction direction) {
        return spoilt[direction.index()];
    }

    /** No stack took the spoilt segments of a direction: takes their bytes out of the stream. */
    void discardSpoilt(Direction direction, Coverage sound) {
        for (int row = firstRow; row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == direction && Spoilage.concerns(this, row)) {
                store.putOutside(row);
            }
        }
        seen[direction.index()] = sound;
    }

    /** The store has put this leg's rows beside each other, from this one on. */
    void moveTo(int first) {
        firstRow = rowCount == 0 ? SegmentStore.NONE : first;
        lastRow = rowCount == 0 ? SegmentStore.NONE : first + rowCount - 1;
    }

    void synchronise(Direction direction, long sequenceOfOffsetZero, @Nullable HandshakeOptions offered) {
        this.sequenceOfOffsetZero[direction.index()] = sequenceOfOffsetZero & 0xFFFF_FFFFL;
        if (offered != null) {
            synSeen[direction.index()] = true;
            options[direction.index()] = offered;
        }
    }

    /** The stream of a direction began so many bytes before what was taken for its beginning. */
    void beginEarlier(Direction direction, long bytes) {
        int index = direction.index();
        Coverage ledger = new Coverage();
        for (int row = firstRow; row != SegmentStore.NONE; row = store.next(row)) {
            store.moveOffsets(row, direction, bytes);
            if (store.direction(row) == direction
                    && store.carriesStream(row)
                    && !SegmentKind.KEEP_ALIVE.in(store.kinds(row))) {
                ledger.add(Math.max(0, store.payloadStart(row)), store.end(row));
            }
        }
        seen[index] = ledger;
        sequenceOfOffsetZero[index] = sequenceOfOffsetZero[index] - bytes & 0xFFFF_FFFFL;
    }

    /** Counts legs of a capture from 0 in order of appearance. */
    public int id() {
        return id;
    }

    public int interfaceId() {
        return interfaceId;
    }

    public FlowKey key() {
        return key;
    }

    /** Counts reuses of the same 5-tuple in this capture from 0. */
    public int incarnation() {
        return incarnation;
    }

    public SegmentStore store() {
        return store;
    }

    public int firstRow() {
        return firstRow;
    }

    public int lastRow() {
        return lastRow;
    }

    public int rowCount() {
        return rowCount;
    }

    /** How many rows one side sent. */
    public int rowCount(Direction direction) {
        return rowsOf[direction.index()];
    }

    /** All TCP flags that any row of a direction bears: where a flag is not among them no row need be asked. */
    public int flagsSeen(Direction direction) {
        return flagsSeen[direction.index()];
    }

    /** All {@link SegmentKind kinds} that any row of a direction is of, as a bit set. */
    public int kindsSeen(Direction direction) {
        return kindsSeen[direction.index()];
    }

    /** Whether the sender of a direction ever announced a window of 0, other than in a SYN, FIN or RST. */
    public boolean windowShut(Direction direction) {
        return windowShut[direction.index()];
    }

    /** Whether the capture cut off any row's payload. */
    public boolean isCut() {
        return cut;
    }

    /** The rows of this leg in capture order. */
    public int[] rows() {
        int[] rows = new int[rowCount];
        int row = firstRow;
        for (int i = 0; i < rowCount; i++) {
            rows[i] = row;
            row = store.next(row);
        }
        return rows;
    }

    /** Whether either side sent any byte of the stream. */
    public boolean carriedBytes() {
        return !seen[0].isEmpty() || !seen[1].isEmpty();
    }

    /** The payload offsets seen in a direction. */
    public Coverage seen(Direction direction) {
        return seen[direction.index()];
    }

    /** Whether the SYN (or the SYN-ACK) of the direction's sender was seen. */
    public boolean synSeen(Direction direction) {
        return synSeen[direction.index()];
    }

    /** The first row of a direction that bears SYN, {@link SegmentStore#NONE} where none was seen. */
    public int synRow(Direction direction) {
        int row = synSeen(direction) ? firstRow : SegmentStore.NONE;
        while (row != SegmentStore.NONE
                && !(store.direction(row) == direction && TcpFlags.has(store.flags(row), TcpFlags.SYN))) {
            row = store.next(row);
        }
        return row;
    }

    public @Nullable HandshakeOptions options(Direction direction) {
        return options[direction.index()];
    }

    /** The raw sequence number of stream offset 0 (the initial one plus 1), or {@link #UNKNOWN_SEQUENCE}. */
    public long sequenceOfOffsetZero(Direction direction) {
        return sequenceOfOffsetZero[direction.index()];
    }

    /** Both ends' initial sequence numbers (RFC 9293 section 3.4.1), drawn by each for this connection; null unless both SYNs were seen. */
    public @Nullable Long initialSequences() {
        boolean both = synSeen(Direction.CLIENT_TO_SERVER) && synSeen(Direction.SERVER_TO_CLIENT);
        return both
                ? Long.valueOf(sequenceOfOffsetZero(Direction.CLIENT_TO_SERVER) << 32
                        | sequenceOfOffsetZero(Direction.SERVER_TO_CLIENT))
                : null;
    }

    /** Both sides set up ECN in their SYN (RFC 3168 section 6.1.1). */
    public boolean ecnNegotiated() {
        return Arrays.stream(options).allMatch(offered -> offered != null && offered.ecnSetup());
    }

    public FrameRef frame(int row) {
        return new FrameRef(store.file(row), store.frame(row), store.payloadPosition(row));
    }

    public long firstNanos() {
        return store.epochNanos(firstRow);
    }

    public long lastNanos() {
        return store.epochNanos(lastRow);
    }
}
