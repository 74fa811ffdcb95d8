package org.droppoint.flow;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.droppoint.base.Direction;
import org.droppoint.base.Endpoint;

/**
 * Bounds the connections that never carried a byte: a scan or a flood of SYNs opens millions of them. Those to a server
 * that few of their kind were made to are kept, as somebody's own attempts beside a flood are. Of the others a sample
 * stays, drawn by the client's initial sequence number, which most firewalls leave alone, so that all taps keep the
 * same ones; who chooses numbers to be in it only makes it smaller. The newest are spared, for their bytes may be under
 * way. What is given up is counted.
 */
final class AttemptSample {
    /** Connections without a byte that are kept: far more than a mail system that cannot connect makes in a day. */
    static final int MOST_KEPT = 1 << 14;

    /** As many may wait for their first byte at once, of which the newer half is spared. */
    private static final int ROOM = 1 << 16;

    /** Attempts of one kind to one server that are no flood. */
    private static final int FEW = 64;

    /** Servers remembered; a flood to more of them is sampled as a whole. */
    private static final int MOST_GROUPS = 1 << 16;

    /** Laying out the rows anew costs their number: it is done once in so many rows. */
    private static final int ROWS_AN_ATTEMPT = 64;

    private enum Kind {
        UNANSWERED,
        REFUSED,
        ANSWERED
    }

    private record Group(Endpoint server, Kind kind) {}

    private final Map<Group, int[]> unkeptOf = new HashMap<>();
    private final long[] unkept = new long[Kind.values().length];
    private long firstNanos = UnkeptAttempts.NONE.firstNanos();
    private long lastNanos = UnkeptAttempts.NONE.lastNanos();
    private int level;
    private int room = ROOM;

    /** @param legs so many legs of any kind there is memory for */
    void limit(long legs) {
        room = (int) Math.max(4, Math.min(ROOM, legs / 2));
    }

    UnkeptAttempts unkept() {
        return new UnkeptAttempts(
                unkept[Kind.UNANSWERED.ordinal()],
                unkept[Kind.REFUSED.ordinal()],
                unkept[Kind.ANSWERED.ordinal()],
                firstNanos,
                lastNanos);
    }

    /** Whether so many connections without a byte are too many beside all the rows there are. */
    boolean isFull(int attempts, int rows) {
        return attempts > room + (rows - attempts) / ROWS_AN_ATTEMPT;
    }

    /** Whether they are too many at the end, when none can come to speak any more. */
    boolean isTooMany(int attempts) {
        return attempts > mostKept();
    }

    private int mostKept() {
        return Math.min(MOST_KEPT, room / 4);
    }

    /**
     * Which legs are to go.
     *
     * @param legs in order of appearance
     * @param ended whether none can come to speak any more
     */
    Set<Leg> surplus(List<Leg> legs, boolean ended) {
        List<Leg> attempts = legs.stream().filter(leg -> !leg.carriedBytes()).toList();
        List<Leg> old = attempts.subList(0, ended ? attempts.size() : Math.max(0, attempts.size() - room / 2));
        Map<Group, int[]> sizes = new HashMap<>();
        for (Leg leg : old) {
            sizes.computeIfAbsent(group(leg), group -> new int[] {unkeptOf(group)})[0]++;
        }
        List<Leg> crowd = old.stream().filter(leg -> isCrowd(sizes, leg)).toList();
        if (old.size() - crowd.size() > mostKept() / 2) {
            crowd = old;
        }
        raiseLevel(crowd);
        Set<Leg> surplus = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Leg leg : crowd) {
            if (rank(leg) < level) {
                surplus.add(leg);
                count(leg);
            }
        }
        return surplus;
    }

    private static boolean isCrowd(Map<Group, int[]> sizes, Leg leg) {
        int[] size = sizes.get(group(leg));
        return size != null && size[0] > FEW;
    }

    private int unkeptOf(Group group) {
        int[] count = unkeptOf.get(group);
        return count == null ? 0 : count[0];
    }

    /** Each level keeps half of what the one below keeps. */
    private void raiseLevel(List<Leg> crowd) {
        int[] ofRank = new int[Long.SIZE + 1];
        crowd.forEach(leg -> ofRank[rank(leg)]++);
        int kept = 0;
        int least = ofRank.length;
        while (least > level && kept + ofRank[least - 1] <= mostKept() / 2) {
            kept += ofRank[--least];
        }
        level = least;
    }

    private static int rank(Leg leg) {
        long client = leg.sequenceOfOffsetZero(Direction.CLIENT_TO_SERVER);
        long known = client == Leg.UNKNOWN_SEQUENCE ? leg.sequenceOfOffsetZero(Direction.SERVER_TO_CLIENT) : client;
        long mixed = (known + 1) * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8_FEB8_6659_FD93L;
        return Long.numberOfTrailingZeros(mixed ^ mixed >>> 32);
    }

    private static Group group(Leg leg) {
        return new Group(leg.key().server(), kind(leg));
    }

    private static Kind kind(Leg leg) {
        if (leg.rowCount(Direction.SERVER_TO_CLIENT) == 0) {
            return Kind.UNANSWERED;
        }
        boolean refused = TcpFlags.has(leg.flagsSeen(Direction.SERVER_TO_CLIENT), TcpFlags.RST)
                && !leg.synSeen(Direction.SERVER_TO_CLIENT);
        return refused ? Kind.REFUSED : Kind.ANSWERED;
    }

    private void count(Leg leg) {
        Group group = group(leg);
        unkept[group.kind().ordinal()]++;
        firstNanos = Math.min(firstNanos, leg.firstNanos());
        lastNanos = Math.max(lastNanos, leg.lastNanos());
        if (unkeptOf.size() < MOST_GROUPS || unkeptOf.containsKey(group)) {
            unkeptOf.computeIfAbsent(group, any -> new int[1])[0]++;
        }
    }
}
