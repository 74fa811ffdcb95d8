package org.droppoint.finding.reset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.droppoint.flow.SegmentStore;

/**
 * A sender's transmissions of the same first byte, each waiting about twice as long as the one before (RFC 6298 section
 * 5.5). Nanoseconds by the tap's own clock.
 *
 * @param rows the copies, the original first
 * @param nanos when each copy was sent
 */
record Ladder(List<Integer> rows, List<Long> nanos) {
    private static final int LEAST_RETRANSMISSIONS = 2;

    /** The share of the last wait that has run at least when a stack gives up; timers are coarse. */
    private static final double RUN_OUT = 0.9;

    Ladder {
        rows = List.copyOf(rows);
        nanos = List.copyOf(nanos);
    }

    int firstRow() {
        return rows.get(0);
    }

    /** The ladder that the last of these packets stand on; empty where they are no retransmissions. */
    static Optional<Ladder> last(SegmentStore store, List<Integer> packets) {
        Map<Long, List<Integer>> copies = new HashMap<>();
        for (int packet : packets) {
            if (store.carriesStream(packet) && store.length(packet) > 0) {
                copies.computeIfAbsent(store.payloadStart(packet), start -> new ArrayList<>())
                        .add(packet);
            }
        }
        return copies.values().stream()
                .filter(rows -> rows.size() > LEAST_RETRANSMISSIONS)
                .map(rows ->
                        new Ladder(rows, rows.stream().map(store::epochNanos).toList()))
                .max(java.util.Comparator.comparingLong(Ladder::lastNanos));
    }

    int retransmissions() {
        return nanos.size() - 1;
    }

    long lastNanos() {
        return nanos.get(nanos.size() - 1);
    }

    long lastedNanos() {
        return lastNanos() - nanos.get(0);
    }

    /** Whether the last copy had been waited for at least as long as the one before it. */
    boolean isExhaustedAt(long epochNanos) {
        long lastWait = lastNanos() - nanos.get(nanos.size() - 2);
        return lastWait > 0 && epochNanos - lastNanos() >= RUN_OUT * lastWait;
    }
}
