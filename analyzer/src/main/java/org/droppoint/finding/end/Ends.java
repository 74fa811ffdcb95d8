package org.droppoint.finding.end;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TravelTimes;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.loss.AcknowledgementsLost;
import org.droppoint.finding.place.Locator;
import org.droppoint.finding.reset.ResetFinder;
import org.droppoint.flow.Origin;
import org.droppoint.flow.SegmentKind;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * What each end did, as the tap nearest to it that saw the session tells: its last packets, its FIN. Resets are left
 * to {@link ResetFinder}, which asks who made them.
 */
public final class Ends {
    /** One lost packet in a hundred makes three in a row one in a million. */
    private static final int FINS_TO_BELIEVE = 3;

    /**
     * A packet of an end.
     *
     * @param carriesWords payload that somebody meant to be read: the byte of a keep-alive is none (RFC 9293 section 3.8.4), nor
     *     is one in the place of the FIN, be it that a capture missed that
     */
    public record Packet(SessionLeg leg, int row, long nanos, boolean carriesWords) {
        Origin origin() {
            return new Origin(leg.tap(), leg.leg().frame(row), leg.leg().store().epochNanos(row));
        }
    }

    private final SessionTrace trace;
    private final Locator locator;
    private final Map<Side, List<Packet>> packets = new EnumMap<>(Side.class);
    private final Map<Side, Optional<Packet>> fins = new EnumMap<>(Side.class);
    private final Map<Side, Optional<Packet>> last = new EnumMap<>(Side.class);

    public Ends(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    Optional<SessionLeg> nearest(Side side) {
        DirectionLedger ledger = trace.ledger(side.sends());
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg != null && leg.leg().rowCount(side.sends()) > 0) {
                return Optional.of(leg);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether the connection nearest a side shows packets of it: behind a proxy, what bears its name is the proxy's, and
     * tells nothing of it.
     */
    boolean heardItself(Side side) {
        DirectionLedger ledger = trace.ledger(side.sends());
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg != null) {
                return nearest(side)
                        .map(heard -> trace.session().sameConnection(leg, heard))
                        .orElse(false);
            }
        }
        return false;
    }

    /**
     * The packets of a side as the tap nearest to it saw them, resets left out, in order of time; where that capture
     * missed some, as the next tap that holds them.
     */
    public List<Packet> packets(Side side) {
        return packets.computeIfAbsent(side, this::gathered);
    }

