package org.droppoint.flow;

import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;

/**
 * Whether a leg is a transfer that ended well beyond doubt: opened by both SYNs, closed by both FINs, every byte seen,
 * nothing sent twice, no window shut, no reset, nobody kept waiting, more sent by the client than any handshake is long,
 * and the server had a word after that. Such a leg tells nothing of a fault, and may be summarised where memory is short.
 */
final class QuietEnd {
    /** Longer than the clear-text beginning and a TLS client's certificates: mail was sent. */
    static final long LEAST_CLIENT_BYTES = 16 * 1024;

    /** More than a command has, encrypted or not. */
    private static final int BULK_BYTES = 600;

    /** Whoever waits longer may have missed something. */
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    /** Latecomers are over by then. */
    private static final long LINGER_NANOS = 10_000_000_000L;

    private static final int TROUBLE = SegmentKind.RETRANSMISSION.bit()
            | SegmentKind.FAST_RETRANSMISSION.bit()
            | SegmentKind.SPURIOUS_RETRANSMISSION.bit()
            | SegmentKind.OUT_OF_ORDER.bit()
            | SegmentKind.LOST_SEGMENT.bit()
            | SegmentKind.ACKED_UNSEEN.bit()
            | SegmentKind.ZERO_WINDOW.bit()
            | SegmentKind.WINDOW_FULL.bit();

    private QuietEnd() {}

    static boolean of(Leg leg, long nowNanos) {
        return !leg.isSummarised()
                && !leg.isCut()
                && leg.rowCount() > Leg.SUMMARY_ROWS
                && nowNanos - leg.lastNanos() > LINGER_NANOS
                && leg.seen(Direction.CLIENT_TO_SERVER).end() >= LEAST_CLIENT_BYTES
                && quiet(leg, Direction.CLIENT_TO_SERVER)
                && quiet(leg, Direction.SERVER_TO_CLIENT)
                && withoutPause(leg)
                && answered(leg);
    }

    private static boolean quiet(Leg leg, Direction direction) {
        int flags = leg.flagsSeen(direction);
        Coverage seen = leg.seen(direction);
        return leg.synSeen(direction)
                && TcpFlags.has(flags, TcpFlags.FIN)
                && !TcpFlags.has(flags, TcpFlags.RST)
                && (leg.kindsSeen(direction) & TROUBLE) == 0
                && !leg.windowShut(direction)
                && seen.rangeCount() == 1
                && seen.range(0).start() == 0;
    }

    /** The server said something after the client's last bulk of data: the reply to the message. */
    private static boolean answered(Leg leg) {
        SegmentStore store = leg.store();
        boolean answered = false;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean server = store.direction(row) == Direction.SERVER_TO_CLIENT;
            if (store.carriesStream(row) && (server || store.length(row) >= BULK_BYTES)) {
                answered = server;
            }
        }
        return answered;
    }

    private static boolean withoutPause(Leg leg) {
        SegmentStore store = leg.store();
        long before = leg.firstNanos();
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.epochNanos(row) - before > PATIENCE_NANOS) {
                return false;
            }
            before = store.epochNanos(row);
        }
        return true;
    }
}
