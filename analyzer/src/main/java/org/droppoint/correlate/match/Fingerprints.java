package org.droppoint.correlate.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Direction;
import org.droppoint.base.FlowKey;
import org.droppoint.base.LongOrder;
import org.droppoint.correlate.session.CommonLines;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * What of connections survives address translation and sequence randomisation, as numbers sorted with their holders. A
 * fingerprint says something only where one holder has it: an EHLO line is common to all, a ClientHello with its random
 * is not.
 */
public final class Fingerprints {
    private static final int MIN_LENGTH = 8;
    private static final int PACKETS_PER_DIRECTION = 24;

    private long[] prints = new long[64];
    private int[] holders = new int[64];
    private int count;

    /** Of two candidates one is the right one where it shares so many times as much. */
    private static final int CLEARLY_MORE = 4;

    /** One holder here and one there that share fingerprints which nobody else on either side has. */
    record Link(int left, int right, int shared) {}

    /** The content of a leg's first data segments in each direction. */
    void addContent(int holder, Leg leg) {
        SegmentStore store = leg.store();
        int[] taken = new int[2];
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            int direction = store.direction(row).index();
            boolean telling = store.length(row) >= MIN_LENGTH
                    && store.captured(row) == store.length(row)
                    && !store.isDuplicateFrame(row);
            if (telling && taken[direction] < CommonLines.SEGMENTS_PER_DIRECTION) {
                add(CommonLines.content(store, row), holder);
                taken[direction]++;
            }
            if (taken[0] + taken[1] == 2 * CommonLines.SEGMENTS_PER_DIRECTION) {
                break;
            }
        }
    }

    /**
     * The marks that a sender puts on each of its first packets and that translation leaves alone: IP identification
     * and TCP time stamp. A proxy's packets bear its own.
     */
    void addPackets(int holder, Leg leg) {
        SegmentStore store = leg.store();
        int[] taken = new int[2];
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            int direction = store.direction(row).index();
            boolean marked = store.ipId(row) != 0 || store.timestamp(row) != 0;
            if (marked && !store.isDuplicateFrame(row) && taken[direction] < PACKETS_PER_DIRECTION) {
                int flags = store.flags(row) & (TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST | TcpFlags.ACK);
                long mark = (long) store.timestamp(row) << 32 | (long) store.ipId(row) << 16 | flags << 1 | direction;
                add(mark * 0x9E3779B97F4A7C15L + store.length(row), holder);
                taken[direction]++;
            }
            if (taken[0] + taken[1] == 2 * PACKETS_PER_DIRECTION) {
                break;
            }
        }
    }

    private void add(long print, int holder) {
        if (count == prints.length) {
            prints = Arrays.copyOf(prints, count * 2);
            holders = Arrays.copyOf(holders, count * 2);
        }
        prints[count] = print;
        holders[count++] = holder;
    }

    /**
     * Which holders share fingerprints, each a fingerprint that one holder has on either side: by the right holder, then
     * by the left.
     */
    static List<Link> links(Fingerprints left, Fingerprints right) {
        left.sort();
        right.sort();
        long[] meetings = new long[Math.min(left.count, right.count)];
        int met = 0;
        int i = 0;
        int j = 0;
        while (i < left.count && j < right.count) {
            long print = left.prints[i];
            if (print != right.prints[j]) {
                i += print < right.prints[j] ? 1 : 0;
                j += print > right.prints[j] ? 1 : 0;
                continue;
            }
            int leftEnd = left.endOf(i);
            int rightEnd = right.endOf(j);
            if (left.sole(i, leftEnd) && right.sole(j, rightEnd)) {
                meetings[met++] = (long) right.holders[j] << 32 | left.holders[i];
            }
            i = leftEnd;
            j = rightEnd;
        }
        return counted(Arrays.copyOf(meetings, met));
    }

    /** Links of which neither side has another one that comes near. */
    static List<Link> clear(List<Link> links) {
        Map<Integer, List<Link>> ofLeft = new HashMap<>();
        Map<Integer, List<Link>> ofRight = new HashMap<>();
        for (Link link : links) {
            ofLeft.computeIfAbsent(link.left(), k -> new ArrayList<>(1)).add(link);
            ofRight.computeIfAbsent(link.right(), k -> new ArrayList<>(1)).add(link);
        }
        return links.stream()
                .filter(link -> isClear(link, ofLeft.getOrDefault(link.left(), List.of()))
                        && isClear(link, ofRight.getOrDefault(link.right(), List.of())))
                .toList();
    }

    private static boolean isClear(Link link, List<Link> rivals) {
        return rivals.stream().allMatch(rival -> rival.equals(link) || rival.shared() * CLEARLY_MORE <= link.shared());
    }

    private static List<Link> counted(long[] meetings) {
        Arrays.sort(meetings);
        List<Link> links = new ArrayList<>();
        for (int from = 0; from < meetings.length; ) {
            int to = from;
            while (to < meetings.length && meetings[to] == meetings[from]) {
                to++;
            }
            links.add(new Link((int) meetings[from], (int) (meetings[from] >>> 32), to - from));
            from = to;
        }
        return links;
    }

    private int endOf(int from) {
        int end = from + 1;
        while (end < count && prints[end] == prints[from]) {
            end++;
        }
        return end;
    }

    private boolean sole(int from, int end) {
        for (int i = from + 1; i < end; i++) {
            if (holders[i] != holders[from]) {
                return false;
            }
        }
        return true;
    }

    /** By fingerprint; equal ones need no order among themselves. */
    private void sort() {
        int[] order = LongOrder.ascending(prints, count);
        long[] sorted = new long[count];
        int[] placed = new int[count];
        for (int i = 0; i < count; i++) {
            sorted[i] = prints[order[i]];
            placed[i] = holders[order[i]];
        }
        prints = sorted;
        holders = placed;
    }

    /**
     * Whether two legs hold different bytes at one place of the stream: then they are two connections, or what lies
     * between them changes what passes.
     */
    static boolean contradict(Leg one, Leg other) {
        for (Direction direction : Direction.values()) {
            if (one.synSeen(direction) && other.synSeen(direction) && contradict(one, other, direction)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The addresses are such as the usual translation makes of each other: another client's to the same server, another server's
     * for the same client, or of the other family.
     */
    static boolean translated(Leg one, Leg other) {
        FlowKey here = one.key();
        FlowKey there = other.key();
        boolean sameServer = here.server().equals(there.server());
        boolean sameClient = here.client().equals(there.client());
        boolean otherMachine = !here.client().address().equals(there.client().address());
        boolean otherFamily =
                here.server().address().version() != there.server().address().version();
        return sameServer && otherMachine || sameClient && !sameServer || otherFamily;
    }

    private static boolean contradict(Leg one, Leg other, Direction direction) {
        int[] here = first(one, direction);
        int[] there = first(other, direction);
        SegmentStore store = one.store();
        SegmentStore otherStore = other.store();
        for (int row : here) {
            for (int mate : there) {
                boolean samePlace =
                        store.start(row) == otherStore.start(mate) && store.length(row) == otherStore.length(mate);
                if (samePlace && store.digest(row) != otherStore.digest(mate)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int[] first(Leg leg, Direction direction) {
        int[] rows = new int[CommonLines.SEGMENTS_PER_DIRECTION];
        int count = 0;
        SegmentStore store = leg.store();
        for (int row = leg.firstRow(); row != SegmentStore.NONE && count < rows.length; row = store.next(row)) {
            boolean whole = store.carriesStream(row) && store.captured(row) == store.length(row);
            if (whole && store.direction(row) == direction) {
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }
}
