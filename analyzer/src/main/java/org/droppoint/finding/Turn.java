package org.droppoint.finding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.droppoint.base.Direction;
import org.droppoint.dissect.Dialogue;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.flow.Origin;
import org.jspecify.annotations.Nullable;

/** One thing said, in SMTP or in TLS, when its last byte was on its way. */
record Turn(long nanos, Direction direction, long offset, @Nullable SmtpEvent smtp, @Nullable TlsRecord tls) {
    /** All that was said, in order of time. @param reference gives an origin's time on the reference clock */
    static List<Turn> inOrder(Dialogue dialogue, ToLongFunction<Origin> reference) {
        List<Turn> turns = new ArrayList<>();
        for (SmtpEvent event : dialogue.smtp()) {
            turns.add(new Turn(
                    reference.applyAsLong(event.completion()),
                    event.direction(),
                    event.range().start(),
                    event,
                    null));
        }
        for (TlsRecord record : dialogue.tls()) {
            turns.add(new Turn(
                    reference.applyAsLong(record.origin()),
                    record.direction(),
                    record.range().start(),
                    null,
                    record));
        }
        turns.sort(Comparator.comparingLong(Turn::nanos)
                .thenComparing(Turn::direction)
                .thenComparingLong(Turn::offset));
        return inStreamOrder(turns);
    }

    /** A late retransmission must not swap what one side said: within a direction the stream's order holds. */
    private static List<Turn> inStreamOrder(List<Turn> byTime) {
        List<Turn> ordered = new ArrayList<>(byTime);
        for (Direction direction : Direction.values()) {
            List<Turn> own = byTime.stream()
                    .filter(turn -> turn.direction() == direction)
                    .sorted(Comparator.comparingLong(Turn::offset))
                    .toList();
            int next = 0;
            for (int i = 0; i < ordered.size(); i++) {
                if (byTime.get(i).direction() == direction) {
                    ordered.set(i, own.get(next++));
                }
            }
        }
        return ordered;
    }
}
