package org.droppoint.correlate.loss;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import java.util.stream.LongStream;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.Times;
import org.droppoint.correlate.recording.Arrivals;
import org.droppoint.correlate.recording.ReceiverSigns;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Fragment;
import org.droppoint.correlate.session.Frontier;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.TapView;
import org.droppoint.correlate.session.TravelTimes;
import org.droppoint.flow.RoundTrip;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/** Whether a stretch of bytes failed to reach its receiver, as its own packets tell at the taps that hear it. */
final class Delivery {
    /**
     * The shortest retransmission timeout of a common stack (Linux; RFC 6298 wants a second): who repeats sooner probes
     * for a lost tail, and has not waited for an answer.
     */
    static final long SHORTEST_TIMEOUT_NANOS = 200_000_000L;

    /** Unacknowledged for so long, with the receiver heard meanwhile, is undelivered: beyond any delayed ACK. */
    private static final long OVERDUE_NANOS = Times.NANOS_PER_SECOND;

    /** So many packets of the receiver are looked at for what it repeats. */
    private static final int MAX_ROWS = 4096;

    /** Of so many stretches is it asked whether the answer to a reset tells of them; each costs a walk along the leg. */
    private static final int MAX_CHALLENGES = 512;

    /** One answer of so many tells, or none does. */
    private static final int MAX_ANSWERS = 64;

    private final TracedDirection traced;
    private final DirectionLedger ledger;
    private final Receipts receipts;
    private final StrayAnswers strays;
    private final TakenTurns turns;
    private long latestNanos = Long.MIN_VALUE;
    private @Nullable OptionalLong resetNanos;
    private int challengesLeft = MAX_CHALLENGES;

    Delivery(TracedDirection traced, Receipts receipts, StrayAnswers strays, TakenTurns turns) {
        this.traced = traced;
        this.ledger = traced.ledger();
        this.receipts = receipts;
        this.strays = strays;
        this.turns = turns;
    }

    /** A packet of the receiver that shows it alive without the bytes, at the tap nearest it that heard one. */
    record Alive(int position, int row, long nanos, boolean sack) {}

    /**
     * Asked of each tap from the receiver's side on. A tap's time and that of what was seen compare where clocks tell; where
     * they do not, the tap's own order of these bytes and of what the receiver said does.
     */
    @Nullable
    Alive receiverWithout(Sending sent) {
        ByteRange range = sent.fragment().range();
        int position = sent.shownAt();
        int row = sent.shownBy();
        long firstNanos = sent.firstNanos();
        long since = firstNanos + (position < 0 ? 0 : traced.errorNanos(position, row));
        for (int i = ledger.positions() - 1; i >= 0; i--) {
            SessionLeg leg = ledger.at(i);
            if (leg == null) {
                continue;
            }
            boolean timed = traced.record(i).clock().known()
                    && (position < 0 || traced.record(position).clock().known());
            int[] own = i == position ? new int[] {row} : timed ? new int[0] : traced.carrying(i, range);
            if (!timed && own.length == 0) {
                continue;
            }
            ReceiverSigns.Alive alive =
                    traced.receiver(i, leg).without(range, own.length > 0 ? own[0] : SegmentStore.NONE, since);
            if (alive != null) {
                long shift = timed || i == position ? 0 : firstNanos - traced.referenceNanos(i, own[0]);
                return new Alive(i, alive.row(), alive.nanos() + shift, alive.sack());
            }
        }
        return null;
    }

    /**
     * Whether bytes that every tap on their way may have seen demonstrably never arrived. Past the last tap only the
     * receiver's behaviour tells, and who hears nothing of the receiver hears no silence of it, either.
     */
    boolean failedBehindAllTaps(Sending sent, @Nullable Alive alive) {
        Fragment fragment = sent.fragment();
        boolean answered =
                fragment.acknowledgedAnywhere() && !receipts.answeredInBetween(fragment, traced.lastPosition());
        if (answered || ledger.lastHearing() < 0) {
            return false;
        }
        if (alive == null) {
            return isHeardThen(sent) && unanswered(sent);
        }
        if (!alive.sack() && stillArriving(alive.position(), sent.firstNanos())) {
            return challengedReset(sent);
        }
        if (repairUnderWay(sent, alive)) {
            return false;
        }
        if (tooSoonToTell(sent, alive)) {
            return unanswered(sent) || challengedReset(sent);
        }
        boolean missed = alive.sack()
                || alive.nanos() - sent.firstNanos() > OVERDUE_NANOS
                || repeated(sent.carrier(), sent.copies())
                || repeatsWhatTheyAcknowledged(sent.carrier(), sent.copies());
        return missed || challengedReset(sent);
    }

