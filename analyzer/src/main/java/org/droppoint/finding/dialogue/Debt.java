package org.droppoint.finding.dialogue;

import org.droppoint.base.ByteRange;
import org.droppoint.base.Times;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Who must speak next at the end of a session.
 *
 * @param owner the side that must, or null where nobody must
 * @param binding the session cannot end well without it; a next command, or the answer to QUIT, is not binding
 * @param what what is owed, in words
 * @param request what is to be answered: its direction is the other side's; null where it is the connection itself
 * @param since the frame that completed the request; null where no frame did
 * @param pace how long the answer may take
 * @param begun what is owed is the rest of something that its owner has begun to say: it had what it answers
 */
public record Debt(
        @Nullable Side owner,
        boolean binding,
        String what,
        @Nullable ByteRange request,
        @Nullable Origin since,
        Pace pace,
        boolean begun) {

    /**
     * How long an answer may be outstanding where the captures end before it is overdue. Mail clients wait for minutes
     * (RFC 5321 section 4.5.3.2), engineers do not; sound servers answer sooner.
     */
    public enum Pace {
        /** A handshake, which machines answer at once. */
        MACHINE(5),
        /** A greeting or a command: the server may look names up, or hold a stranger off. */
        COMMAND(10),
        /** A message, or what may be one: it is scanned before it is accepted. */
        MESSAGE(30);

        private final long nanos;

        Pace(int seconds) {
            nanos = seconds * Times.NANOS_PER_SECOND;
        }

        public long nanos() {
            return nanos;
        }
    }

    static Debt none() {
        return new Debt(null, false, "nothing", null, null, Pace.MACHINE, false);
    }

    public static Debt of(Side owner, String what, ByteRange request, Origin since) {
        return new Debt(owner, true, what, request, since, Pace.MACHINE, false);
    }

    public static Debt of(Side owner, String what, ByteRange request, Origin since, Pace pace) {
        return new Debt(owner, true, what, request, since, pace, false);
    }

    /** @param said what of it has been said */
    static Debt rest(Side owner, String what, ByteRange said, Origin since) {
        return new Debt(owner, true, "the rest of " + what, said, since, Pace.MACHINE, true);
    }

    static Debt greeting() {
        return new Debt(Side.SERVER, true, "the greeting", null, null, Pace.COMMAND, false);
    }

    /** The connection is all that there is to answer. */
    public boolean isGreeting() {
        return owner == Side.SERVER && request == null && since == null;
    }

    static Debt loose(Side owner, String what, ByteRange request, Origin since) {
        return new Debt(owner, false, what, request, since, Pace.MACHINE, false);
    }
}
