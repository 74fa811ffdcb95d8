package org.droppoint.dissect;

import org.droppoint.base.Direction;
import org.droppoint.flow.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Who had to speak next when the dialogue ended.
 *
 * @param what in words: {@code reply to STARTTLS}, {@code ServerHello}
 * @param since the frame and time of what is unanswered; null where it is the connection itself, or nothing is owed
 * @param firm the protocol demands it; else that side merely has the next word, and may as well leave
 */
public record Debt(Owner owner, String what, @Nullable Origin since, boolean firm) {
    /** Which side. */
    public enum Owner {
        NONE,
        SERVER_OWES,
        CLIENT_OWES;

        /** The direction in which the missing bytes would have come. */
        Direction direction() {
            return this == CLIENT_OWES ? Direction.CLIENT_TO_SERVER : Direction.SERVER_TO_CLIENT;
        }
    }

    public static final Debt NONE = new Debt(Owner.NONE, "", null, false);

    static Debt server(String what, @Nullable Origin since) {
        return new Debt(Owner.SERVER_OWES, what, since, true);
    }

    static Debt client(String what, @Nullable Origin since) {
        return new Debt(Owner.CLIENT_OWES, what, since, true);
    }

    /** The client has the next word. */
    static Debt clientsTurn(String what, @Nullable Origin since) {
        return new Debt(Owner.CLIENT_OWES, what, since, false);
    }
}
