package org.droppoint.finding.end;

import java.util.List;
import java.util.Optional;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.dissect.TlsNames;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.finding.dialogue.Debt;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.HandshakeOptions;
import org.droppoint.flow.Origin;
import org.droppoint.flow.SegmentKind;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * Who had the last word of a session whose bytes the captures cut off. Packet headers tell it without them, and SMTP
 * answers all that a client says but its farewell (RFC 5321 section 4.3.1), TLS all that it says but an alert.
 */
final class LastWord {
    /** A TLS record with QUIT or with an alert is no longer, header included, under any usual cipher. */
    private static final int LONGEST_FAREWELL = TlsRecord.HEADER_BYTES + 64;

    /** What may be sent to who names no size (RFC 9293 section 3.7.1). */
    private static final int DEFAULT_SEGMENT = 536;

    private LastWord() {}

    /** What the server owes by this: an answer to the client's last turn; empty where the last word was the server's. */
    static Optional<Debt> owed(Session session) {
        for (SessionLeg leg : session.followedLegs()) {
            boolean both =
                    leg.leg().synSeen(Direction.CLIENT_TO_SERVER) && leg.leg().rowCount(Direction.SERVER_TO_CLIENT) > 0;
            if (both) {
                return lastTurn(session, leg)
                        .filter(turn -> isAnswered(session, turn))
                        .map(turn -> debt(session, leg, turn));
            }
        }
        return Optional.empty();
    }

    /**
     * @param last the row that completed it
     * @param alone it is one segment, far shorter than the sender may make them: nothing was to follow at once
     */
    private record Turn(ByteRange range, int last, boolean alone) {}

    /** Who leaves sooner did not wait for an answer in vain; to what may be a message it may take its time. */
    static long patienceNanos(Debt debt) {
        return debt.pace() == Debt.Pace.MESSAGE ? debt.pace().nanos() : StallFinder.PATIENCE_NANOS;
    }

    /**
     * The client's, where nothing of the server follows it before the client has left, and no other tap saw more of either
     * side.
     */
    private static Optional<Turn> lastTurn(Session session, SessionLeg leg) {
        SegmentStore store = leg.leg().store();
        long[] end = new long[2];
        boolean clients = false;
        boolean left = false;
        long start = 0;
        int last = SegmentStore.NONE;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            Direction direction = store.direction(row);
            left |= direction == Direction.CLIENT_TO_SERVER && TcpFlags.has(store.flags(row), TcpFlags.FIN);
            boolean word = store.carriesStream(row)
                    && leg.end(row) > end[direction.index()]
                    && !SegmentKind.KEEP_ALIVE.in(store.kinds(row));
            if (!word) {
                continue;
            }
            boolean client = direction == Direction.CLIENT_TO_SERVER;
            if (client) {
                start = clients ? start : end[direction.index()];
                last = row;
            }
            clients = client || left && clients;
            end[direction.index()] = leg.end(row);
        }
        long reached = end[Direction.CLIENT_TO_SERVER.index()];
        boolean all = reached == session.clientToServer().end()
                && end[Direction.SERVER_TO_CLIENT.index()]
                        == session.serverToClient().end();
        if (!clients || reached == start || !all) {
            return Optional.empty();
        }
        HandshakeOptions server = leg.leg().options(Direction.SERVER_TO_CLIENT);
        int most = Math.max(DEFAULT_SEGMENT, server == null ? 0 : server.maximumSegmentSize());
        boolean alone = store.length(last) == reached - start && reached - start < most / 2;
        return Optional.of(new Turn(new ByteRange(start, reached), last, alone));
    }

    /** No capture holds enough of any packet to read a line or a record in. */
    static boolean isUnreadable(Session session) {
        return session.dialogue().tls().isEmpty()
                && session.dialogue().smtp().stream().allMatch(SmtpEvent.Unrecognised.class::isInstance)
                && session.followedLegs().stream().allMatch(leg -> leg.leg().isCut());
    }

    /** Neither a farewell nor the part of a message: what is legible of it says so, or its length does. */
    private static boolean isAnswered(Session session, Turn turn) {
        if (!session.dialogue().tls().isEmpty()) {
            return turn.range().length() > LONGEST_FAREWELL;
        }
        Optional<SmtpEvent> last = session.dialogue().smtp().stream()
                .filter(event -> event.direction() == Direction.CLIENT_TO_SERVER)
                .reduce((earlier, later) -> later);
        if (last.isEmpty() || last.get() instanceof SmtpEvent.Unrecognised) {
            return turn.alone() && turn.range().length() > LONGEST_FAREWELL;
        }
        return last.get() instanceof SmtpEvent.Command command
                && command.complete()
                && !command.verb().equals("QUIT")
                && command.range().end() == turn.range().end();
    }

    private static Debt debt(Session session, SessionLeg leg, Turn turn) {
        long nanos = leg.leg().store().epochNanos(turn.last());
        Origin since = new Origin(leg.tap(), leg.leg().frame(turn.last()), nanos);
        return Debt.of(Side.SERVER, "an answer to the client's last words", turn.range(), since, pace(session, turn));
    }

    /**
     * What is legible of it tells a hello, which machines answer at once; a single short segment is no message that takes
     * its time.
     */
    private static Debt.Pace pace(Session session, Turn turn) {
        List<TlsRecord> records = session.dialogue().tls().stream()
                .filter(record -> record.direction() == Direction.CLIENT_TO_SERVER)
                .toList();
        if (records.isEmpty()) {
            return turn.alone() ? Debt.Pace.COMMAND : Debt.Pace.MESSAGE;
        }
        TlsRecord last = records.get(records.size() - 1);
        boolean hello = records.size() == 1 && last.contentType() == TlsNames.HANDSHAKE && !last.encrypted();
        return hello && last.range().end() == turn.range().end() ? Debt.Pace.MACHINE : Debt.Pace.MESSAGE;
    }
}