    private List<Packet> gathered(Side side) {
        Optional<SessionLeg> nearest = nearest(side);
        if (nearest.isEmpty()) {
            return List.of();
        }
        List<Packet> packets = new ArrayList<>(own(nearest.get(), side).toList());
        DirectionLedger ledger = trace.ledger(side.sends());
        Coverage seen = new Coverage();
        seen.addAll(nearest.get().seen(side.sends()));
        boolean beyond = false;
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg != null && beyond) {
                addMissed(leg, side, seen, packets);
                seen.addAll(leg.seen(side.sends()));
            }
            beyond |= leg != null && leg.tap().equals(nearest.get().tap());
        }
        packets.sort(Comparator.comparingLong(Packet::nanos));
        return Collections.unmodifiableList(packets);
    }

    /**
     * What tells first that a side closed whose FIN no capture holds: its own later packets stand one beyond all that it said, and
     * the other side may have acknowledged that before (RFC 9293 section 3.4).
     */
    Optional<Packet> finCounted(Side side) {
        long behind = trace.session().stream(side.sends()).end() + 1;
        Optional<Packet> own = packets(side).stream()
                .filter(packet -> packet.leg().start(packet.row()) == behind
                        && packet.leg().leg().store().length(packet.row()) == 0)
                .findFirst();
        return own.filter(counted -> fin(side).isEmpty()).map(counted -> packets(side.other()).stream()
                .filter(packet -> packet.nanos() <= counted.nanos()
                        && packet.leg().ack(packet.row()) == behind
                        && locator.comparable(packet.leg().tap(), counted.leg().tap()))
                .findFirst()
                .orElse(counted));
    }

    /** When a side last said anything, as the tap nearest to it saw; the beginning of time where it said nothing. */
    long lastWordNanos(Side side) {
        return packets(side).stream()
                .filter(Packet::carriesWords)
                .mapToLong(Packet::nanos)
                .max()
                .orElse(Long.MIN_VALUE);
    }

    /** What bears a side's name at one tap, in capture order. */
    public List<Packet> seenAt(SessionLeg leg, Side side) {
        return own(leg, side).toList();
    }

    /** Data that no nearer tap holds, and what else a tap recorded before the nearer ones began or after they fell silent. */
    private void addMissed(SessionLeg leg, Side side, Coverage seen, List<Packet> packets) {
        LongSummaryStatistics heard = new LongSummaryStatistics();
        packets.stream().filter(packet -> !handshakeOrFin(packet)).forEach(packet -> {
            long error = locator.errorNanos(packet.leg(), packet.row());
            heard.accept(packet.nanos() - error);
            heard.accept(packet.nanos() + error);
        });
        own(leg, side)
                .filter(packet -> {
                    ByteRange range = leg.range(packet.row());
                    long room = TravelTimes.CROSSING_NANOS + locator.errorNanos(leg, packet.row());
                    boolean silence = heard.getCount() == 0
                            || packet.nanos() - room > heard.getMax()
                            || packet.nanos() + room < heard.getMin();
                    return range.isEmpty() ? silence && !handshakeOrFin(packet) : !seen.contains(range);
                })
                .toList()
                .forEach(packets::add);
    }

    private static boolean handshakeOrFin(Packet packet) {
        int flags = packet.leg().leg().store().flags(packet.row());
        return (flags & (TcpFlags.SYN | TcpFlags.FIN)) != 0;
    }

    /**
     * The packet that brought the last byte before an offset of a side's stream to the tap nearest the other side that
     * holds it; empty where none does.
     */
    Optional<Packet> arrived(Side side, long end) {
        DirectionLedger ledger = trace.ledger(side.sends());
        for (int i = ledger.positions() - 1; i >= 0; i--) {
            SessionLeg leg = ledger.at(i);
            if (leg != null && ledger.seen(i).contains(new ByteRange(end - 1, end))) {
                return own(leg, side)
                        .filter(packet ->
                                packet.carriesWords() && leg.range(packet.row()).contains(new ByteRange(end - 1, end)))
                        .findFirst();
            }
        }
        return Optional.empty();
    }

    /** Whether a side repeated to the end, at the tap nearest to it, what nothing there acknowledged. */
    boolean repeatsInVain(Side side) {
        return nearest(side)
                .map(leg -> AcknowledgementsLost.repeatsInVain(leg, side))
                .orElse(false);
    }

    /** A side's first FIN, as the tap nearest to it that holds one saw it. */
    Optional<Packet> fin(Side side) {
        return fins.computeIfAbsent(side, this::firstFin);
    }

    private Optional<Packet> firstFin(Side side) {
        DirectionLedger ledger = trace.ledger(side.sends());
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            int row = leg == null ? SegmentStore.NONE : finRow(leg, side);
            if (leg != null && row != SegmentStore.NONE) {
                return Optional.of(packet(leg, row));
            }
        }
        return Optional.empty();
    }

    /**
     * A side sent its FIN again and again, and no capture holds a packet of the other side since: a stack that lives
     * acknowledges a FIN, or resets (RFC 9293 section 3.10.7.4), so the way to it or from it is dead, or it is.
     */
    boolean finUnanswered(Side side) {
        List<Packet> fins = packets(side).stream()
                .filter(packet -> TcpFlags.has(packet.leg().leg().store().flags(packet.row()), TcpFlags.FIN))
                .toList();
        boolean repeated = fins.size() >= FINS_TO_BELIEVE;
        return repeated
                && last(side.other())
                        .map(heard -> heard.nanos() + locator.errorNanos(heard.leg(), heard.row())
                                < fins.get(0).nanos())
                        .orElse(true);
    }

    private static int finRow(SessionLeg leg, Side side) {
        if (!TcpFlags.has(leg.leg().flagsSeen(side.sends()), TcpFlags.FIN)) {
            return SegmentStore.NONE;
        }
        SegmentStore store = leg.leg().store();
        int row = leg.leg().firstRow();
        while (row != SegmentStore.NONE && !(isOwn(store, row, side) && TcpFlags.has(store.flags(row), TcpFlags.FIN))) {
            row = store.next(row);
        }
        return row;
    }

    /** Whether a side ever shut its window, as any tap saw. */
    public boolean everShut(Side side) {
        return trace.session().followedLegs().stream().anyMatch(leg -> leg.leg().windowShut(side.sends()));
    }

    /** The last packet of a side that any tap holds; what a proxy sent in its name behind it is none. */
    public Optional<Packet> last(Side side) {
        return last.computeIfAbsent(side, this::newest);
    }

    private Optional<Packet> newest(Side side) {
        Packet last = null;
        Optional<SessionLeg> nearest = nearest(side);
        for (SessionLeg leg : trace.session().followedLegs()) {
            if (nearest.isPresent() && !trace.session().sameConnection(nearest.get(), leg)) {
                continue;
            }
            SegmentStore store = leg.leg().store();
            for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                if (isOwn(store, row, side) && (last == null || locator.referenceNanos(leg, row) > last.nanos())) {
                    last = packet(leg, row);
                }
            }
        }
        return Optional.ofNullable(last);
    }

    private Stream<Packet> own(SessionLeg leg, Side side) {
        SegmentStore store = leg.leg().store();
        return Arrays.stream(leg.leg().rows())
                .filter(row -> isOwn(store, row, side))
                .mapToObj(row -> packet(leg, row));
    }

    private static boolean isOwn(SegmentStore store, int row, Side side) {
        return store.direction(row) == side.sends()
                && (store.flags(row) & TcpFlags.RST) == 0
                && !store.isDuplicateFrame(row);
    }

    private Packet packet(SessionLeg leg, int row) {
        SegmentStore store = leg.leg().store();
        DirectionLedger ledger = trace.ledger(store.direction(row));
        boolean words = store.carriesStream(row)
                && !SegmentKind.KEEP_ALIVE.in(store.kinds(row))
                && !ledger.isBehindFin(leg.start(row));
        return new Packet(leg, row, locator.referenceNanos(leg, row), words);
    }

    /**
     * The highest acknowledgement a side gave, as the tap nearest to it saw, in the other direction's offsets. What a proxy
     * acknowledges in its name on another connection it has not heard itself.
     */
    long acknowledged(Side side) {
        Optional<SessionLeg> own = nearest(side);
        return packets(side).stream()
                .filter(packet -> own.isEmpty() || trace.session().sameConnection(own.get(), packet.leg()))
                .mapToLong(packet -> packet.leg().ack(packet.row()))
                .max()
                .orElse(SegmentStore.NO_ACK);
    }
}
