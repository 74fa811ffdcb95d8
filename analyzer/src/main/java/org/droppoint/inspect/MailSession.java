package org.droppoint.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.dissect.Phase;
import org.droppoint.dissect.Phases;
import org.droppoint.dissect.SessionDissector;
import org.droppoint.flow.CapturedTap;
import org.droppoint.flow.Leg;
import org.droppoint.flow.LegStream;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** A connection on a mail port, counted through; see {@link CaptureProfile.MailSession} for what is told of it. */
record MailSession(
        String point,
        Leg leg,
        Phase phase,
        int flags,
        long fromClient,
        long fromServer,
        long cutSegments,
        long unrecordedBytes,
        boolean resetLast) {
    /** Sessions told one by one. */
    static final int MAX_TOLD = 1000;

    /** Sessions whose dialogue is read; of further ones the segments are counted. */
    private static final int MAX_DISSECTED = 20_000;

    static List<MailSession> of(String point, CapturedTap captured) {
        List<MailSession> sessions = new ArrayList<>();
        for (Leg leg : captured.legs()) {
            sessions.add(of(point, leg, captured, sessions.size() < MAX_DISSECTED));
        }
        return sessions;
    }

    private static MailSession of(String point, Leg leg, CapturedTap captured, boolean dissected) {
        SegmentStore store = leg.store();
        long[] segments = new long[2];
        long[] acknowledged = new long[2];
        long cut = 0;
        int flags = 0;
        boolean reset = false;
        for (int row : leg.rows()) {
            Direction direction = store.direction(row);
            segments[direction.index()]++;
            flags |= store.flags(row);
            reset = TcpFlags.has(store.flags(row), TcpFlags.RST);
            cut += store.captured(row) < store.length(row) ? 1 : 0;
            int of = direction.opposite().index();
            if (store.ack(row) != SegmentStore.NO_ACK && !reset && !store.isOutside(row)) {
                acknowledged[of] = Math.max(acknowledged[of], store.ack(row));
            }
        }
        long missing = missing(leg, Direction.CLIENT_TO_SERVER, acknowledged)
                + missing(leg, Direction.SERVER_TO_CLIENT, acknowledged);
        Phase phase = dissected ? phase(leg, captured) : Phase.CONNECTED;
        return new MailSession(
                point,
                leg,
                phase,
                flags,
                segments[Direction.CLIENT_TO_SERVER.index()],
                segments[Direction.SERVER_TO_CLIENT.index()],
                cut,
                missing,
                reset);
    }

    /** Bytes that the receiver acknowledged, less those recorded; a FIN takes one number of its own. */
    private static long missing(Leg leg, Direction direction, long[] acknowledged) {
        long missing = 0;
        for (var gap : leg.seen(direction)
                .gapsWithin(new org.droppoint.base.ByteRange(0, Math.max(0, acknowledged[direction.index()])))) {
            missing += gap.length();
        }
        return missing <= 1 ? 0 : missing;
    }

    private static Phase phase(Leg leg, CapturedTap captured) {
        Tap tap = new Tap("capture", 0);
        return Phases.furthest(SessionDissector.dissect(
                new LegStream(tap, leg, Direction.CLIENT_TO_SERVER, captured.payloads()),
                new LegStream(tap, leg, Direction.SERVER_TO_CLIENT, captured.payloads())));
    }

    boolean beginSeen() {
        return leg.synSeen(Direction.CLIENT_TO_SERVER) && leg.synSeen(Direction.SERVER_TO_CLIENT);
    }

    boolean oneWay() {
        return fromClient == 0 || fromServer == 0;
    }

    CaptureProfile.MailSession told() {
        return new CaptureProfile.MailSession(
                point,
                leg.key().client().toString(),
                leg.key().server().toString(),
                leg.firstNanos(),
                leg.lastNanos(),
                leg.frame(leg.firstRow()).number(),
                words(),
                end(),
                fromClient,
                fromServer,
                beginSeen(),
                unrecordedBytes);
    }

    private String words() {
        if (phase == Phase.CONNECTED) {
            return beginSeen() ? "connected" : leg.synSeen(Direction.CLIENT_TO_SERVER) ? "SYN" : "no dialogue";
        }
        return phase.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private String end() {
        if (resetLast) {
            return "reset";
        }
        return (flags & TcpFlags.FIN) != 0 ? "closed" : (flags & TcpFlags.RST) != 0 ? "reset within" : "open";
    }
}
