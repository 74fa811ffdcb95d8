package org.droppoint.dissect;

import org.droppoint.base.Direction;
import org.jspecify.annotations.Nullable;

/**
 * SMTP within TLS, of which only direction, size and time are seen. SMTP is a strict exchange (RFC 5321 section 2.1):
 * whoever spoke last waits. While content flows from the client its last record is always the latest, and nothing is
 * owed for those before it.
 */
final class EncryptedTalk {
    /** Taken for the time to answer where none was seen: no wide-area path is faster. */
    private static final long NO_ANSWER_WITHIN_NANOS = 1_000_000;

    private final Closing closing;
    private long fastestAnswerNanos = Long.MAX_VALUE;
    private @Nullable TlsRecord last;

    EncryptedTalk(Closing closing) {
        this.closing = closing;
    }

    void said(TlsRecord record) {
        boolean answers = last != null
                && last.direction() == Direction.CLIENT_TO_SERVER
                && record.direction() == Direction.SERVER_TO_CLIENT;
        if (answers && last != null) {
            long nanos = record.origin().epochNanos() - last.origin().epochNanos();
            fastestAnswerNanos = Math.min(fastestAnswerNanos, Math.max(0, nanos));
        }
        last = record;
    }

    /** A client that closed before any answer could have come did not want one. */
    Debt debt() {
        TlsRecord lastData = last;
        if (lastData == null) {
            return Debt.NONE;
        }
        if (lastData.direction() == Direction.SERVER_TO_CLIENT) {
            return closing.clientNanos().isPresent()
                    ? Debt.NONE
                    : Debt.clientsTurn("next command within TLS", lastData.origin());
        }
        long fastest = fastestAnswerNanos == Long.MAX_VALUE ? NO_ANSWER_WITHIN_NANOS : fastestAnswerNanos;
        boolean left = closing.clientNanos().isPresent()
                && closing.clientNanos().getAsLong() - lastData.origin().epochNanos() < fastest;
        return left ? Debt.NONE : Debt.server("reply within TLS", lastData.origin());
    }
}
