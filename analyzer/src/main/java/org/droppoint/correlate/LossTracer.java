package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.LongStream;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.flow.HandshakeOptions;
import org.droppoint.flow.SegmentKind;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * Follows the bytes of one session and direction across the taps, first to note how well each tap records what
 * demonstrably passed it, then, with the notes of all sessions at hand, to tell where undelivered bytes vanished.
 */
final class LossTracer {
    /**
     * The shortest retransmission timeout of a common stack (Linux; RFC 6298 wants a second): who repeats sooner probes
     * for a lost tail, and has not waited for an answer.
     */
    private static final long SHORTEST_TIMEOUT_NANOS = 200_000_000L;

    /** Copies beyond this number are no longer independent witnesses. */
    private static final int MAX_WITNESSES = 6;

    /** What a packet may need from one tap to the next, queues included, before its absence means anything. */
    private static final long CROSSING_NANOS = 100_000_000L;

    /** Unacknowledged for so long, with the receiver heard meanwhile, is undelivered: beyond any delayed ACK. */
    private static final long OVERDUE_NANOS = Times.NANOS_PER_SECOND;

    private static final int MAX_NOTES = 4096;

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final DirectionLedger ledger;
    private final List<TapRecord> records;
    private final Orphans orphans;
    private final long tlsStart;
    private final @Nullable Transmissions[] transmissions;
    private final @Nullable SentSegments[] sender;
    private final @Nullable ReceiverSigns[] receiver;
    private @Nullable Set<Long> probed;
    private final long[] windowEdge;
    private long latestNanos = Long.MIN_VALUE;

    /**
     * @param records by tap order
     * @param tlsStart the offset from which on this direction speaks TLS
     */
    LossTracer(DirectionLedger ledger, List<TapRecord> records, Orphans orphans, long tlsStart) {
        this.ledger = ledger;
        this.records = records;
        this.orphans = orphans;
        this.tlsStart = tlsStart;
        this.transmissions = new Transmissions[ledger.positions()];
        this.sender = new SentSegments[ledger.positions()];
        this.receiver = new ReceiverSigns[ledger.positions()];
        this.windowEdge = new long[ledger.positions()];
    }

    DirectionLedger ledger() {
        return ledger;
    }

