package org.droppoint.flow;

import java.util.function.Predicate;
import org.droppoint.base.Direction;
import org.jspecify.annotations.Nullable;

/** A leg while it is written: its two sequence spaces, and what came before it on the same 5-tuple. */
final class Connection {
    /** Earlier incarnations that late segments are still given to. */
    private static final int MAX_EARLIER = 4;

    /** How near a segment must be to what is known of an incarnation to be its beyond doubt. */
    private static final long LATE_BYTES = 1L << 20;

    final Leg leg;
    /** Whether the conversation's endpoint A is the server. */
    final boolean serverIsA;

    private @Nullable Connection previous;
    private final Side[] sides = {new Side(), new Side()};
    private final RecentFrames[] recent = {new RecentFrames(), new RecentFrames()};

    Connection(Leg leg, boolean serverIsA, @Nullable Connection previous) {
        this.leg = leg;
        this.serverIsA = serverIsA;
        this.previous = previous;
        forget();
    }

    /** A 5-tuple that is reused without end must not hold on to all of its past. */
    private void forget() {
        Connection eldest = this;
        for (int i = 0; i < MAX_EARLIER && eldest.previous != null; i++) {
            eldest = eldest.previous;
        }
        eldest.previous = null;
    }

    /** This one and its earlier incarnations, as far as they still have rows; null where none has. */
    @Nullable
    Connection retained(Predicate<Leg> kept) {
        Connection newest = null;
        Connection last = null;
        for (Connection each = this; each != null; each = each.previous) {
            if (kept.test(each.leg)) {
                newest = newest == null ? each : newest;
                if (last != null) {
                    last.previous = each;
                }
                last = each;
            }
        }
        if (last != null) {
            last.previous = null;
        }
        return newest;
    }

    @Nullable
    Connection previous() {
        return previous;
    }

    /** The leg's rows, which had these numbers, were moved. */
    void moved(int[] before) {
        for (RecentFrames frames : recent) {
            frames.moved(before, leg.firstRow());
        }
    }

    Direction direction(boolean fromA) {
        return fromA == serverIsA ? Direction.SERVER_TO_CLIENT : Direction.CLIENT_TO_SERVER;
    }

    Side sender(boolean fromA) {
        return sides[direction(fromA).index()];
    }

    Side receiver(boolean fromA) {
        return sides[direction(!fromA).index()];
    }

    RecentFrames recent(boolean fromA) {
        return recent[direction(fromA).index()];
    }

    /**
     * The incarnation whose sequence spaces a segment without SYN fits: this one, unless only an earlier one fits. Late
     * segments find their connection so, and where one capture holds both sides of a firewall that randomises sequence
     * numbers, each side's segments stay together.
     */
    Connection closest(boolean fromA, int sequence, int acknowledgement, boolean acknowledges) {
        if (previous == null || fits(fromA, sequence, acknowledgement, acknowledges)) {
            return this;
        }
        Connection earlier = previous;
        while (earlier != null) {
            if (earlier.sender(fromA).isKnown() && earlier.fits(fromA, sequence, acknowledgement, acknowledges)) {
                return earlier;
            }
            earlier = earlier.previous;
        }
        return this;
    }

    /** Whether nothing that is known of the two sequence spaces speaks against the segment. */
    private boolean fits(boolean fromA, int sequence, int acknowledgement, boolean acknowledges) {
        Side sender = sender(fromA);
        Side receiver = receiver(fromA);
        return sender.mayHold(sequence, LATE_BYTES) && (!acknowledges || receiver.mayHold(acknowledgement, LATE_BYTES));
    }

    /**
     * Whether a RST answers a SYN that this capture does not hold: it has the number 0 then and acknowledges that SYN (RFC 9293
     * section 3.10.7.1), and neither is of a connection that these ports had before.
     */
    boolean isRefusalOfAnother(boolean fromA, int sequence, int acknowledgement) {
        if (sequence != 0 || direction(fromA) != Direction.SERVER_TO_CLIENT) {
            return false;
        }
        boolean told = false;
        for (Connection each = this; each != null; each = each.previous) {
            Side asked = each.receiver(fromA);
            told |= each.sender(fromA).isKnown();
            if (each.sender(fromA).mayHold(0, LATE_BYTES)
                    || asked.isKnown() && asked.mayHold(acknowledgement, LATE_BYTES)) {
                return false;
            }
        }
        return told;
    }

    /** The incarnation that this SYN (without ACK) belongs to, or null where it begins a new one. */
    @Nullable
    Connection ofSyn(boolean fromA, int sequence) {
        for (Connection each = this; each != null; each = each.previous) {
            if (each.sender(fromA).startsAt(sequence + 1)) {
                return each;
            }
        }
        Side other = receiver(fromA);
        boolean simultaneous = !sender(fromA).isKnown() && other.isFromSyn() && !other.hasPayload();
        return simultaneous ? this : null;
    }

    /** The incarnation that this SYN-ACK belongs to, or null where it begins a new one, its SYN not captured. */
    @Nullable
    Connection ofSynAck(boolean fromA, int sequence, int acknowledgement) {
        for (Connection each = this; each != null; each = each.previous) {
            Side asked = each.receiver(fromA);
            if (asked.startsAt(acknowledgement)
                    && (asked.isFromSyn() || !each.sender(fromA).isKnown())) {
                return each;
            }
        }
        for (Connection each = this; each != null; each = each.previous) {
            if (each.sender(fromA).startsAt(sequence + 1)) {
                return each;
            }
        }
        return !sender(fromA).isKnown() && receiver(fromA).isFromSyn() ? this : null;
    }
}
