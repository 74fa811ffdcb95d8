package org.droppoint.finding.tcp;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.droppoint.base.Direction;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.end.Ends;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** Finds a receiver whose window was shut at the end, while the other side still had data for it. */
public final class WindowFinder {
    private final SessionTrace trace;
    private final Locator locator;
    private final Ends ends;

    public WindowFinder(SessionTrace trace, Locator locator, Ends ends) {
        this.trace = trace;
        this.locator = locator;
        this.ends = ends;
    }

    public Optional<Finding.WindowShut> find() {
        for (Side side : Side.values()) {
            Optional<Finding.WindowShut> shut =
                    shut(side).or(() -> shutOnTheWay(side)).or(() -> new WindowCollapse(trace, locator).find(side));
            if (shut.isPresent()) {
                return shut;
            }
        }
        return Optional.empty();
    }

    private Optional<Finding.WindowShut> shut(Side side) {
        return ends.everShut(side)
                ? shut(side, ends.packets(side), new Gap(null, null, List.of(locator.end(side))))
                : Optional.empty();
    }

    /**
     * A sender goes by the window that comes to it: where the tap nearest the sender shows it shut to the end, and the same
     * packet is open at a tap that it had passed before, it was shut in between.
     */
    private Optional<Finding.WindowShut> shutOnTheWay(Side side) {
        DirectionLedger ledger = trace.ledger(side.sends());
        for (int i = 1; ends.everShut(side) && i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg == null || !leg.leg().windowShut(side.sends())) {
                continue;
            }
            List<Ends.Packet> packets = ends.seenAt(leg, side);
            for (int j = i - 1; j >= 0; j--) {
                SessionLeg before = ledger.at(j);
                Gap gap = locator.gap(side.sends(), j, i, true, true);
                int open = before != null && ledger.packetsPass(j, i) ? openAt(before, leg, side) : SegmentStore.NONE;
                Optional<Finding.WindowShut> shut =
                        open == SegmentStore.NONE ? Optional.empty() : shut(side, packets, gap);
                if (before != null && shut.isPresent()) {
                    int window = before.leg().store().window(open);
                    return shut.map(found ->
                            found.with(locator.evidence(before, open, "window " + window + " in the same packet")));
                }
            }
        }
        return Optional.empty();
    }

    /** The row that shows at one leg open what is the first packet to shut a window at another. */
    private static int openAt(SessionLeg before, SessionLeg leg, Side side) {
        SegmentStore store = leg.leg().store();
        SegmentStore other = before.leg().store();
        int row = leg.firstRow();
        while (row != SegmentStore.NONE && !(store.direction(row) == side.sends() && isShut(store, row))) {
            row = store.next(row);
        }
        for (int mate = before.firstRow(); row != SegmentStore.NONE && mate != SegmentStore.NONE; ) {
            boolean same = other.direction(mate) == side.sends()
                    && before.range(mate).equals(leg.range(row))
                    && before.ack(mate) == leg.ack(row)
                    && other.timestamp(mate) == store.timestamp(row);
            if (same) {
                return other.window(mate) > 0 ? mate : SegmentStore.NONE;
            }
            mate = other.next(mate);
        }
        return SegmentStore.NONE;
    }

    private static boolean isShut(SegmentStore store, int row) {
        return store.window(row) == 0 && (store.flags(row) & (TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST)) == 0;
    }

    private Optional<Finding.WindowShut> shut(Side side, List<Ends.Packet> packets, Gap gap) {
        int first = -1;
        int last = -1;
        for (int i = 0; i < packets.size(); i++) {
            Ends.Packet packet = packets.get(i);
            SegmentStore store = packet.leg().leg().store();
            boolean zero =
                    store.window(packet.row()) == 0 && (store.flags(packet.row()) & (TcpFlags.SYN | TcpFlags.FIN)) == 0;
            if (zero && first < 0) {
                first = i;
            }
            last = zero ? i : last;
            if (!zero && (store.flags(packet.row()) & TcpFlags.SYN) == 0) {
                first = -1;
            }
        }
        if (first < 0
                || !waited(side, packets.get(first))
                || tookMore(side, packets.get(last))
                || sentMore(side, packets.get(last))) {
            return Optional.empty();
        }
        Ends.Packet shut = packets.get(first);
        Ends.Packet still = packets.get(last);
        String summary = "The " + side.label() + "'s receive window was shut for "
                + Times.duration(still.nanos() - shut.nanos()) + " and did not open again while data waited"
                + (gap.from() == null ? "." : "; the same packets show it open at " + gap.from() + ".");
        Direction direction = side.sends();
        return Optional.of(new Finding.WindowShut(
                summary,
                List.of(
                        locator.evidence(shut.leg(), shut.row(), "window 0"),
                        locator.evidence(still.leg(), still.row(), "window still 0")),
                side,
                shut.nanos(),
                Math.max(still.nanos(), lastOf(direction.opposite())),
                gap,
                false));
    }

    /**
     * Some capture of this connection, be it of another hour, shows that the side acknowledged more in the end: the window
     * had opened again. What a proxy acknowledges in its name on another connection is no sign of it.
     */
    private boolean tookMore(Side side, Ends.Packet shut) {
        long upTo = shut.leg().ack(shut.row());
        List<SessionLeg> same = trace.session().followedLegs().stream()
                .filter(leg -> trace.session().sameConnection(leg, shut.leg()))
                .toList();
        for (SessionLeg leg : same) {
            SegmentStore store = leg.leg().store();
            for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                boolean takes = store.window(row) > 0 || TcpFlags.has(store.flags(row), TcpFlags.FIN);
                if (takes
                        && store.direction(row) == side.sends()
                        && !TcpFlags.has(store.flags(row), TcpFlags.RST)
                        && !store.isOutside(row)
                        && leg.ack(row) > upTo) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The other side sent more than a probe beyond the shut window, and beyond what was under way when it shut: it had heard
     * that this had opened again (RFC 9293 section 3.8.6.1), on whatever tap that is missing.
     */
    private boolean sentMore(Side side, Ends.Packet shut) {
        if (shut.leg().leg().rowCount(side.sends().opposite()) == 0) {
            return false;
        }
        long edge = Math.max(shut.leg().ack(shut.row()), sentBefore(side.other(), shut));
        Set<Long> beyond = new HashSet<>();
        for (SessionLeg leg : trace.session().followedLegs()) {
            SegmentStore store = leg.leg().store();
            for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                boolean fresh = store.direction(row) != side.sends()
                        && store.carriesStream(row)
                        && leg.start(row) >= edge
                        && trace.session().sameConnection(leg, shut.leg());
                if (fresh) {
                    beyond.add(leg.start(row));
                }
            }
        }
        return beyond.size() > 1;
    }

    private static long sentBefore(Side side, Ends.Packet moment) {
        SegmentStore store = moment.leg().leg().store();
        long end = 0;
        for (int row = moment.leg().firstRow(); row != SegmentStore.NONE && row < moment.row(); row = store.next(row)) {
            boolean own = store.direction(row) == side.sends() && store.carriesStream(row);
            end = own ? Math.max(end, moment.leg().end(row)) : end;
        }
        return end;
    }

    private long lastOf(Direction direction) {
        return ends.last(Side.sending(direction)).map(Ends.Packet::nanos).orElse(Long.MIN_VALUE);
    }

    /** The other side probed the shut window, or sat on it: it sent something afterwards that got no further. */
    private boolean waited(Side side, Ends.Packet shut) {
        return ends.packets(side.other()).stream()
                .anyMatch(packet -> packet.nanos() > shut.nanos()
                        && !TcpFlags.has(packet.leg().leg().store().flags(packet.row()), TcpFlags.FIN));
    }
}
