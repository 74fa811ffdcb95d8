package org.droppoint.finding.end;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Fragment;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapView;
import org.droppoint.correlate.session.TravelTimes;
import org.droppoint.correlate.session.Vanishing;
import org.droppoint.finding.dialogue.Debt;
import org.droppoint.finding.dialogue.Turns;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** Whether a session still needed bytes that vanished: what is lost after its end stops nothing. */
public final class Need {
    /**
     * An alert within TLS: two bytes, a tag of 16, and in TLS 1.3 a content type, in TLS 1.2 with AES-GCM a nonce of 8. No reply
     * is so short.
     */
    private static final Set<Long> ALERT_LENGTHS = Set.of(23L, 24L, 31L);

    private final SessionTrace trace;
    private final Locator locator;
    private final Ends ends;
    private final Turns turns;
    private final List<Finding.ResetSeen> resets;
    /** Those after which the end that they were for sent nothing but resets. */
    private final List<Finding.ResetSeen> effective;

    /** No order of events is claimed that is finer than the clocks allow. */
    private final long clockErrorNanos;

    public Need(SessionReading read) {
        this.trace = read.trace();
        this.locator = read.locator();
        this.ends = read.ends();
        this.turns = read.turns();
        this.resets = read.resets();
        this.effective = resets.stream()
                .filter(reset -> !read.unheeded().acknowledgedWhatCameAfter(reset) && isLastWord(reset))
                .toList();
        this.clockErrorNanos = trace.session().legs().stream()
                .mapToLong(leg -> locator.errorNanos(leg, leg.leg().lastRow()))
                .max()
                .orElse(0);
    }

    private boolean isLastWord(Finding.ResetSeen reset) {
        return ends.last(Side.sending(reset.direction()).other())
                .map(last -> last.nanos() <= reset.nanos() + TravelTimes.IN_FLIGHT_NANOS)
                .orElse(true);
    }

    /**
     * Whether the session could have gone on with these bytes: nobody had said QUIT or close_notify, the receiving end
     * had not left, and no reset had killed the connection when they were first sent.
     */
    public boolean of(Finding.BytesVanished vanished) {
        long sent = vanished.firstNanos();
        boolean saidFarewell = turns.farewell() != null && sent >= locator.nanos(turns.farewell());
        Tap at = vanished.evidence().isEmpty()
                ? locator.path().taps().get(0)
                : vanished.evidence().get(0).tap();
        boolean receiverLeft = ends.fin(Side.sending(vanished.direction()).other())
                .map(fin -> locator.comparable(fin.leg().tap(), at)
                        && fin.nanos() <= sent
                        && (StallFinder.acknowledgements(vanished)
                                || fin.leg().ack(fin.row()) < vanished.range().end())
                        && passed(fin, at))
                .orElse(false);
        boolean afterAll = vanished.byJump() && (isFarewell(vanished) || mayBeAfterEnd(vanished, at));
        boolean killed = sent >= killedAt(vanished) && !heardByResetter(vanished) && !takenOnTheWay(vanished);
        return !saidFarewell && !receiverLeft && !afterAll && !killed && !resetBeforeItCame(vanished);
    }

    /** The receiver itself had reset the connection when they came to the last tap that has them, held up before. */
    private boolean resetBeforeItCame(Finding.BytesVanished vanished) {
        if (vanished.copies() == 0 || vanished.evidence().isEmpty()) {
            return false;
        }
        Evidence first = vanished.evidence().get(0);
        return resets.stream()
                .filter(reset -> reset.direction() != vanished.direction() && !reset.forged())
                .filter(reset -> locator.comparable(reset.tap(), first.tap()))
                .anyMatch(reset ->
                        locator.nanos(first.origin()) - reset.nanos() > clockErrorNanos + TravelTimes.IN_FLIGHT_NANOS);
    }

    /**
     * Bytes of which only a later packet tells may have been sent when the receiver had left, as far as that packet came
     * after its FIN. They are held to have been sent then where their sender owed nothing more, or, where the dialogue
     * cannot be read, where the receiver did not wait for anything.
     */
    private boolean mayBeAfterEnd(Finding.BytesVanished vanished, Tap at) {
        Side sender = Side.sending(vanished.direction());
        return ends.fin(sender.other())
                .map(fin -> locator.comparable(fin.leg().tap(), at)
                        && fin.nanos() <= vanished.lastNanos()
                        && passed(fin, at)
                        && !leftOver(sender, fin))
                .orElse(false);
    }

    /** As long as an alert, and nothing but the FIN behind it, of a side that owed nothing any more: its close_notify. */
    private boolean isFarewell(Finding.BytesVanished vanished) {
        Side sender = Side.sending(vanished.direction());
        return turns.established()
                && turns.debt().owner() != sender
                && ALERT_LENGTHS.contains(vanished.range().length())
                && ends.fin(sender)
                        .map(fin -> fin.leg().range(fin.row()).end()
                                == vanished.range().end())
                        .orElse(false);
    }

