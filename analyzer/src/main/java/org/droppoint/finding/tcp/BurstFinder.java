package org.droppoint.finding.tcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.SegmentStore;

/** Bursts of retransmissions: the same bytes again and again, at the tap nearest their sender, with the back-off seen. */
public final class BurstFinder {
    private static final int LEAST_COPIES = 3;
    private static final int MAX_BURSTS = 8;

    private final SessionTrace trace;
    private final Locator locator;

    public BurstFinder(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    public List<Finding.RetransmissionBurst> find() {
        List<Finding.RetransmissionBurst> bursts = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            for (int i = 0; i < trace.ledger(direction).positions(); i++) {
                SessionLeg leg = trace.ledger(direction).at(i);
                if (leg != null && !leg.leg().seen(direction).isEmpty()) {
                    collect(leg, direction, bursts);
                    break;
                }
            }
        }
        return bursts;
    }

    private void collect(SessionLeg leg, Direction direction, List<Finding.RetransmissionBurst> bursts) {
        if (!retransmission(leg.leg().kindsSeen(direction))) {
            return;
        }
        Map<Long, List<Integer>> copies = new LinkedHashMap<>();
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean again = store.direction(row) == direction
                    && store.carriesStream(row)
                    && !store.isDuplicateFrame(row)
                    && store.length(row) > 1;
            if (again && retransmission(store.kinds(row))) {
                copies.computeIfAbsent(leg.range(row).start(), start -> new ArrayList<>())
                        .add(row);
            }
        }
        for (List<Integer> rows : copies.values()) {
            if (rows.size() + 1 >= LEAST_COPIES && bursts.size() < MAX_BURSTS) {
                bursts.add(burst(leg, direction, rows));
            }
        }
    }

    private static boolean retransmission(int kinds) {
        return org.droppoint.flow.SegmentKind.RETRANSMISSION.in(kinds)
                || org.droppoint.flow.SegmentKind.FAST_RETRANSMISSION.in(kinds)
                || org.droppoint.flow.SegmentKind.SPURIOUS_RETRANSMISSION.in(kinds);
    }

    private Finding.RetransmissionBurst burst(SessionLeg leg, Direction direction, List<Integer> rows) {
        List<Long> intervals = new ArrayList<>();
        for (int i = 1; i < rows.size(); i++) {
            intervals.add(locator.referenceNanos(leg, rows.get(i)) - locator.referenceNanos(leg, rows.get(i - 1)));
        }
        ByteRange range = leg.range(rows.get(0));
        long lasted = locator.referenceNanos(leg, rows.get(rows.size() - 1)) - locator.referenceNanos(leg, rows.get(0));
        String ladder = intervals.stream().limit(8).map(Times::duration).collect(Collectors.joining(", "));
        String summary = "The " + Side.sending(direction).label() + " sent the bytes from offset " + range.start()
                + " again " + rows.size() + " times within " + Times.duration(lasted) + " (seen at " + leg.tap() + ")"
                + (backsOff(intervals)
                        ? ", backing off: " + ladder
                        : intervals.size() > 1 ? ", after waits of " + ladder : "")
                + ".";
        List<Evidence> evidence = rows.stream()
                .limit(12)
                .map(row -> locator.evidence(leg, row, "sent again, offset " + range.start()))
                .toList();
        return new Finding.RetransmissionBurst(summary, evidence, leg.tap(), direction, range, rows.size(), intervals);
    }

    /** Each wait about twice the one before (RFC 6298 section 5.5). */
    private static boolean backsOff(List<Long> intervals) {
        for (int i = 1; i < intervals.size(); i++) {
            double ratio = (double) intervals.get(i) / Math.max(1, intervals.get(i - 1));
            if (ratio < 1.5 || ratio > 2.7) {
                return false;
            }
        }
        return intervals.size() >= 2;
    }
}
