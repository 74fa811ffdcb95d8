package org.droppoint.finding.loss;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.droppoint.base.Direction;
import org.droppoint.base.IpAddress;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.flow.HandshakeOptions;
import org.droppoint.flow.SegmentStore;
import org.jspecify.annotations.Nullable;

/**
 * The largest segments of all sessions that came through: those seen at a tap, and those that a receiver behind the last
 * tap acknowledged. Gathered once a case, when first asked for. Sizes are payload bytes.
 */
public final class PassedSizes {
    private static final int USUAL_MSS = 1460;

    private final List<SessionTrace> sessions;
    private @Nullable Map<IpAddress, Passed> byServer;

    public PassedSizes(List<SessionTrace> sessions) {
        this.sessions = sessions;
    }

    /** What of the sessions with one server passed; both maps by direction's ordinal. */
    private static final class Passed {
        private final Map<Tap, Largest> seen = new HashMap<>();
        private final Largest acknowledged = new Largest();
    }

    /** The largest segment of each direction, and which it is. */
    private static final class Largest {
        private final int[] size = new int[Direction.values().length];
        private final @Nullable SessionLeg[] leg = new SessionLeg[Direction.values().length];
        private final int[] row = new int[Direction.values().length];

        private void take(int way, int length, SessionLeg where, int which) {
            if (length > size[way]) {
                size[way] = length;
                leg[way] = where;
                row[way] = which;
            }
        }
    }

    /** A segment that came through, its payload in bytes, and the server of its session. */
    record Passage(Evidence shown, int size, IpAddress server) {}

    /** One at least so large that passed the gap in a session with this server; see {@link #withServer}. */
    Optional<Passage> shown(IpAddress server, Direction direction, List<Tap> beyond, int size) {
        Passed passed = gathered().get(server);
        int way = direction.ordinal();
        if (passed == null) {
            return Optional.empty();
        }
        Stream<Largest> candidates = beyond.isEmpty()
                ? Stream.of(passed.acknowledged)
                : beyond.stream().map(passed.seen::get).filter(Objects::nonNull);
        return candidates
                .filter(largest -> largest.size[way] >= size)
                .findFirst()
                .flatMap(largest -> passage(largest, way, server));
    }

    /** The same in a session with any server, for a gap between two taps; see {@link #withAny}. */
    Optional<Passage> shown(Direction direction, List<Tap> beyond, int size) {
        return gathered().keySet().stream()
                .flatMap(server -> shown(server, direction, beyond, size).stream())
                .findFirst();
    }

    private static Optional<Passage> passage(Largest largest, int way, IpAddress server) {
        SessionLeg leg = largest.leg[way];
        if (leg == null) {
            return Optional.empty();
        }
        int row = largest.row[way];
        Evidence shown = new Evidence(
                leg.tap(),
                leg.leg().frame(row),
                leg.leg().store().epochNanos(row),
                largest.size[way] + " payload bytes passed");
        return Optional.of(new Passage(shown, largest.size[way], server));
    }

    /**
     * Whether a segment at least so large passed the gap in a session with this server.
     *
     * @param beyond the taps behind the gap; none where it lies behind the last one
     */
    boolean withServer(IpAddress server, Direction direction, List<Tap> beyond, int size) {
        Passed passed = gathered().get(server);
        return passed != null && holds(passed, direction, beyond, size);
    }

    /** The same in a session with any server: what lies between two taps, they all share. */
    boolean withAny(Direction direction, List<Tap> beyond, int size) {
        return !beyond.isEmpty()
                && gathered().values().stream().anyMatch(passed -> holds(passed, direction, beyond, size));
    }

    private static boolean holds(Passed passed, Direction direction, List<Tap> beyond, int size) {
        int way = direction.ordinal();
        return beyond.isEmpty()
                ? passed.acknowledged.size[way] >= size
                : beyond.stream()
                        .map(passed.seen::get)
                        .anyMatch(largest -> largest != null && largest.size[way] >= size);
    }

    private synchronized Map<IpAddress, Passed> gathered() {
        if (byServer == null) {
            Map<IpAddress, Passed> all = new LinkedHashMap<>();
            for (SessionTrace trace : sessions) {
                Passed passed =
                        all.computeIfAbsent(trace.session().key().server().address(), server -> new Passed());
                for (Direction direction : Direction.values()) {
                    gather(trace, direction, passed);
                }
            }
            byServer = all;
        }
        return byServer;
    }

    private static void gather(SessionTrace trace, Direction direction, Passed passed) {
        DirectionLedger ledger = trace.ledger(direction);
        int limit = maximumSegment(trace.session(), direction);
        int way = direction.ordinal();
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg == null) {
                continue;
            }
            boolean last = isLast(ledger, i);
            Largest seen = passed.seen.computeIfAbsent(leg.tap(), tap -> new Largest());
            SegmentStore store = leg.leg().store();
            for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                int length = store.length(row);
                if (length <= limit && store.direction(row) == direction && store.carriesStream(row)) {
                    seen.take(way, length, leg, row);
                    if (last && length > passed.acknowledged.size[way] && isAcknowledged(ledger, leg, row)) {
                        passed.acknowledged.take(way, length, leg, row);
                    }
                }
            }
        }
    }

    /** Whether no tap behind this one holds the session. */
    static boolean isLast(DirectionLedger ledger, int position) {
        for (int i = position + 1; i < ledger.positions(); i++) {
            if (ledger.at(i) != null) {
                return false;
            }
        }
        return true;
    }

    static boolean isAcknowledged(DirectionLedger ledger, SessionLeg leg, int row) {
        for (int i = 0; i < ledger.positions(); i++) {
            if (ledger.acknowledged(i).contains(leg.range(row))) {
                return true;
            }
        }
        return false;
    }

    /**
     * The maximum segment size that the receiver of a direction offered, the least of what the taps hold (RFC 9293 section
     * 3.7.1). What a capture shows beyond it was put together by a card and tells of no packet's size.
     */
    static int maximumSegment(Session session, Direction direction) {
        int limit = Integer.MAX_VALUE;
        for (SessionLeg leg : session.legs()) {
            HandshakeOptions offered = leg.leg().options(direction.opposite());
            if (offered != null && offered.maximumSegmentSize() > 0) {
                limit = Math.min(limit, offered.maximumSegmentSize());
            }
        }
        return limit == Integer.MAX_VALUE ? USUAL_MSS : limit;
    }
}