    /** Whether a side closed, for all that is known, because something of the other never came. */
    private boolean leftOver(Side owing, Ends.Packet fin) {
        Debt debt = turns.debt();
        if (debt.owner() != null) {
            return debt.binding() && debt.owner() == owing;
        }
        long lastWord = Stream.of(Side.values())
                .flatMap(side -> ends.packets(side).stream())
                .filter(packet -> packet.carriesWords() && packet.nanos() <= fin.nanos())
                .mapToLong(Ends.Packet::nanos)
                .max()
                .orElse(Long.MIN_VALUE / 2);
        return fin.nanos() - lastWord >= StallFinder.PATIENCE_NANOS;
    }

    /** Whether a FIN came as far as a tap, for all that is known: whoever never had it was owed nothing less by the path. */
    private boolean passed(Ends.Packet fin, Tap at) {
        SegmentStore store = fin.leg().leg().store();
        Direction direction = store.direction(fin.row());
        DirectionLedger ledger = trace.ledger(direction);
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg != null && leg.tap().equals(at) && !TcpFlags.has(leg.leg().flagsSeen(direction), TcpFlags.FIN)) {
                boolean heard = ends.acknowledged(Side.sending(direction).other())
                        > fin.leg().range(fin.row()).end();
                double missed = locator.correlation().view().missProbability(trace, direction, i, fin.nanos());
                return heard || Math.pow(missed, copies(fin)) > TapView.MAX_DOUBT;
            }
        }
        return true;
    }

    /** How often a FIN was sent: a capture hardly misses every one. */
    private static long copies(Ends.Packet fin) {
        SegmentStore store = fin.leg().leg().store();
        return Arrays.stream(fin.leg().leg().rows())
                .filter(row -> store.direction(row) == store.direction(fin.row())
                        && TcpFlags.has(store.flags(row), TcpFlags.FIN)
                        && !store.isDuplicateFrame(row))
                .count();
    }

    /**
     * The first resets come from one hand, as far as the clocks tell, and one of them answers some of these bytes: whoever
     * made them had got those before. No clock tells that of a device that swallows a packet and resets at once.
     */
    private boolean heardByResetter(Finding.BytesVanished vanished) {
        long first =
                effective.stream().mapToLong(Finding.ResetSeen::nanos).min().orElse(Long.MAX_VALUE);
        return effective.stream()
                .filter(reset -> reset.nanos() <= first + clockErrorNanos + TravelTimes.CROSSING_NANOS)
                .filter(reset -> reset.direction() != vanished.direction())
                .anyMatch(reset -> reset.heardUpTo() == SegmentStore.NO_ACK
                        ? cameAfter(reset, vanished)
                        : reset.heardUpTo() > vanished.range().start());
    }

    /** A device acknowledged them and kept them: it had the connection when they came, whoever was reset just then. */
    private boolean takenOnTheWay(Finding.BytesVanished vanished) {
        return vanished.known() == Vanishing.Known.SEEN
                && trace.ledger(vanished.direction()).fragments(vanished.range()).stream()
                        .anyMatch(Fragment::acknowledgedAnywhere);
    }

    /**
     * A reset without ACK says nothing of what it answers (RFC 9293 section 3.10.7.1, as packet filters that reject
     * do it); a tap that holds the bytes on their way to its maker, and then it, tells by its own order.
     */
    private static boolean cameAfter(Finding.ResetSeen reset, Finding.BytesVanished vanished) {
        return vanished.copies() > 0
                && reset.evidence().stream().anyMatch(seen -> vanished.evidence().stream()
                        .limit(1)
                        .anyMatch(copy -> copy.tap().equals(seen.tap()) && copy.epochNanos() < seen.epochNanos()));
    }

    /**
     * When the first reset killed the connection; the end of time where there was none. It may have been as soon as the clocks
     * allow, but whom a tap shows to reset after it had sent something was not dead before, and what enters a place at the moment
     * of a reset made there, and never leaves it, is what that answers: then it was as late as they allow.
     */
    private long killedAt(Finding.BytesVanished vanished) {
        return effective.stream()
                .filter(reset -> reset.direction() != vanished.direction() || !cameAfter(reset, vanished))
                .mapToLong(reset -> madeWhereLost(reset, vanished) ? madeAtLatest(reset) : madeAtSoonest(reset))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static boolean madeWhereLost(Finding.ResetSeen reset, Finding.BytesVanished vanished) {
        return reset.forged() && reset.madeAt().stream().anyMatch(vanished.gap().places()::contains);
    }

    /** No later than any tap saw it. */
    private long madeAtLatest(Finding.ResetSeen reset) {
        return reset.evidence().stream()
                .filter(seen -> locator.correlation().clock(seen.tap()).known())
                .mapToLong(seen ->
                        locator.correlation().clock(seen.tap()).toReference(seen.origin()) + locator.errorNanos(seen))
                .min()
                .orElse(reset.nanos() + clockErrorNanos);
    }

    /** Every tap that a reset passed says when at the latest it was made, and the surest clock says it best. */
    private long madeAtSoonest(Finding.ResetSeen reset) {
        long soonest = reset.nanos() - clockErrorNanos;
        for (Evidence seen : reset.evidence()) {
            ClockModel clock = locator.correlation().clock(seen.tap());
            if (clock.known()) {
                soonest = Math.max(
                        soonest,
                        clock.toReference(seen.origin()) - locator.errorNanos(seen) - TravelTimes.CROSSING_NANOS);
            }
        }
        return soonest;
    }
}
