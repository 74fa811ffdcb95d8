package org.droppoint.finding.dialogue;

import java.util.function.ToLongFunction;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.Origin;
import org.jspecify.annotations.Nullable;

/** Where a dialogue stands after what was said last: what is owed, how far it came, and whether anybody said goodbye. */
final class Standing {
    /** Whoever waits longer than this waits in vain. */
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private final ToLongFunction<Origin> reference;
    private final long begunNanos;
    Debt debt = Debt.none();
    String progress = SessionFacts.NOTHING_SAID;

    @Nullable
    Origin farewell;

    /**
     * @param begunNanos when the connection was opened, on the reference clock
     * @param reference gives an origin's time on the reference clock, in nanoseconds
     */
    Standing(long begunNanos, ToLongFunction<Origin> reference) {
        this.begunNanos = begunNanos;
        this.reference = reference;
    }

    boolean owes(Side side) {
        return debt.binding() && debt.owner() == side;
    }

    /** A debt has lasted for long when this is said. */
    boolean isOverdue(Origin said) {
        return reference.applyAsLong(said) - since() >= PATIENCE_NANOS;
    }

    /**
     * The server had owed an answer for long when this was said: to say goodbye then cancels no debt. Who says more than
     * goodbye had not come to its end before, and waits since then.
     */
    boolean waitedInVain(Origin said) {
        return owes(Side.SERVER) && isOverdue(said);
    }

    private long since() {
        return debt.since() == null ? begunNanos : reference.applyAsLong(debt.since());
    }
}
