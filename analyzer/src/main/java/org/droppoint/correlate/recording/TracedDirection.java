package org.droppoint.correlate.recording;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.LongStream;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.Transmissions;
import org.droppoint.correlate.session.TravelTimes;
import org.droppoint.flow.HandshakeOptions;
import org.droppoint.flow.SegmentKind;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * One session's bytes in one direction as the taps recorded them: the ledger, how well each tap records, and the indexes
 * by which its rows are found and timed, made when first asked for and kept as long as this. Positions are those of the
 * ledger, times are on the reference clock.
 */
public final class TracedDirection implements Insertions.Timing {
    private final DirectionLedger ledger;
    private final List<TapRecord> records;
    private final @Nullable Transmissions[] transmissions;
    private final @Nullable SentSegments[] sender;
    private final @Nullable ReceiverSigns[] receiver;
    private final @Nullable AckTimes[] ackTimes;
    private final @Nullable Arrivals[] arrivals;
    private final long tlsStart;
    private final long helloStart;
    private @Nullable Set<Long> probed;

    /**
     * @param records by tap order
     * @param tlsStart the offset from which on this direction speaks TLS
     * @param helloStart where its hello begins, before which all is clear text; 0 where none is on record
     */
    public TracedDirection(DirectionLedger ledger, List<TapRecord> records, long tlsStart, long helloStart) {
        this.ledger = ledger;
        this.records = records;
        this.tlsStart = tlsStart;
        this.helloStart = helloStart;
        this.transmissions = new Transmissions[ledger.positions()];
        this.sender = new SentSegments[ledger.positions()];
        this.receiver = new ReceiverSigns[ledger.positions()];
        this.ackTimes = new AckTimes[ledger.positions()];
        this.arrivals = new Arrivals[ledger.positions()];
    }

    public DirectionLedger ledger() {
        return ledger;
    }

    public List<TapRecord> records() {
        return records;
    }

    public TapRecord record(int position) {
        return records.get(ledger.tapOrder(position));
    }

    public boolean tls(ByteRange range) {
        return range.start() >= tlsStart;
    }

    /**
     * Nobody says hello in TLS before STARTTLS was said and answered (RFC 3207 section 4): what this side had said before
     * had come.
     */
    public boolean cameBeforeHello(ByteRange range) {
        return range.end() <= helloStart;
    }

    /** The offset from which on this direction speaks TLS. */
    long tlsStart() {
        return tlsStart;
    }

    public long referenceNanos(int position, int row) {
        SessionLeg leg = ledger.at(position);
        if (leg == null) {
            throw new IllegalArgumentException("no leg at position " + position);
        }
        return record(position).clock().toReference(leg.leg().store(), row);
    }

    public long errorNanos(int position, int row) {
        SessionLeg leg = ledger.at(position);
        return leg == null ? 0 : record(position).clock().uncertainty(leg.leg().store(), row);
    }

    @Override
    public long nanos(SessionLeg leg, int row) {
        return records.get(leg.tap().order()).clock().toReference(leg.leg().store(), row);
    }

    @Override
    public long errorNanos(SessionLeg leg, int row) {
        return records.get(leg.tap().order()).clock().uncertainty(leg.leg().store(), row);
    }

    /**
     * Whether the tap's clock tells when it recorded any of these rows. One that was set back shows some times twice: what
     * else happened about then at other taps must not be concluded from them.
     */
    public boolean isTimed(int position, int... rows) {
        SessionLeg leg = position < 0 ? null : ledger.at(position);
        for (int row : rows) {
            if (leg != null && errorNanos(position, row) <= Times.NANOS_PER_SECOND) {
                return true;
            }
        }
        return false;
    }

    /** Times of a tap whose clock nothing bounds are no times at any other one. */
    public long[] timesElsewhere(int carrier, long[] times) {
        boolean known = carrier < 0 || record(carrier).clock().known();
        return known
                ? times
                : LongStream.generate(() -> Long.MIN_VALUE / 2)
                        .limit(times.length)
                        .toArray();
    }

    @Nullable
    public Transmissions transmissions(int position) {
        SessionLeg leg = ledger.at(position);
        if (leg != null && transmissions[position] == null) {
            transmissions[position] = new Transmissions(leg, ledger.direction(), probed());
        }
        return transmissions[position];
    }

    public int[] carrying(int position, ByteRange range) {
        Transmissions sent = transmissions(position);
        return sent == null ? new int[0] : sent.carrying(range);
    }

