package org.droppoint.finding.dialogue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.Session;
import org.droppoint.dissect.Dialogue;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.flow.Origin;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.StreamView;
import org.jspecify.annotations.Nullable;

/**
 * One thing said, in SMTP or in TLS.
 *
 * @param nanos when it was on its way, on the reference clock
 * @param start where it begins in the stream of its direction
 * @param end where it ends there
 * @param heard up to where its speaker had heard the other side by then, or {@link SegmentStore#NO_ACK}
 */
record Turn(
        long nanos,
        Direction direction,
        long start,
        long end,
        long heard,
        @Nullable SmtpEvent smtp,
        @Nullable TlsRecord tls) {
    /**
     * All that was said. What one side said stands in the order of its stream, however late a retransmission came. Between
     * the sides what each had heard decides, by its acknowledgements; clocks are asked of what crossed on the way.
     *
     * @param reference gives an origin's time on the reference clock
     */
    static List<Turn> inOrder(Dialogue dialogue, Session session, ToLongFunction<Origin> reference) {
        List<Turn> client = new ArrayList<>();
        List<Turn> server = new ArrayList<>();
        for (SmtpEvent event : dialogue.smtp()) {
            long nanos = reference.applyAsLong(event.completion());
            long heard = heard(session, event.direction(), event.range().end() - 1);
            (event.direction() == Direction.CLIENT_TO_SERVER ? client : server)
                    .add(new Turn(
                            nanos,
                            event.direction(),
                            event.range().start(),
                            event.range().end(),
                            heard,
                            event,
                            null));
        }
        for (TlsRecord record : dialogue.tls()) {
            long nanos = reference.applyAsLong(record.origin());
            long heard = heard(session, record.direction(), record.range().start());
            (record.direction() == Direction.CLIENT_TO_SERVER ? client : server)
                    .add(new Turn(
                            nanos,
                            record.direction(),
                            record.range().start(),
                            record.range().end(),
                            heard,
                            null,
                            record));
        }
        client.sort(Comparator.comparingLong(Turn::start));
        server.sort(Comparator.comparingLong(Turn::start));
        return merged(client, server);
    }

    /** Up to where the speaker of a byte had heard the other side when it said it. */
    static long heard(Session session, Direction direction, long offset) {
        StreamView stream = session.stream(direction);
        return stream.seen().contains(offset) ? stream.heard(offset) : SegmentStore.NO_ACK;
    }

    private static List<Turn> merged(List<Turn> client, List<Turn> server) {
        List<Turn> all = new ArrayList<>(client.size() + server.size());
        int ours = 0;
        int theirs = 0;
        while (ours < client.size() && theirs < server.size()) {
            all.add(client.get(ours).isBefore(server.get(theirs)) ? client.get(ours++) : server.get(theirs++));
        }
        all.addAll(client.subList(ours, client.size()));
        all.addAll(server.subList(theirs, server.size()));
        return all;
    }

    private boolean isBefore(Turn answer) {
        boolean heardByOther = answer.heard >= end;
        boolean heardOther = heard >= answer.end;
        return heardByOther == heardOther ? nanos <= answer.nanos : heardByOther;
    }
}