    /** The one copy that repairs the loss was sent so shortly before the captures end that no answer to it can be on record. */
    private boolean repairUnderWay(Sending sent, Alive alive) {
        SessionLeg leg = sent.carrier() < 0 ? null : ledger.at(sent.carrier());
        return leg != null
                && sent.copies().length == 2
                && alive.nanos() <= sent.lastNanos()
                && latestNanos(sent.carrier()) - sent.lastNanos() < roundTripNanos(sent.carrier(), leg)
                && !resetAfter(sent.lastNanos());
    }

    /** Sent again, waited for, and nothing came back that tells of them. */
    private boolean unanswered(Sending sent) {
        return !strays.answered(sent.fragment().range())
                && repeated(sent.carrier(), sent.copies())
                && sent.lastNanos() - sent.firstNanos() >= SHORTEST_TIMEOUT_NANOS
                && watchedOn(sent)
                && !underWay(sent, latestNanos(sent.carrier()));
    }

    /** The receiver was heard for the last time when the bytes may have been under way: of them that tells nothing. */
    boolean tooSoonToTell(Sending sent, Alive alive) {
        return underWay(sent, lackedUntil(alive, sent.fragment().range()));
    }

    /**
     * Some tap that hears the receiver at all would have heard it then: who was not listening hears no silence. Unless it is the
     * sender that shows to hear nothing more.
     */
    private boolean isHeardThen(Sending sent) {
        SessionLeg leg = sent.carrier() < 0 ? null : ledger.at(sent.carrier());
        if (leg != null && !turns.wentOn(sent.carrier(), leg, sent.copies()[0])) {
            return true;
        }
        for (int i = 0; i < ledger.positions(); i++) {
            boolean timed = sent.carrier() >= 0
                    && traced.record(sent.carrier()).clock().known()
                    && traced.record(i).clock().known();
            boolean listened = i == sent.carrier() || timed && traced.record(i).runningOrAboutTo(sent.lastNanos());
            if (ledger.hearsReceiver(i) && listened) {
                return true;
            }
        }
        return false;
    }

    private long lackedUntil(Alive alive, ByteRange range) {
        SessionLeg leg = ledger.at(alive.position());
        return leg == null
                ? alive.nanos()
                : Math.max(alive.nanos(), traced.receiver(alive.position(), leg).lackedUntil(range.start()));
    }

    private boolean stillArriving(int position, long sinceNanos) {
        SessionLeg leg = ledger.at(position);
        return leg != null && traced.receiver(position, leg).stillArriving(sinceNanos);
    }

    /**
     * Whether bytes may be under way still: of what passed the same tap after them nothing is known to have come, and what
     * passed it at other times took as long. So it is where a link crawls, and they wait behind all that was sent before.
     *
     * @param untilNanos up to when they had not come
     */
    private boolean underWay(Sending sent, long untilNanos) {
        SessionLeg leg = sent.carrier() < 0 ? null : ledger.at(sent.carrier());
        if (leg == null || sent.copies().length == 0) {
            return false;
        }
        Arrivals own = traced.arrivals(sent.carrier(), leg);
        if (own.newestRow() > sent.copies()[0]) {
            return false;
        }
        long others = traced.record(sent.carrier()).longestAnswerNanos(ledger.direction());
        long longest = Math.min(Math.max(own.longestNanos(), others), answeredWithin(leg, sent));
        long waited = untilNanos - traced.referenceNanos(sent.carrier(), sent.copies()[0]);
        return waited <= TravelTimes.SLOWER * longest;
    }

    /**
     * How long the answer to what was sent right before some bytes took at most: who repeats these had it by then, be it
     * that a capture that misses packets shows it by a later one only. The most there can be where none is missed, or these
     * are not what is repeated.
     */
    private long answeredWithin(SessionLeg leg, Sending sent) {
        int[] copies = sent.copies();
        boolean holes = traced.record(sent.carrier()).missProbability(ledger.session()) > TapView.MAX_DOUBT;
        if (!holes
                || copies.length < 2
                || receipts.repeatedFrom() != sent.fragment().range().start()) {
            return Long.MAX_VALUE;
        }
        SegmentStore store = leg.leg().store();
        int before = leg.leg().firstRow();
        for (int row = before; row != SegmentStore.NONE && row < copies[0]; row = store.next(row)) {
            before = store.direction(row) == ledger.direction() && store.carriesStream(row) ? row : before;
        }
        return store.epochNanos(copies[1]) - store.epochNanos(before);
    }

    /** Whether some tap watched long enough for an answer, or saw the sender give up. */
    private boolean watchedOn(Sending sent) {
        return latestNanos(sent.carrier()) - sent.firstNanos() >= OVERDUE_NANOS || resetAfter(sent.lastNanos());
    }

