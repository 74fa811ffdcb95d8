package org.droppoint.finding.tcp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.base.Place;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Handshake;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapView;
import org.droppoint.correlate.session.Trail;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Finding.ConnectFailed;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/** Tells why and where a TCP handshake did not complete. */
public final class ConnectFinder {
    private static final int ANSWERS_TO_BELIEVE = 2;

    /** The longest that a client waits before it asks again (RFC 1122 section 4.2.3.1; RFC 6298 says a second), and a bit. */
    private static final long SYN_PATIENCE_NANOS = 3_500_000_000L;

    private final SessionTrace trace;
    private final Locator locator;

    public ConnectFinder(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    public Optional<ConnectFailed> find(List<Finding.ResetSeen> resets, List<Finding.IcmpError> icmpErrors) {
        Handshake handshake = trace.handshake();
        Trail syn = handshake.syn();
        Trail synAck = handshake.synAck();
        if (handshake.completed() || syn == null && synAck == null || spokenOf(handshake)) {
            return Optional.empty();
        }
        Trail wentOn = handshake.clientWentOn();
        if (syn != null && synAck == null) {
            // who acknowledges or sends data has had its SYN-ACK, whether a tap recorded that or not
            return wentOn == null ? synUnanswered(syn, resets, icmpErrors) : Optional.empty();
        }
        boolean content = syn != null && synAck != null && askedOnce(syn) && askedOnce(synAck) && askedOnceEverywhere();
        if (synAck != null && wentOn == null && (content || closed(handshake))) {
            return Optional.empty();
        }
        if (synAck != null && wentOn == null) {
            Optional<Finding.ResetSeen> byClient = resets.stream()
                    .filter(reset -> reset.direction() == Direction.CLIENT_TO_SERVER && handshake.isOn(reset.tap()))
                    .findFirst();
            return byClient.isPresent()
                    ? Optional.empty()
                    : Optional.of(lost(
                            ConnectFailed.Stage.SYN_ACK,
                            synAck,
                            true,
                            syn != null && syn.rows().size() > 1));
        }
        if (synAck != null && wentOn != null && synAck.rows().size() > 1 && wentOn.firstNanos() < synAck.lastNanos()) {
            return Optional.of(lost(ConnectFailed.Stage.ACK, wentOn, true, true));
        }
        return Optional.empty();
    }

    /**
     * Some packet, a reset too, counts bytes that only a connection has: its number lies beyond the SYN's, or it
     * acknowledges more than a SYN. Captures of one direction, or of flags alone, hold no more of a handshake. A reset's
     * number is worth nothing where the SYN went out again after its answer had been sent.
     */
    private boolean spokenOf(Handshake handshake) {
        Trail syn = handshake.syn();
        Trail synAck = handshake.synAck();
        boolean repeated = syn != null && synAck != null && syn.lastNanos() > synAck.firstNanos();
        int worthless = repeated ? TcpFlags.RST : 0;
        for (SessionLeg leg : handshake.legs()) {
            SegmentStore store = leg.leg().store();
            for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                boolean numbered = leg.leg().synSeen(store.direction(row)) && store.start(row) > 1;
                boolean heard = leg.leg().synSeen(store.direction(row).opposite()) && store.ack(row) > 1;
                boolean counted = !store.isOutside(row) && (store.flags(row) & worthless) == 0;
                if (counted && (numbered || heard)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Who closes by FIN was connected, whatever a capture of flags alone has left out in between. */
    private static boolean closed(Handshake handshake) {
        return handshake.legs().stream()
                .flatMapToInt(leg -> java.util.Arrays.stream(leg.leg().rows())
                        .map(row -> leg.leg().store().flags(row)))
                .anyMatch(flags -> TcpFlags.has(flags, TcpFlags.FIN));
    }

    private Optional<ConnectFailed> synUnanswered(
            Trail syn, List<Finding.ResetSeen> resets, List<Finding.IcmpError> icmpErrors) {
        Optional<Finding.ResetSeen> reset = resets.stream()
                .filter(candidate -> candidate.direction() == Direction.SERVER_TO_CLIENT)
                .findFirst();
        if (reset.isPresent()) {
            Finding.ResetSeen refusal = reset.get();
            Gap gap = new Gap(null, null, whereSynWas(syn, refusal.madeAt(), false));
            return Optional.of(new ConnectFailed(
                    "The SYN was answered by a reset: " + refusal.why() + ".",
                    join(synEvidence(syn), refusal.evidence()),
                    ConnectFailed.Stage.REFUSED_BY_RESET,
                    Direction.CLIENT_TO_SERVER,
                    gap,
                    true,
                    refusal.forged() ? refusal.doubt() : 0));
        }
        Optional<Finding.IcmpError> icmp =
                icmpErrors.stream().filter(error -> !error.tooBig()).findFirst();
        if (icmp.isPresent()) {
            Gap gap = icmp.get().gap();
            boolean byServer = gap.places().equals(List.of(locator.end(Side.SERVER)));
            return Optional.of(new ConnectFailed(
                    "The SYN was answered by an " + icmp.get().summary(),
                    join(synEvidence(syn), icmp.get().evidence()),
                    ConnectFailed.Stage.REFUSED_BY_ICMP,
                    Direction.CLIENT_TO_SERVER,
                    new Gap(gap.from(), gap.to(), whereSynWas(syn, gap.places(), !byServer)),
                    true,
                    0));
        }
        return answeredUnheard(syn) ? Optional.empty() : Optional.of(lost(ConnectFailed.Stage.SYN, syn, false, false));
    }

    /**
     * The SYN was sent once and, while a capture that holds it ran on, not again: something answered it, which no tap that
     * was there can hear.
     */
    private boolean answeredUnheard(Trail syn) {
        return askedOnce(syn) && lastToHearAnAnswer(syn) < 0;
    }

    /**
     * Sent once, and while the capture that holds it ran on not again: its sender had heard of it, for a SYN that nobody
     * answers is repeated, and so is a SYN-ACK (RFC 9293 section 3.8.1).
     */
    private boolean askedOnce(Trail trail) {
        Evidence seen = synEvidence(trail).get(0);
        long ranOn = locator.correlation().taps().trace(seen.tap()).lastNanos() - seen.epochNanos();
        return trail.rows().size() == 1 && ranOn > SYN_PATIENCE_NANOS;
    }

    /** No tap saw either SYN again, of whichever connection that a proxy makes of this session. */
    private boolean askedOnceEverywhere() {
        for (SessionLeg leg : trace.session().legs()) {
            SegmentStore store = leg.leg().store();
            int[] syns = new int[Direction.values().length];
            for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                boolean asks = TcpFlags.has(store.flags(row), TcpFlags.SYN) && !store.isDuplicateFrame(row);
                if (asks && ++syns[store.direction(row).index()] > 1) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Who refuses a SYN had it, and passed it on to nobody: whatever taps heard or did not hear of the answer. */
    private List<Place> whereSynWas(Trail syn, List<Place> answeredAt, boolean serverCleared) {
        List<Place> asked = locator.gap(syn.direction(), syn.reached(), syn.absent(), true, serverCleared)
                .places();
        List<Place> both = answeredAt.stream().filter(asked::contains).toList();
        return both.isEmpty() ? asked : both;
    }

    /** @param receiverAlive the end that it was for shows by packets of its own that it still waits for it */
    private ConnectFailed lost(ConnectFailed.Stage stage, Trail trail, boolean senderCleared, boolean receiverAlive) {
        boolean pastAllTaps = trail.absent() >= locator.path().taps().size();
        boolean unanswered = pastAllTaps && stage == ConnectFailed.Stage.SYN;
        int from = unanswered ? lastToHearAnAnswer(trail) : trail.reached();
        Gap gap = locator.gap(
                trail.direction(), from, trail.absent(), senderCleared || unanswered && from < 0, receiverAlive);
        String packet =
                stage == ConnectFailed.Stage.SYN ? "SYN" : stage == ConnectFailed.Stage.SYN_ACK ? "SYN-ACK" : "ACK";
        Tap last = locator.tap(trail.direction(), trail.shownAt());
        @Nullable Tap next = locator.tapAt(trail.direction(), trail.absent());
        String summary =
                "The " + packet + " (" + trail.rows().size() + (trail.rows().size() == 1 ? " copy" : " copies")
                        + ") was seen at " + last
                        + (pastAllTaps || next == null
                                ? unanswered ? " and no answer to it was seen." : " and had no effect."
                                : trail.reached() < 0
                                        ? " with a wrong TCP checksum."
                                        : " and never" + rightly(trail) + " at " + next + ".");
        return new ConnectFailed(
                summary, trailEvidence(trail, packet), stage, trail.direction(), gap, false, trail.doubt());
    }

    /**
     * The last tap that a SYN reached and that would have recorded its answer: one that is deaf to the way back cannot tell
     * a lost SYN from a lost SYN-ACK. -1 where every tap is.
     */
    private int lastToHearAnAnswer(Trail syn) {
        int position = syn.reached();
        while (position >= 0 && isDeaf(syn, position)) {
            position--;
        }
        return position;
    }

    /**
     * A tap that recorded the SYN was there, whatever its clock tells; it hears the way back where it missed little of it, or
     * ever recorded any of it.
     */
    private boolean isDeaf(Trail syn, int position) {
        DirectionLedger back = trace.ledger(syn.direction().opposite());
        double miss = locator.correlation()
                .view()
                .missProbability(trace, back.direction(), back.positions() - 1 - position, syn.lastNanos());
        SessionLeg leg = trace.ledger(syn.direction()).at(position);
        boolean wasThere = leg != null && leg.leg().synSeen(syn.direction());
        return miss > TapView.MAX_DOUBT
                && !hearsAnswers(back.direction(), locator.tap(syn.direction(), position))
                && (miss < 1 || !wasThere || !everHeard(back.direction(), locator.tap(syn.direction(), position)));
    }

    /** A capture may be blind to data and hold all handshakes: of no connection that was opened it lacks the answer. */
    private boolean hearsAnswers(Direction back, Tap tap) {
        int answered = 0;
        for (Leg leg : locator.correlation().taps().trace(tap).legs()) {
            boolean opened = leg.synSeen(back.opposite())
                    && TcpFlags.has(leg.flagsSeen(back.opposite()), TcpFlags.ACK)
                    && leg.key().server().port()
                            == trace.session().key().server().port();
            if (opened && !leg.synSeen(back)) {
                return false;
            }
            answered += opened ? 1 : 0;
        }
        return answered >= ANSWERS_TO_BELIEVE;
    }

    private boolean everHeard(Direction direction, Tap tap) {
        return locator.correlation().taps().trace(tap).legs().stream().anyMatch(leg -> leg.rowCount(direction) > 0);
    }

    /** What came with a wrong checksum came, but no stack takes it. */
    private String rightly(Trail trail) {
        boolean spoilt = trace.ledger(trail.direction()).spoiltAnything(trail.absent());
        return spoilt ? " with a right TCP checksum" : "";
    }

    private List<Evidence> synEvidence(Trail syn) {
        return trailEvidence(syn, "SYN");
    }

    private List<Evidence> trailEvidence(Trail trail, String packet) {
        DirectionLedger ledger = trace.ledger(trail.direction());
        List<Evidence> evidence = new ArrayList<>();
        for (int row : trail.rows().subList(0, Math.min(8, trail.rows().size()))) {
            evidence.add(locator.evidence(ledger, trail.shownAt(), row, packet));
        }
        return evidence;
    }

    private static List<Evidence> join(List<Evidence> one, List<Evidence> other) {
        List<Evidence> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }
}
