package org.droppoint.finding;

import org.droppoint.base.ByteRange;
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
 */
record Debt(@Nullable Side owner, boolean binding, String what, @Nullable ByteRange request, @Nullable Origin since) {

    static Debt none() {
        return new Debt(null, false, "nothing", null, null);
    }

    static Debt of(Side owner, String what, ByteRange request, Origin since) {
        return new Debt(owner, true, what, request, since);
    }

    static Debt loose(Side owner, String what, ByteRange request, Origin since) {
        return new Debt(owner, false, what, request, since);
    }
}