    /** What of bytes that failed behind all taps the receiver demonstrably lacks; empty where it tells of none. */
    ByteRange missing(Sending sent, @Nullable Alive alive) {
        ByteRange range = sent.fragment().range();
        return alive != null && !alive.sack() && !(traced.sackAgreed() && showsSack(alive.position()))
                ? missedFirst(range, sent.carrier(), sent.copies())
                : range;
    }

    private boolean showsSack(int position) {
        SessionLeg leg = ledger.at(position);
        return leg != null && !leg.leg().hasCutOptions(ledger.direction().opposite());
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

    /** Whether some byte was sent more than once. */
    private boolean repeated(int position, int[] copies) {
        SessionLeg leg = copies.length < 2 ? null : ledger.at(position);
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
        if (carrier >= 0 && !traced.record(carrier).clock().known()) {
            return traced.record(carrier)
                    .clock()
                    .toReference(traced.record(carrier).trace().lastNanos());
        }
        if (latestNanos == Long.MIN_VALUE) {
            latestNanos = traced.records().stream()
                    .filter(record -> record.clock().known())
                    .mapToLong(
                            record -> record.clock().toReference(record.trace().lastNanos()))
                    .max()
                    .orElse(Long.MIN_VALUE);
        }
        return latestNanos;
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
        int left = MAX_ROWS;
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
     * The receiver answered the sender's reset by an acknowledgement: its number stands right behind these bytes, and was
     * not the one that came next there (RFC 5961 section 3.2). Who lacks nothing says nothing more.
     */
    boolean challengedReset(Sending sent) {
        SessionLeg leg = sent.carrier() < 0 ? null : ledger.at(sent.carrier());
        if (leg == null
                || sent.copies().length == 0
                || !TcpFlags.has(leg.leg().flagsSeen(ledger.direction()), TcpFlags.RST)
                || challengesLeft-- <= 0) {
            return false;
        }
        int left = MAX_ANSWERS;
        ByteRange range = sent.fragment().range();
        SegmentStore store = leg.leg().store();
        long due = Long.MAX_VALUE;
        long told = SegmentStore.NO_ACK;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean reset = TcpFlags.has(store.flags(row), TcpFlags.RST);
            boolean later = row > sent.copies()[0];
            if (store.direction(row) == ledger.direction()) {
                boolean behind = later && reset && due == Long.MAX_VALUE && leg.start(row) >= range.end();
                due = behind ? store.epochNanos(row) + roundTripNanos(sent.carrier(), leg) : due;
                continue;
            }
            if (store.isDuplicateFrame(row)) {
                continue;
            }
            boolean answers = later && !reset && store.epochNanos(row) >= due && leg.ack(row) <= range.start();
            if (answers && (leg.ack(row) <= told || left-- > 0 && isLongDue(leg, row))) {
                return !strays.answered(range); // which the reset had overtaken
            }
            told = Math.max(told, leg.ack(row));
        }
        return false;
    }

    /** An acknowledgement of what was sent just before answers that, and tells nothing of what came behind. */
    private boolean isLongDue(SessionLeg leg, int acknowledgement) {
        SegmentStore store = leg.leg().store();
        long sentNanos = Long.MIN_VALUE;
        for (int row = leg.leg().firstRow(); row != acknowledgement; row = store.next(row)) {
            boolean carries = store.direction(row) == ledger.direction()
                    && store.carriesStream(row)
                    && leg.range(row).end() <= leg.ack(acknowledgement);
            sentNanos = carries ? store.epochNanos(row) : sentNanos;
        }
        return store.epochNanos(acknowledgement) - sentNanos >= SHORTEST_TIMEOUT_NANOS;
    }

    /** How long an answer takes at least. */
    private long roundTripNanos(int position, SessionLeg leg) {
        long shortest = traced.ackTimes(position, leg).shortestNanos();
        return shortest == Frontier.NEVER ? TravelTimes.CROSSING_NANOS : shortest * 19 / 20;
    }

    /** The sender was reset: it sends these bytes no more, and nothing will come that acknowledges them. */
    private boolean resetAfter(long nanos) {
        if (resetNanos == null) {
            resetNanos = lastResetNanos();
        }
        return resetNanos.isPresent() && resetNanos.getAsLong() >= nanos;
    }

    /** When a reset of the receiver's was seen last. */
    private OptionalLong lastResetNanos() {
        IntPredicate isReset = flags -> TcpFlags.has(flags, TcpFlags.RST);
        Direction back = ledger.direction().opposite();
        LongStream all = LongStream.empty();
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg != null && isReset.test(leg.leg().flagsSeen(back))) {
                SegmentStore store = leg.leg().store();
                int position = i;
                all = LongStream.concat(
                        all,
                        Arrays.stream(leg.leg().rows())
                                .filter(row -> store.direction(row) == back && isReset.test(store.flags(row)))
                                .mapToLong(row -> traced.referenceNanos(position, row)));
            }
        }
        return all.max();
    }
}