    /** Where lone bytes probed a shut window, as the taps tell that heard it shut. */
    private Set<Long> probed() {
        if (probed == null) {
            probed = new HashSet<>();
            for (int i = 0; i < ledger.positions(); i++) {
                SessionLeg leg = ledger.at(i);
                if (leg != null && leg.leg().windowShut(ledger.direction().opposite())) {
                    addProbes(leg, probed);
                }
            }
        }
        return probed;
    }

    private void addProbes(SessionLeg leg, Set<Long> into) {
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == ledger.direction() && SegmentKind.ZERO_WINDOW_PROBE.in(store.kinds(row))) {
                into.add(leg.range(row).start());
            }
        }
    }

    @Nullable
    public SentSegments sent(int position) {
        SessionLeg leg = ledger.at(position);
        if (leg != null && sender[position] == null) {
            sender[position] =
                    new SentSegments(leg, ledger.direction(), record(position).clock());
        }
        return sender[position];
    }

    /** When the receiver's acknowledgements came by a position where there is a leg. */
    public AckTimes ackTimes(int position, SessionLeg leg) {
        AckTimes times = ackTimes[position];
        if (times == null) {
            times = new AckTimes(leg, ledger.direction());
            ackTimes[position] = times;
        }
        return times;
    }

    /** How far what passed a position where there is a leg demonstrably came. */
    public Arrivals arrivals(int position, SessionLeg leg) {
        Arrivals come = arrivals[position];
        if (come == null) {
            come = new Arrivals(leg.leg(), ledger.direction());
            arrivals[position] = come;
        }
        return come;
    }

    /** How the receiver was heard at a position where there is a leg. */
    public ReceiverSigns receiver(int position, SessionLeg leg) {
        ReceiverSigns signs = receiver[position];
        if (signs == null) {
            long end = ledger.session().stream(ledger.direction()).end();
            signs = new ReceiverSigns(leg, ledger.direction(), record(position).clock(), end);
            receiver[position] = signs;
        }
        return signs;
    }

    /** Whether the session goes on under another TLS session at this tap, which cannot hold these bytes. */
    public boolean remade(int position) {
        Session session = ledger.session();
        int followed = session.followed();
        return followed < session.legs().size()
                && ledger.tapOrder(position)
                        >= session.legs().get(followed).tap().order();
    }

    /** The tap nearest the receiver that saw anything of this session. */
    public int lastPosition() {
        for (int i = ledger.positions() - 1; i >= 0; i--) {
            if (ledger.at(i) != null) {
                return i;
            }
        }
        return -1;
    }

    public int lastRow(int position) {
        SessionLeg leg = ledger.at(position);
        return leg == null ? SegmentStore.NONE : leg.leg().lastRow();
    }

    /** The sender's packets at a position whose flags are as asked, in capture order. */
    public int[] rows(int position, IntPredicate isOne) {
        SessionLeg leg = ledger.at(position);
        return leg == null ? new int[0] : rowsOf(leg, isOne);
    }

    private int[] rowsOf(SessionLeg leg, IntPredicate isOne) {
        SegmentStore store = leg.leg().store();
        int[] rows = new int[16];
        int count = 0;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean is = store.direction(row) == ledger.direction()
                    && isOne.test(store.flags(row))
                    && !(store.isSpoilt(row) && store.isOutside(row))
                    && !store.isDuplicateFrame(row);
            if (is) {
                rows = count == rows.length ? Arrays.copyOf(rows, count * 2) : rows;
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }

    /** Whether one packet passed its tap after another passed its own, whatever both clocks may be off. */
    public boolean isAfter(int position, int row, int otherPosition, int otherRow) {
        boolean known = record(position).clock().known()
                && record(otherPosition).clock().known();
        long apart = referenceNanos(position, row) - referenceNanos(otherPosition, otherRow);
        return known
                && apart > errorNanos(position, row) + errorNanos(otherPosition, otherRow) + TravelTimes.CROSSING_NANOS;
    }

    /** The copies of a direction's SYN or SYN-ACK at a position, in capture order. */
    public int[] synRows(int position) {
        return rows(position, flags -> TcpFlags.has(flags, TcpFlags.SYN));
    }

    /** Both ends said in every SYN on record that they would acknowledge selectively (RFC 2018 section 2). */
    public boolean sackAgreed() {
        boolean agreed = false;
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            for (Direction direction : Direction.values()) {
                HandshakeOptions options = leg == null ? null : leg.leg().options(direction);
                if (options != null && !options.sackPermitted()) {
                    return false;
                }
                agreed |= options != null;
            }
        }
        return agreed;
    }
}