    @Nullable
    Transmissions transmissions(int position) {
        SessionLeg leg = ledger.at(position);
        if (leg != null && transmissions[position] == null) {
            transmissions[position] = new Transmissions(leg, ledger.direction(), probed());
        }
        return transmissions[position];
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

    private TapRecord record(int position) {
        return records.get(ledger.tapOrder(position));
    }

    private boolean tls(ByteRange range) {
        return range.start() >= tlsStart;
    }

    long referenceNanos(int position, int row) {
        SessionLeg leg = ledger.at(position);
        if (leg == null) {
            throw new IllegalArgumentException("no leg at position " + position);
        }
        return record(position).clock().toReference(leg.leg().store(), row);
    }

    private long errorNanos(int position, int row) {
        SessionLeg leg = ledger.at(position);
        return leg == null ? 0 : record(position).clock().uncertainty(leg.leg().store(), row);
    }

    // ---- first pass: how well taps record ----

    void noteRecording() {
        noteHandshake();
        for (DirectionLedger.Fragment fragment : ledger.fragments()) {
            int reached = passedUpTo(fragment);
            int witness = fragment.firstSeen();
            for (int i = 0; i <= reached; i++) {
                if (remade(i)) {
                    continue;
                }
                for (ByteRange part : plainAndTls(fragment.range())) {
                    if (fragment.seen(i)) {
                        record(i).note(ledger.session(), ledger.direction(), tls(part), part.length(), true, 0);
                    } else {
                        noteMissed(i, part, witness);
                    }
                }
            }
        }
    }

    /** A stretch that holds both kinds of packets shows of each that it passed. */
    private List<ByteRange> plainAndTls(ByteRange range) {
        return range.start() < tlsStart && tlsStart < range.end()
                ? List.of(new ByteRange(range.start(), tlsStart), new ByteRange(tlsStart, range.end()))
                : List.of(range);
    }

    /** What came back at the last tap that hears the receiver passed the deaf ones behind it too. */
    private int passedUpTo(DirectionLedger.Fragment fragment) {
        int last = lastPosition();
        boolean arrived = last >= 0 && !ledger.hearsReceiver(last) && fragment.acknowledged(ledger.lastHearing());
        return arrived ? last : fragment.reached();
    }

    /** Whether the session goes on under another TLS session at this tap, which cannot hold these bytes. */
    private boolean remade(int position) {
        Session session = ledger.session();
        int followed = session.followed();
        return followed < session.legs().size()
                && ledger.tapOrder(position)
                        >= session.legs().get(followed).tap().order();
    }

    /**
     * Who ends this connection and makes another of it stands before the tap that saw the other: what is lost of this one
     * is lost between that tap and this side of it. The number of positions where nobody does.
     */
    private int remadeBehind() {
        int first = ledger.positions();
        while (first > 0 && remade(first - 1)) {
            first--;
        }
        return first;
    }

    /** The same towards the sender: the last tap that saw the other connection; -1 where none did. */
    private int remadeBefore() {
        int last = -1;
        while (last + 1 < ledger.positions() && remade(last + 1)) {
            last++;
        }
        return last;
    }

    private void noteMissed(int position, ByteRange range, int witness) {
        TapRecord record = record(position);
        if (witness < 0) {
            record.note(ledger.session(), ledger.direction(), tls(range), range.length(), false, NEVER);
            return;
        }
        Transmissions seen = transmissions(witness);
        if (seen == null) {
            return;
        }
        int[] rows = seen.carrying(range);
        for (int i = 0; i < Math.min(rows.length, MAX_NOTES); i++) {
            ByteRange part = seen.leg().range(rows[i]).intersection(range);
            record.note(
                    ledger.session(),
                    ledger.direction(),
                    tls(range),
                    part.length(),
                    false,
                    referenceNanos(witness, rows[i]));
        }
    }

    /**
     * A SYN or SYN-ACK that was seen at a later tap passed the earlier ones; and those that hold what answers it, and the
     * other end's SYN, too.
     */
    private void noteHandshake() {
        int last = -1;
        long synNanos = 0;
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg != null && leg.leg().synSeen(ledger.direction())) {
                last = i;
                synNanos = referenceNanos(i, leg.leg().firstRow());
            }
        }
        while (last >= 0 && last + 1 < ledger.positions() && holdsAnswer(ledger.at(last + 1))) {
            last++;
        }
        for (int i = 0; i <= last; i++) {
            if (remade(i)) {
                continue;
            }
            SessionLeg leg = ledger.at(i);
            boolean recorded = leg != null && leg.leg().synSeen(ledger.direction());
            if (!recorded
                    && leg != null
                    && record(i).trace().firstNanos() >= leg.leg().firstNanos()) {
                continue;
            }
            record(i).noteHandshake(ledger.session(), ledger.direction(), recorded, synNanos);
        }
    }

    private boolean holdsAnswer(@Nullable SessionLeg leg) {
        Direction back = ledger.direction().opposite();
        return leg != null
                && leg.leg().synSeen(back)
                && TcpFlags.has(leg.leg().flagsSeen(back), TcpFlags.ACK)
                && !TcpFlags.has(leg.leg().flagsSeen(back), TcpFlags.RST);
    }

    // ---- second pass: where undelivered bytes vanished ----

    List<Vanishing> vanishings() {
        List<Vanishing> found = new ArrayList<>();
        int last = lastPosition();
        for (DirectionLedger.Fragment fragment : ledger.fragments()) {
            if (last < 0 || delivered(fragment, last) || onlyProbed(fragment)) {
                continue;
            }
            Vanishing vanishing = judge(fragment);
            if (vanishing != null) {
                found.add(vanishing);
            }
        }
        return merge(found);
    }

    /** A tap that hears both ends holds these bytes as no more than probes: not every other one can tell. */
    private boolean onlyProbed(DirectionLedger.Fragment fragment) {
        for (int i = 0; i < ledger.positions(); i++) {
            if (fragment.seen(i) && carrying(i, fragment.range()).length == 0) {
                return true;
            }
        }
        return false;
    }

    /** The acknowledgement came back through the tap nearest the receiver, or through the last one that can hear it. */
    private boolean delivered(DirectionLedger.Fragment fragment, int last) {
        return fragment.acknowledged(last)
                || fragment.seen(last) && fragment.acknowledgedAnywhere() && !answeredInBetween(fragment, last)
                || !ledger.hearsReceiver(last) && fragment.acknowledged(ledger.lastHearing());
    }

    /**
     * Whether a device in between acknowledged for the receiver and then repeated the bytes itself, as a proxy of TCP
     * does: who has been acknowledged does not repeat (RFC 9293 section 3.10.8), and the tap beyond, which hears the
     * receiver, saw no acknowledgement of it.
     */
    private boolean answeredInBetween(DirectionLedger.Fragment fragment, int last) {
        int[] copies = carrying(last, fragment.range());
        boolean hears = ledger.hearsReceiver(last)
                && record(last)
                                .missProbability(
                                        ledger.session(), ledger.direction().opposite(), false)
                        <= TapView.MAX_DOUBT;
        if (copies.length < 2 || !hears) {
            return false;
        }
        long repeated = referenceNanos(last, copies[copies.length - 1]);
        for (int i = 0; i < last; i++) {
            SessionLeg leg = ledger.at(i);
            if (leg != null && fragment.acknowledged(i)) {
                long acknowledged = new AckTimes(leg, ledger.direction())
                        .firstCovering(fragment.range().end());
                return acknowledged != Frontier.NEVER
                        && repeated - record(i).clock().toReference(acknowledged) >= SHORTEST_TIMEOUT_NANOS;
            }
        }
        return false;
    }

    /** The tap nearest the receiver that saw anything of this session. */
    private int lastPosition() {
        for (int i = ledger.positions() - 1; i >= 0; i--) {
            if (ledger.at(i) != null) {
                return i;
            }
        }
        return -1;
    }

    private @Nullable Vanishing judge(DirectionLedger.Fragment fragment) {
        int reached = fragment.reached();
        int carrier = carrier(fragment, reached);
        int[] copies = carrier < 0 ? new int[0] : carrying(carrier, fragment.range());
        Jump jump = isTimed(carrier, copies) ? Jump.NONE : jump(fragment.range());
        boolean byJump = fragment.firstSeen() < 0 || jump.shown();
        long[] times = byJump ? new long[] {jump.nanos()} : times(carrier, copies);
        if (times.length == 0 || times[0] == Long.MAX_VALUE) {
            return null;
        }
        List<Sighting> sightings = new ArrayList<>();
        int absent = ledger.positions();
        double doubt = 0;
        for (int i = 0; i < ledger.positions(); i++) {
            Sighting sighting = sighting(i, fragment, reached, byJump ? times : comparable(carrier, times), byJump);
            sightings.add(sighting);
            if (i > reached && absent == ledger.positions() && sighting instanceof Sighting.Absent gone) {
                absent = i;
                doubt = gone.missProbability();
            }
        }
        boolean beyondAllTaps = absent == ledger.positions();
        if (!beyondAllTaps && withheld(fragment.range(), reached, absent)) {
            return null;
        }
        Alive alive = copies.length == 0
                ? receiverWithout(fragment.range(), jump.position(), jump.row(), times[0])
                : receiverWithout(fragment.range(), carrier, copies[0], times[0]);
        if (beyondAllTaps && fragment.acknowledgedAnywhere() && !answeredInBetween(fragment, lastPosition())) {
            return null;
        }
        boolean repeated = carrier >= 0 && repeated(carrier, copies);
        Vanishing.Known known = known(reached, beyondAllTaps, alive != null);
        boolean arrived = alive == null && carrier >= 0 && answeredAsStray(carrier, copies);
        boolean deaf = alive == null && ledger.lastHearing() < 0;
        boolean unheard = repeated || alive != null && repeatsWhatTheyAcknowledged(carrier, copies);
        if (beyondAllTaps && (arrived || deaf || !undelivered(alive, times, unheard))) {
            return null;
        }
        ByteRange range = beyondAllTaps && alive != null && !alive.sack() && !sackAgreed()
                ? missedFirst(fragment.range(), carrier, copies)
                : fragment.range();
        if (range.isEmpty()) {
            return null;
        }
        if (beyondAllTaps && ledger.lastHearing() < 0) {
            return null; // who hears nothing of the receiver hears no silence of it, either
        }
        if (beyondAllTaps && alive != null && !alive.sack() && stillArriving(alive, times[0])) {
            return null;
        }
        boolean watchedOn = alive != null
                || latestNanos(carrier) - times[0] >= OVERDUE_NANOS
                || resetAfter(times[times.length - 1]);
        if (beyondAllTaps && !watchedOn) {
            return null;
        }
        return new Vanishing(
                ledger.direction(),
                range,
                known,
                reached < 0 ? remadeBefore() : reached,
                beyondAllTaps ? remadeBehind() : absent,
                List.copyOf(sightings),
                new RowList(copies),
                carrier >= 0 && !byJump ? times[0] : beforeJumpNanos(fragment.range(), jump),
                times[times.length - 1],
                alive != null,
                alive == null ? Vanishing.NO_ROW : alive.row(),
                alive == null ? -1 : alive.position(),
                doubt);
    }

    /**
     * Without selective acknowledgements a receiver tells of the first byte that it lacks and of none behind it (RFC
     * 9293 section 3.4): of these bytes, those that were sent together with that one.
     */
    private ByteRange missedFirst(ByteRange range, int carrier, int[] copies) {
        SessionLeg sent = carrier < 0 ? null : ledger.at(carrier);
        if (sent == null) {
            return range;
        }
        long end = range.end();
        for (int row : copies) {
            end = Math.min(end, sent.range(row).end());
        }
        return waitedFor(range.start())
                ? new ByteRange(range.start(), end)
                : new ByteRange(range.start(), range.start());
    }

    /** The receiver has acknowledged everything up to here, and nothing beyond. */
    private boolean waitedFor(long offset) {
        for (int i = 0; i < ledger.positions(); i++) {
            if (ledger.acknowledged(i).contiguousEnd(0) == offset) {
                return true;
            }
        }
        return false;
    }

    /** Both ends said in every SYN on record that they would acknowledge selectively (RFC 2018 section 2). */
    boolean sackAgreed() {
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

    /** A proxy that got bytes on its one side keeps those that the receiver on its other side does not allow it to send. */
    private boolean withheld(ByteRange range, int reached, int absent) {
        SessionLeg far = ledger.at(absent);
        if (reached < 0 || far == null || ledger.packetsPass(reached, absent)) {
            return false;
        }
        if (windowEdge[absent] == 0) {
            windowEdge[absent] = WindowEdge.of(far, ledger.direction());
        }
        return range.start() >= windowEdge[absent];
    }

    /**
     * Whether the receiver went on acknowledging what had been sent before, step by step, until it left or was heard last: on a
     * link that crawls, what it had not acknowledged by then was on its way still.
     */
    private boolean stillArriving(Alive alive, long sinceNanos) {
        SessionLeg leg = ledger.at(alive.position());
        if (leg == null) {
            return false;
        }
        SegmentStore store = leg.leg().store();
        Pace pace = new Pace();
        long acknowledged = Long.MIN_VALUE;
        long last = Long.MIN_VALUE;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == ledger.direction() || store.isOutside(row)) {
                continue;
            }
            long nanos = referenceNanos(alive.position(), row);
            last = Math.max(last, nanos);
            if (TcpFlags.has(store.flags(row), TcpFlags.RST) || TcpFlags.has(store.flags(row), TcpFlags.FIN)) {
                break;
            }
            boolean tells = leg.ack(row) > acknowledged;
            if (tells) {
                acknowledged = leg.ack(row);
            }
            if (tells && nanos >= sinceNanos) {
                pace.step(nanos);
            }
        }
        return pace.goesOnAt(last);
    }

    private static Vanishing.Known known(int reached, boolean beyondAllTaps, boolean receiverAlive) {
        if (reached < 0) {
            return Vanishing.Known.JUMP;
        }
        if (!beyondAllTaps) {
            return Vanishing.Known.SEEN;
        }
        return receiverAlive ? Vanishing.Known.ACK : Vanishing.Known.UNANSWERED;
    }

    /** Whether some byte was sent more than once. */
    private boolean repeated(int position, int[] copies) {
        SessionLeg leg = ledger.at(position);
        for (int i = 1; leg != null && i < copies.length; i++) {
            for (int j = 0; j < Math.min(i, 64); j++) {
                if (leg.range(copies[i]).overlaps(leg.range(copies[j]))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Up to when the captures could have shown anything, by the clock that timed the bytes. */
    private long latestNanos(int carrier) {
        if (carrier >= 0 && !record(carrier).clock().known()) {
            return record(carrier).clock().toReference(record(carrier).trace().lastNanos());
        }
        if (latestNanos == Long.MIN_VALUE) {
            latestNanos = records.stream()
                    .filter(record -> record.clock().known())
                    .mapToLong(
                            record -> record.clock().toReference(record.trace().lastNanos()))
                    .max()
                    .orElse(Long.MIN_VALUE);
        }
        return latestNanos;
    }

    /** Past the last tap only the receiver's behaviour tells whether bytes arrived. */
    private static boolean undelivered(@Nullable Alive alive, long[] times, boolean unheard) {
        if (alive == null) {
            return unheard && times[times.length - 1] - times[0] >= SHORTEST_TIMEOUT_NANOS;
        }
        return unheard || alive.sack() || alive.nanos() - times[0] > OVERDUE_NANOS;
    }

    /**
     * The receiver sent again what these packets acknowledged, long after they should have come: it had none of them, for
     * who has been acknowledged does not repeat (RFC 9293 section 3.10.8).
     */
    private boolean repeatsWhatTheyAcknowledged(int carrier, int[] copies) {
        SessionLeg leg = carrier < 0 ? null : ledger.at(carrier);
        if (leg == null || copies.length == 0) {
            return false;
        }
        SegmentStore store = leg.leg().store();
        int newest = copies[copies.length - 1];
        long acknowledged = Arrays.stream(copies).mapToLong(leg::ack).min().orElse(0);
        long patience = Math.max(SHORTEST_TIMEOUT_NANOS, 2 * RoundTrip.handshakeNanos(leg.leg()));
        int left = MAX_NOTES;
        for (int row = store.next(newest); row != SegmentStore.NONE && left-- > 0; row = store.next(row)) {
            boolean again = store.direction(row) != ledger.direction()
                    && store.carriesStream(row)
                    && !store.isDuplicateFrame(row)
                    && leg.range(row).end() <= acknowledged;
            if (again && store.epochNanos(row) - store.epochNanos(newest) >= patience) {
                return true;
            }
        }
        return false;
    }

    /**
     * A RST without ACK at the very number that these packets acknowledge answers them (RFC 9293 section 3.10.7.1): they
     * arrived, where no connection was any more.
     */
    private boolean answeredAsStray(int carrier, int[] copies) {
        SessionLeg leg = ledger.at(carrier);
        Direction back = ledger.direction().opposite();
        if (leg == null || !TcpFlags.has(leg.leg().flagsSeen(back), TcpFlags.RST)) {
            return false;
        }
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean stray = store.direction(row) == back
                    && TcpFlags.has(store.flags(row), TcpFlags.RST)
                    && !TcpFlags.has(store.flags(row), TcpFlags.ACK);
            int answer = row;
            if (stray
                    && Arrays.stream(copies)
                            .anyMatch(copy -> store.epochNanos(copy) <= store.epochNanos(answer)
                                    && store.ack(copy) == store.payloadStart(answer))) {
                return true;
            }
        }
        return false;
    }

    /** The sender was reset: it sends these bytes no more, and nothing will come that acknowledges them. */
    private boolean resetAfter(long nanos) {
        Direction back = ledger.direction().opposite();
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg == null || !TcpFlags.has(leg.leg().flagsSeen(back), TcpFlags.RST)) {
                continue;
            }
            SegmentStore store = leg.leg().store();
            for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                boolean reset = store.direction(row) == back && TcpFlags.has(store.flags(row), TcpFlags.RST);
                if (reset && referenceNanos(i, row) >= nanos) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The tap whose copies are counted: the last one that saw the bytes and whose clock is known, or else the last. */
    private int carrier(DirectionLedger.Fragment fragment, int reached) {
        int last = -1;
        for (int i = reached; i >= 0; i--) {
            if (fragment.seen(i) && record(i).clock().known()) {
                return i;
            }
            last = last < 0 && fragment.seen(i) ? i : last;
        }
        return last;
    }

    /** Times of a tap whose clock nothing bounds are no times at any other one. */
    private long[] comparable(int carrier, long[] times) {
        boolean known = carrier < 0 || record(carrier).clock().known();
        return known
                ? times
                : LongStream.generate(() -> NEVER).limit(times.length).toArray();
    }

    private int[] carrying(int position, ByteRange range) {
        Transmissions sent = transmissions(position);
        return sent == null ? new int[0] : sent.carrying(range);
    }

    private long[] times(int carrier, int[] copies) {
        return Arrays.stream(copies)
                .mapToLong(row -> referenceNanos(carrier, row))
                .toArray();
    }

    /**
     * Whether the tap's clock tells when it recorded any of these rows. One that was set back shows some times twice: what
     * else happened about then at other taps must not be concluded from them.
     */
    private boolean isTimed(int position, int... rows) {
        SessionLeg leg = position < 0 ? null : ledger.at(position);
        for (int row : rows) {
            if (leg != null && errorNanos(position, row) <= OVERDUE_NANOS) {
                return true;
            }
        }
        return false;
    }

    /** Where and when a sequence number of the sender first showed that it had sent some bytes. */
    private record Jump(int position, int row, long nanos) {
        static final Jump NONE = new Jump(-1, SegmentStore.NONE, Long.MAX_VALUE);

        boolean shown() {
            return position >= 0;
        }
    }

    private Jump earlier(Jump first, int position, int row) {
        long nanos = row == SegmentStore.NONE ? Long.MAX_VALUE : referenceNanos(position, row);
        return nanos < first.nanos() ? new Jump(position, row, nanos) : first;
    }

    private Jump jump(ByteRange range) {
        Jump first = Jump.NONE;
        for (int i = 0; i < ledger.positions(); i++) {
            SentSegments segments = isTimed(i, lastRow(i)) ? sent(i) : null;
            int beyond = segments == null ? SegmentStore.NONE : segments.firstBeyond(range.end());
            first = earlier(first, i, beyond);
            for (int row : ledger.spoilt(i, range)) {
                first = isTimed(i, row) ? earlier(first, i, row) : first;
            }
        }
        return first;
    }

    private int lastRow(int position) {
        SessionLeg leg = ledger.at(position);
        return leg == null ? SegmentStore.NONE : leg.leg().lastRow();
    }

    /**
     * The sender's last packet before the jump: the bytes were sent some time between the two. A proxy's packets in its
     * name, on the other side of it, tell nothing of that.
     */
    private long beforeJumpNanos(ByteRange range, Jump jump) {
        long before = Long.MIN_VALUE;
        for (int i = 0; i < ledger.positions(); i++) {
            SentSegments segments = ledger.packetsPass(jump.position(), i) ? sent(i) : null;
            if (segments != null) {
                before = Math.max(before, segments.latestNanos(range.start(), jump.nanos()));
            }
        }
        return before == Long.MIN_VALUE ? jump.nanos() : before;
    }

    private @Nullable SentSegments sent(int position) {
        SessionLeg leg = ledger.at(position);
        if (leg != null && sender[position] == null) {
            sender[position] =
                    new SentSegments(leg, ledger.direction(), record(position).clock());
        }
        return sender[position];
    }

    private Sighting sighting(
            int position, DirectionLedger.Fragment fragment, int reached, long[] times, boolean byJump) {
        TapRecord record = record(position);
        Tap tap = record.tap();
        if (fragment.seen(position)) {
            return new Sighting.Seen(tap);
        }
        if (position > reached && ledger.spoilt(position, fragment.range()).length > 0) {
            return spoilt(position);
        }
        if (position < reached || fragment.acknowledged(position)) {
            return new Sighting.Unobservable(
                    tap, Sighting.Reason.BLIND, "it passed here, and this capture does not hold it");
        }
        if (remade(position)) {
            return new Sighting.Unobservable(tap, Sighting.Reason.BLIND, "TLS is made anew before this tap");
        }
        if (position == 0 && atSender()) {
            return new Sighting.Unobservable(
                    tap, Sighting.Reason.BLIND, "it was sent on this very machine, and this capture does not hold it");
        }
        if (byJump && mayHavePassedBefore(position, fragment.range())) {
            return new Sighting.Unobservable(
                    tap, Sighting.Reason.NOT_RUNNING, "it may have passed before this capture began");
        }
        return absence(position, fragment.range(), times, byJump ? 0 : CROSSING_NANOS);
    }

    /**
     * A capture that begins in mid-session sees what is sent again first, and then a number beyond what else had gone out
     * by then; only behind what the receiver had acknowledged is it known to be new.
     */
    private boolean mayHavePassedBefore(int position, ByteRange range) {
        SessionLeg leg = ledger.at(position);
        boolean fromTheMiddle = leg != null && !leg.leg().synSeen(ledger.direction());
        for (int i = 0; fromTheMiddle && i < ledger.positions(); i++) {
            fromTheMiddle = ledger.acknowledged(i).end() < range.start();
        }
        return fromTheMiddle;
    }

    /** The first tap on the way is the sending machine's own. */
    private boolean atSender() {
        return ledger.tapOrder(0) == 0
                && ledger.session().outward(ledger.direction())
                && record(0).tap().name().equals(Tap.HOST);
    }

    /**
     * @param crossingNanos how much later than these times the bytes may have passed; 0 where the times are those of
     *     something sent after them
     */
    private Sighting absence(int position, ByteRange range, long[] times, long crossingNanos) {
        TapRecord record = record(position);
        Tap tap = record.tap();
        SessionLeg leg = ledger.at(position);
        if (leg == null) {
            return new Sighting.Unobservable(
                    tap,
                    Sighting.Reason.BLIND,
                    "this capture holds nothing of the session, not even the handshake that must have passed it");
        }
        int running = 0;
        int witnesses = 0;
        boolean sawLater = crossingNanos == 0 && sentBeyond(position, range);
        for (long nanos : times) {
            if (sawLater || record.running(nanos) && record.running(nanos + crossingNanos)) {
                running++;
                witnesses += record.inHole(nanos) ? 0 : 1;
            }
        }
        if (running == 0) {
            return new Sighting.Unobservable(tap, Sighting.Reason.NOT_RUNNING, "this capture was not running then");
        }
        if (witnesses == 0) {
            return new Sighting.Unobservable(
                    tap, Sighting.Reason.HOLE, "this capture demonstrably missed other packets just then");
        }
        double miss = record.missProbability(ledger.session(), ledger.direction(), tls(range));
        double doubt = Math.pow(miss, Math.min(witnesses, MAX_WITNESSES));
        if (doubt > TapView.MAX_DOUBT) {
            return new Sighting.Unobservable(
                    tap,
                    Sighting.Reason.BLIND,
                    "of such packets of this direction that demonstrably passed, this capture missed many");
        }
        boolean heardSince = record.recordsData(ledger.direction()) && recordedAfter(leg, position, times[0]);
        if (!heardSince && !record.recordsKind(ledger.session(), ledger.direction(), tls(range))) {
            return new Sighting.Unobservable(
                    tap,
                    Sighting.Reason.UNPROVEN,
                    "nothing shows that this capture records this kind of packet, and it saw nothing of the session since");
        }
        String why = heardSince
                ? "recorded other packets of this session meanwhile"
                : "recorded such packets of other sessions";
        return new Sighting.Absent(tap, witnesses, doubt, why);
    }

    /** This very tap recorded a packet of the sender whose number lies beyond the bytes: it was listening then. */
    private boolean sentBeyond(int position, ByteRange range) {
        SentSegments segments = sent(position);
        return segments != null && segments.reach(range.end());
    }

    private boolean recordedAfter(SessionLeg leg, int position, long nanos) {
        SegmentStore store = leg.leg().store();
        long error = record(position).clock().uncertainty(store, leg.leg().lastRow());
        return referenceNanos(position, leg.leg().lastRow()) >= nanos - error;
    }

    // ---- the handshake ----

    /**
     * Follows packets without payload, such as a SYN and its copies, along the way.
     *
     * @return how far they came; null where no tap saw one
     */
    @Nullable
    Trail trail(IntPredicate isOne) {
        return trail(ledger.positions(), isOne);
    }

    /** @param positions on how many of the first positions to look for one */
    @Nullable
    Trail trail(int positions, IntPredicate isOne) {
        int reached = -1;
        int[][] rows = new int[ledger.positions()][];
        for (int i = 0; i < ledger.positions(); i++) {
            rows[i] = i < positions ? rows(i, isOne) : new int[0];
            reached = rows[i].length > 0 ? i : reached;
        }
        if (reached < 0) {
            return spoiltTrail(isOne);
        }
        int carrier = reached;
        long[] times = Arrays.stream(rows[carrier])
                .mapToLong(row -> referenceNanos(carrier, row))
                .toArray();
        List<Sighting> sightings = new ArrayList<>();
        int absent = ledger.positions();
        double doubt = 0;
        for (int i = 0; i < ledger.positions(); i++) {
            Sighting sighting = i > reached && spoiltRows(i, isOne).length > 0
                    ? spoilt(i)
                    : trailSighting(i, rows[i], i < reached, comparable(carrier, times));
            sightings.add(sighting);
            if (i > reached && absent == ledger.positions() && sighting instanceof Sighting.Absent gone) {
                absent = i;
                doubt = gone.missProbability();
            }
        }
        return new Trail(
                ledger.direction(),
                reached,
                absent,
                List.copyOf(sightings),
                new RowList(rows[reached]),
                times[0],
                times[times.length - 1],
                doubt);
    }

    /** What every tap that has it has with a wrong checksum never came as far as the first of them. */
    private @Nullable Trail spoiltTrail(IntPredicate isOne) {
        for (int i = 0; i < ledger.positions(); i++) {
            int[] rows = spoiltRows(i, isOne);
            if (rows.length > 0) {
                long first = referenceNanos(i, rows[0]);
                long last = referenceNanos(i, rows[rows.length - 1]);
                return new Trail(ledger.direction(), -1, i, List.of(spoilt(i)), new RowList(rows), first, last, 0);
            }
        }
        return null;
    }

    private int[] spoiltRows(int position, IntPredicate isOne) {
        SessionLeg leg = ledger.at(position);
        return leg == null
                ? new int[0]
                : Arrays.stream(ledger.spoilt(position))
                        .filter(row -> isOne.test(leg.leg().store().flags(row)))
                        .toArray();
    }

    private Sighting spoilt(int position) {
        return new Sighting.Absent(record(position).tap(), 1, 0, "recorded it with a wrong TCP checksum");
    }

    /** The copies of a direction's SYN or SYN-ACK at a position, in capture order. */
    int[] synRows(int position) {
        return rows(position, flags -> TcpFlags.has(flags, TcpFlags.SYN));
    }

    /** The sender's packets at a position whose flags are as asked, in capture order. */
    int[] rows(int position, IntPredicate isOne) {
        SessionLeg leg = ledger.at(position);
        return leg == null ? new int[0] : rowsOf(leg, isOne);
    }

    /** Whether one packet passed its tap after another passed its own, whatever both clocks may be off. */
    boolean isAfter(int position, int row, int otherPosition, int otherRow) {
        boolean known = record(position).clock().known()
                && record(otherPosition).clock().known();
        long apart = referenceNanos(position, row) - referenceNanos(otherPosition, otherRow);
        return known && apart > errorNanos(position, row) + errorNanos(otherPosition, otherRow) + CROSSING_NANOS;
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

    private Sighting trailSighting(int position, int[] rows, boolean passed, long[] times) {
        TapRecord record = record(position);
        Tap tap = record.tap();
        if (rows.length > 0) {
            return new Sighting.Seen(tap);
        }
        if (passed) {
            return new Sighting.Unobservable(
                    tap, Sighting.Reason.BLIND, "it passed here, and this capture does not hold it");
        }
        if (ledger.at(position) == null && orphans.mayBe(ledger.session(), tap, times[0])) {
            return new Sighting.Unobservable(
                    tap, Sighting.Reason.UNPROVEN, "an unmatched connection there may be this session");
        }
        int witnesses = 0;
        boolean running = false;
        for (long nanos : times) {
            if (record.runningOrAboutTo(nanos)) {
                running = true;
                witnesses += record.inHole(nanos) || !record.activeAround(nanos) ? 0 : 1;
            }
        }
        if (!running) {
            return new Sighting.Unobservable(tap, Sighting.Reason.NOT_RUNNING, "this capture was not running then");
        }
        if (witnesses == 0) {
            return new Sighting.Unobservable(
                    tap, Sighting.Reason.UNPROVEN, "nothing shows that this capture was recording then");
        }
        double miss = record.missProbability(ledger.session(), ledger.direction(), false);
        double doubt = Math.pow(miss, Math.min(witnesses, MAX_WITNESSES));
        return doubt > TapView.MAX_DOUBT
                ? new Sighting.Unobservable(
                        tap, Sighting.Reason.BLIND, "this capture missed many packets of this direction")
                : new Sighting.Absent(tap, witnesses, doubt, "it was recording other packets then");
    }

    // ---- the receiver ----

    /** A packet of the receiver that shows it alive without the bytes, at the tap nearest it that heard one. */
    private record Alive(int position, int row, long nanos, boolean sack) {}

    /**
     * Asked of each tap from the receiver's side on. A tap's time and that of what was seen compare where clocks tell; where
     * they do not, the tap's own order of these bytes and of what the receiver said does.
     *
     * @param position where something was seen that was sent no earlier than these bytes, or -1
     * @param row what was seen there
     */
    private @Nullable Alive receiverWithout(ByteRange range, int position, int row, long firstNanos) {
        long since = firstNanos + (position < 0 ? 0 : errorNanos(position, row));
        for (int i = ledger.positions() - 1; i >= 0; i--) {
            SessionLeg leg = ledger.at(i);
            if (leg == null) {
                continue;
            }
            ReceiverSigns signs = receiver[i];
            if (signs == null) {
                long end = ledger.session().stream(ledger.direction()).end();
                signs = new ReceiverSigns(leg, ledger.direction(), record(i).clock(), end);
                receiver[i] = signs;
            }
            boolean timed = record(i).clock().known()
                    && (position < 0 || record(position).clock().known());
            int[] own = i == position ? new int[] {row} : timed ? new int[0] : carrying(i, range);
            if (!timed && own.length == 0) {
                continue;
            }
            ReceiverSigns.Alive alive = signs.without(range, own.length > 0 ? own[0] : SegmentStore.NONE, since);
            if (alive != null) {
                long shift = timed || i == position ? 0 : firstNanos - referenceNanos(i, own[0]);
                return new Alive(i, alive.row(), alive.nanos() + shift, alive.sack());
            }
        }
        return null;
    }

    /** Neighbouring stretches that vanished between the same points are one. */
    private static List<Vanishing> merge(List<Vanishing> found) {
        List<Vanishing> merged = new ArrayList<>();
        for (int from = 0; from < found.size(); ) {
            int to = from + 1;
            while (to < found.size() && continues(found.get(to - 1), found.get(to))) {
                to++;
            }
            merged.add(to == from + 1 ? found.get(from) : join(found.subList(from, to)));
            from = to;
        }
        return merged;
    }

    private static boolean continues(Vanishing last, Vanishing next) {
        return last.range().end() == next.range().start()
                && last.reached() == next.reached()
                && last.absent() == next.absent()
                && last.known() == next.known();
    }

    private static Vanishing join(List<Vanishing> run) {
        Vanishing first = run.get(0);
        Vanishing alive = first;
        SortedSet<Integer> copies = new TreeSet<>();
        long firstNanos = first.firstNanos();
        long lastNanos = first.lastNanos();
        boolean receiverAlive = false;
        double doubt = first.doubt();
        for (Vanishing one : run) {
            copies.addAll(one.copies());
            firstNanos = Math.min(firstNanos, one.firstNanos());
            lastNanos = Math.max(lastNanos, one.lastNanos());
            receiverAlive |= one.receiverAlive();
            alive = alive.aliveRow() != Vanishing.NO_ROW ? alive : one;
            doubt = Math.max(doubt, one.doubt());
        }
        return new Vanishing(
                first.direction(),
                new ByteRange(
                        first.range().start(), run.get(run.size() - 1).range().end()),
                first.known(),
                first.reached(),
                first.absent(),
                first.sightings(),
                List.copyOf(copies),
                firstNanos,
                lastNanos,
                receiverAlive,
                alive.aliveRow(),
                alive.alivePosition(),
                doubt);
    }
}
