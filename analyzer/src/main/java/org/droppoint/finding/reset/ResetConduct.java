package org.droppoint.finding.reset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.Frontier;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** What a reset's moment and its sequence number say beside what its claimed sender did and knew. */
final class ResetConduct {
    /** Packets that the reset overtook may still arrive for so long. */
    private static final long OVERTAKEN_NANOS = 200_000_000L;

    /** A way so short is no measure of who is how far. */
    private static final long LEAST_ROUND_TRIP_NANOS = 5_000_000L;

    /** A stack answers at once; queues on the way hold it up no longer. */
    private static final long ANSWER_NANOS = 2 * Times.NANOS_PER_SECOND;

    private final ResetPeers peers;
    private final SegmentStore store;
    private final int row;
    /** When the other end's bytes first passed. */
    private final Frontier victimSent = new Frontier();

    ResetConduct(ResetPeers peers) {
        this.peers = peers;
        this.store = peers.store();
        this.row = peers.row();
        peers.victim().forEach(packet -> victimSent.reach(store.end(packet), store.epochNanos(packet), packet));
    }

    List<ResetSign> signs() {
        List<ResetSign> signs = new ArrayList<>();
        goesOn().ifPresent(signs::add);
        tooSoon().ifPresent(signs::add);
        sequence().ifPresent(signs::add);
        gaveUp().ifPresent(signs::add);
        return signs;
    }

    /** A stack that has reset a connection has forgotten it (RFC 9293 section 3.10.4). */
    private Optional<ResetSign> goesOn() {
        long from = store.epochNanos(row) + OVERTAKEN_NANOS;
        long later = peers.after().stream()
                .filter(other -> store.epochNanos(other) > from)
                .count();
        return later == 0
                ? Optional.empty()
                : Optional.of(ResetSign.alien(
                        ResetSign.CERTAIN,
                        "is followed by " + later + " more packet" + (later == 1 ? "" : "s")
                                + " of that sender, which knew of no reset"));
    }

    private Optional<ResetSign> tooSoon() {
        return peers.has(TcpFlags.ACK) ? acknowledgesTooSoon() : answersTooSoon();
    }

    /**
     * Without ACK it answers, at once, a packet that acknowledged its number (RFC 9293 section 3.10.7.1): too soon for the
     * newest of them, and by far too late for any other.
     */
    private Optional<ResetSign> answersTooSoon() {
        long roundTrip = leastRoundTrip();
        long[] waits = peers.victim().stream()
                .filter(packet -> packet < row && store.ack(packet) == store.payloadStart(row))
                .mapToLong(packet -> store.epochNanos(row) - store.epochNanos(packet))
                .toArray();
        boolean measurable = roundTrip >= LEAST_ROUND_TRIP_NANOS && roundTrip != Long.MAX_VALUE && waits.length > 0;
        if (!measurable
                || Arrays.stream(waits).anyMatch(wait -> wait >= roundTrip / 2 && wait < roundTrip + ANSWER_NANOS)) {
            return Optional.empty();
        }
        long waited = Arrays.stream(waits).min().orElse(0);
        return waited >= 0 && waited < roundTrip / 2
                ? Optional.of(ResetSign.alien(
                        ResetSign.PHYSICAL,
                        "answers what had passed here only " + Times.duration(waited) + " before, where that sender is "
                                + Times.duration(roundTrip) + " away and back"))
                : Optional.empty();
    }

    /** It acknowledges what was sent so little before that it cannot have been there and back. */
    private Optional<ResetSign> acknowledgesTooSoon() {
        long ack = store.ack(row);
        long known = peers.before().stream().mapToLong(store::ack).max().orElse(SegmentStore.NO_ACK);
        if (ack == SegmentStore.NO_ACK || known == SegmentStore.NO_ACK || ack <= known) {
            return Optional.empty();
        }
        long roundTrip = leastRoundTrip();
        long sent = victimSent.firstAt(ack);
        long waited = sent == Frontier.NEVER ? -1 : store.epochNanos(row) - sent;
        boolean measurable = roundTrip >= LEAST_ROUND_TRIP_NANOS && roundTrip != Long.MAX_VALUE && waited >= 0;
        return measurable && waited < roundTrip / 2
                ? Optional.of(ResetSign.alien(
                        ResetSign.PHYSICAL,
                        "acknowledges what had passed here only " + Times.duration(waited)
                                + " before, where that sender is " + Times.duration(roundTrip) + " away and back"))
                : Optional.empty();
    }

    /** From what the other end sends to the sender's acknowledgement of it, at best. */
    private long leastRoundTrip() {
        long least = Long.MAX_VALUE;
        long acknowledged = SegmentStore.NO_ACK;
        for (int packet : peers.before()) {
            long ack = store.ack(packet);
            if (ack != SegmentStore.NO_ACK && ack > acknowledged) {
                long sent = victimSent.firstAt(ack);
                long took = store.epochNanos(packet) - sent;
                acknowledged = ack;
                least = sent == Frontier.NEVER || took < 0 ? least : Math.min(least, took);
            }
        }
        return least;
    }

    /** A stack resets at what it sends next, or at what the packet that it answers has acknowledged. */
    private Optional<ResetSign> sequence() {
        if (peers.before().isEmpty() || store.isOutside(row)) {
            return Optional.empty();
        }
        long at = store.payloadStart(row);
        long next = peers.before().stream().mapToLong(this::afterward).max().orElse(at);
        if (at == next) {
            return Optional.of(ResetSign.own(ResetSign.FAINT, "has the very sequence number that comes next"));
        }
        boolean answered = peers.victim().stream().anyMatch(packet -> store.ack(packet) == at);
        if (at > next && (peers.has(TcpFlags.ACK) || !answered)) {
            return Optional.of(ResetSign.own(
                    ResetSign.HABIT,
                    "lies " + (at - next)
                            + " bytes beyond all that was seen here of that sender, which alone knows of them"));
        }
        return answered
                ? Optional.of(ResetSign.neutral("has the sequence number that the other end acknowledged last"))
                : Optional.of(ResetSign.alien(
                        ResetSign.HABIT, "lies " + (next - at) + " bytes behind what that sender had sent by then"));
    }

    private long afterward(int packet) {
        boolean fin = TcpFlags.has(store.flags(packet), TcpFlags.FIN);
        return store.end(packet) + (fin ? 1 : 0);
    }

    /** The other end had the retransmitted bytes in the end: nobody gave up over them. */
    private boolean acknowledged(Ladder ladder) {
        long start = store.payloadStart(ladder.firstRow());
        return peers.victim().stream().anyMatch(packet -> store.ack(packet) > start);
    }

    /** Who gives up lets the last time-out run out first (RFC 9293 section 3.8.3, RFC 6298 section 5). */
    Optional<Ladder> ladderRunOut() {
        return Ladder.last(store, peers.before())
                .filter(ladder -> ladder.isExhaustedAt(store.epochNanos(row)) && !acknowledged(ladder));
    }

    private Optional<ResetSign> gaveUp() {
        return ladderRunOut()
                .map(ladder -> ResetSign.own(
                        ResetSign.STRONG,
                        "came " + Times.duration(store.epochNanos(row) - ladder.lastNanos()) + " after the last of "
                                + ladder.retransmissions() + " retransmissions over "
                                + Times.duration(ladder.lastedNanos())
                                + ", as of a stack that gives up"));
    }
}
