package org.droppoint.correlate;

import java.util.List;
import org.droppoint.base.Direction;

/** Answers from the notes on how well each tap recorded. */
final class RecordedTaps implements TapView {
    private final List<TapRecord> records;

    RecordedTaps(List<TapRecord> records) {
        this.records = List.copyOf(records);
    }

    @Override
    public double missProbability(SessionTrace trace, Direction direction, int position, long referenceNanos) {
        DirectionLedger ledger = trace.ledger(direction);
        TapRecord record = records.get(ledger.tapOrder(position));
        boolean blind = ledger.at(position) == null || !record.running(referenceNanos) || record.inHole(referenceNanos);
        if (blind) {
            return 1;
        }
        return Math.max(
                record.missProbability(trace.session(), direction, true),
                record.missProbability(trace.session(), direction, false));
    }
}
