package org.droppoint.flow;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;

/**
 * Tells segments that were spoilt on the way, and that no stack takes (RFC 9293 section 3.1: a wrong checksum is dropped
 * without a word), from captures whose checksums mean nothing: of offloading cards, or changed by a tool. What settles it
 * is the receiver: where it acknowledged bytes that came with wrong checksums only, it had them with right ones.
 */
final class Spoilage {
    /** Of Ethernet with IPv4, where no SYN tells. */
    private static final int USUAL_MSS = 1460;

    /** No common stack repeats sooner (Linux), or holds an acknowledgement back for longer. */
    private static final long SHORTEST_TIMEOUT_NANOS = 200_000_000L;

    private Spoilage() {}

    /** Takes what was spoilt out of the streams of a tap's legs. */
    static void settle(List<Leg> legs) {
        boolean checked = false;
        int believed = 0;
        int refuted = 0;
        for (Leg leg : legs) {
            checked |= leg.hasRight(Direction.CLIENT_TO_SERVER) || leg.hasRight(Direction.SERVER_TO_CLIENT);
            if (isSpoilt(leg)) {
                boolean taken = wasTaken(leg);
                refuted += taken ? 1 : 0;
                believed += taken ? 0 : 1;
            }
        }
        if (!checked || believed == 0 || refuted >= believed) {
            return;
        }
        for (Leg leg : legs) {
            if (isSpoilt(leg) && !wasTaken(leg)) {
                for (Direction direction : Direction.values()) {
                    if (leg.hasSpoilt(direction)) {
                        leg.discardSpoilt(direction, sound(leg, direction));
                    }
                }
            }
        }
    }

    private static boolean isSpoilt(Leg leg) {
        return leg.hasSpoilt(Direction.CLIENT_TO_SERVER) || leg.hasSpoilt(Direction.SERVER_TO_CLIENT);
    }

    /**
     * Of a segment longer than the receiver said that it takes no checksum means anything: a card or a driver merged it.
     * A reset is judged by who may have made it.
     */
    static boolean concerns(Leg leg, int row) {
        SegmentStore store = leg.store();
        HandshakeOptions receiver = leg.options(store.direction(row).opposite());
        int most = receiver == null || receiver.maximumSegmentSize() <= 0 ? USUAL_MSS : receiver.maximumSegmentSize();
        return store.isSpoilt(row) && !TcpFlags.has(store.flags(row), TcpFlags.RST) && store.length(row) <= most;
    }

    /** Whether the receiver acknowledged some bytes, or a SYN, of which this tap has spoilt copies only. */
    private static boolean wasTaken(Leg leg) {
        for (Direction direction : Direction.values()) {
            if (leg.hasSpoilt(direction) && wasTaken(leg, direction)) {
                return true;
            }
        }
        return false;
    }

    private static boolean wasTaken(Leg leg, Direction direction) {
        SegmentStore store = leg.store();
        Coverage sound = sound(leg, direction);
        boolean opened = false;
        long acknowledged = SegmentStore.NO_ACK;
        Coverage selected = new Coverage();
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean heard = !store.isOutside(row) && !TcpFlags.has(store.flags(row), TcpFlags.RST);
            if (store.direction(row) == direction) {
                opened |= heard && !store.isSpoilt(row) && TcpFlags.has(store.flags(row), TcpFlags.SYN);
            } else if (heard) {
                acknowledged = Math.max(acknowledged, store.ack(row));
                addSelected(store, row, selected);
            }
        }
        if (acknowledged > 0) {
            selected.add(0, acknowledged);
        }
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) != direction || !concerns(leg, row)) {
                continue;
            }
            boolean syn = TcpFlags.has(store.flags(row), TcpFlags.SYN);
            if (syn && !opened && acknowledged != SegmentStore.NO_ACK) {
                return true;
            }
            ByteRange range = new ByteRange(Math.max(0, store.payloadStart(row)), store.end(row));
            for (ByteRange lacking : range.isEmpty() ? List.<ByteRange>of() : sound.gapsWithin(range)) {
                if (selected.overlaps(lacking) && !lackedAfter(leg, row, range)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether the receiver, after a copy had passed, still waited for what it brings, or acknowledged it no sooner than a
     * sender repeats: then it took another copy, which this capture has missed.
     */
    private static boolean lackedAfter(Leg leg, int copy, ByteRange range) {
        SegmentStore store = leg.store();
        long before = SegmentStore.NO_ACK;
        for (int row = store.next(copy); row != SegmentStore.NONE; row = store.next(row)) {
            boolean heard = store.direction(row) != store.direction(copy)
                    && !store.isOutside(row)
                    && store.ack(row) != SegmentStore.NO_ACK
                    && !TcpFlags.has(store.flags(row), TcpFlags.RST);
            if (!heard) {
                continue;
            }
            if (store.ack(row) > range.start()) {
                return store.epochNanos(row) - store.epochNanos(copy) > SHORTEST_TIMEOUT_NANOS;
            }
            boolean beyond = store.sackEdgeCount(row) >= 2 && store.sackEdge(row, 0) >= range.end();
            boolean again = store.ack(row) == range.start() && store.ack(row) == before && store.length(row) == 0;
            if (beyond || again) {
                return true;
            }
            before = store.ack(row);
        }
        return false;
    }

    private static void addSelected(SegmentStore store, int row, Coverage selected) {
        for (int i = 0; i + 1 < store.sackEdgeCount(row); i += 2) {
            long left = Math.max(0, store.sackEdge(row, i));
            long right = store.sackEdge(row, i + 1);
            if (right > left && right - left < Side.OUTSIDE_BYTES) {
                selected.add(left, right);
            }
        }
    }

    /** What a direction's segments brought that are not spoilt. */
    private static Coverage sound(Leg leg, Direction direction) {
        SegmentStore store = leg.store();
        Coverage sound = new Coverage();
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean counts = store.direction(row) == direction
                    && store.carriesStream(row)
                    && !concerns(leg, row)
                    && !SegmentKind.KEEP_ALIVE.in(store.kinds(row));
            if (counts) {
                sound.add(Math.max(0, store.payloadStart(row)), store.end(row));
            }
        }
        return sound;
    }
}
