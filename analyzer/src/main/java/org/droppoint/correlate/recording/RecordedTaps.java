package org.droppoint.correlate.recording;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapView;
import org.droppoint.correlate.session.TravelTimes;

/** Answers from the notes on how well each tap recorded. */
public final class RecordedTaps implements TapView {
    /**
     * A single packet so soon beyond a capture's edge was still within it, for all that is known; what comes later, such as
     * a reset after the silence of those whose packets were swallowed, may have come after the capture was stopped.
     */
    private static final long SINGLE_EDGE_NANOS = Times.NANOS_PER_SECOND;

    private final List<TapRecord> records;
    private final Orphans orphans;
    /** By position, of each direction that was ever asked about. */
    private final Map<DirectionLedger, double[]> missedByCount = new ConcurrentHashMap<>();

    public RecordedTaps(List<TapRecord> records, Orphans orphans) {
        this.records = List.copyOf(records);
        this.orphans = orphans;
    }

    @Override
    public double missProbability(SessionTrace trace, Direction direction, int position, long referenceNanos) {
        DirectionLedger ledger = trace.ledger(direction);
        TapRecord record = records.get(ledger.tapOrder(position));
        long error = record.clock().uncertainty(record.clock().fromReference(referenceNanos));
        boolean blind = !record.runningOrAboutTo(referenceNanos, SINGLE_EDGE_NANOS + 2 * error)
                || record.inHole(referenceNanos);
        boolean unmatched = ledger.at(position) == null
                && (!record.activeAround(referenceNanos)
                        || orphans.mayBe(trace.session(), record.tap(), referenceNanos));
        if (blind || unmatched) {
            return 1;
        }
        double ofData = Math.max(
                record.missProbability(trace.session(), direction, true),
                record.missProbability(trace.session(), direction, false));
        double ofSession = record.missProbability(trace.session());
        return Math.max(ofData, Math.max(ofSession, missedByCount(ledger)[position]));
    }

    private double[] missedByCount(DirectionLedger ledger) {
        return missedByCount.computeIfAbsent(ledger, one -> IntStream.range(0, one.positions())
                .mapToDouble(position -> missedByCount(one, position))
                .toArray());
    }

    private static double missedByCount(DirectionLedger ledger, int position) {
        SessionLeg near = ledger.at(position);
        return near == null
                ? 0
                : IntStream.range(position + 1, ledger.positions())
                        .mapToObj(ledger::at)
                        .filter(Objects::nonNull)
                        .mapToDouble(beyond -> CountedPackets.of(near, beyond, ledger.direction())
                                .missProbability())
                        .max()
                        .orElse(0);
    }

    @Override
    public boolean shouldHold(SessionTrace trace, Tap tap, long referenceNanos) {
        TapRecord record = records.get(tap.order());
        boolean matched = trace.session().leg(tap) != null;
        return record.clock().known()
                && record.running(referenceNanos)
                && (matched || !orphans.mayBe(trace.session(), tap, referenceNanos));
    }

    @Override
    public boolean mayHoldUnmatched(SessionTrace trace, Tap tap, long referenceNanos) {
        return trace.session().leg(tap) == null && orphans.mayBe(trace.session(), tap, referenceNanos);
    }

    @Override
    public boolean mayHoldPassedOn(SessionTrace trace, Tap tap, long referenceNanos) {
        return trace.session().leg(tap) == null && orphans.mayBePassedOn(trace.session(), tap, referenceNanos);
    }

    @Override
    public long answerNanos(Tap tap, Direction direction) {
        return TravelTimes.SLOWER * records.get(tap.order()).longestAnswerNanos(direction);
    }
}
