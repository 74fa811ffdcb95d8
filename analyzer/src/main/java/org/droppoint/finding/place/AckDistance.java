package org.droppoint.finding.place;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * How far away the machine is that acknowledges in the server's name, beside the one that accepted the connection and
 * answers. A stack acknowledges as fast as it accepts; where acknowledgements come from much nearer than anything else, a
 * proxy on the way makes them, and they prove nothing of what the server received.
 */
public final class AckDistance {
    /** Beside so short a way nothing is nearer. */
    private static final long LEAST_ROUND_TRIP_NANOS = 5_000_000L;

    /** Queues make a way some times longer for a moment, not for every packet but the acknowledgements. */
    private static final int MUCH = 4;

    /** Of a single answer, or a single acknowledgement, anything may be true. */
    private static final int ENOUGH = 2;

    /** The machine nearer than the server: how long it took to accept and to answer at best, and to acknowledge. */
    public record Proxy(long farNanos, long nearNanos) {}

    /** When the client's bytes up to an offset passed. */
    private record Passed(long end, long nanos) {}

    private final SegmentStore store;
    private final List<Passed> sent = new ArrayList<>();
    private final List<Long> answers = new ArrayList<>();
    private final List<Long> acknowledgements = new ArrayList<>();
    private int unacknowledged;
    private long synNanos;
    private int syns;
    private long acceptedNanos;
    private long askedNanos = -1;
    private long sentEnd;
    private long repeatedEnd;
    private long acknowledged;

    private AckDistance(SegmentStore store) {
        this.store = store;
    }

    /** The proxy that acknowledges between the tap of this leg and the server, where there certainly is one. */
    public static Optional<Proxy> proxyBehind(SessionLeg leg) {
        SegmentStore store = leg.leg().store();
        AckDistance distance = new AckDistance(store);
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.isDuplicateFrame(row) || TcpFlags.has(store.flags(row), TcpFlags.RST)) {
                continue;
            }
            if (store.direction(row) == Direction.CLIENT_TO_SERVER) {
                distance.asked(row);
            } else {
                distance.answered(row);
            }
        }
        return distance.proxy();
    }

    private void asked(int row) {
        long nanos = store.epochNanos(row);
        if (TcpFlags.has(store.flags(row), TcpFlags.SYN)) {
            synNanos = nanos;
            syns++;
        } else if (store.carriesStream(row)) {
            if (store.payloadStart(row) < sentEnd) {
                repeatedEnd = sentEnd;
            }
            sentEnd = Math.max(sentEnd, store.end(row));
            sent.add(new Passed(store.end(row), nanos));
            askedNanos = nanos;
        } else if (answers.isEmpty() && sent.isEmpty()) {
            askedNanos = nanos;
        }
    }

    private void answered(int row) {
        long nanos = store.epochNanos(row);
        if (TcpFlags.has(store.flags(row), TcpFlags.SYN)) {
            acceptedNanos = nanos - synNanos;
        } else if (store.carriesStream(row)) {
            if (askedNanos >= 0) {
                answers.add(nanos - askedNanos);
                askedNanos = -1;
            }
        } else if (store.ack(row) > Math.max(acknowledged, repeatedEnd)) {
            while (unacknowledged < sent.size() && sent.get(unacknowledged).end() < store.ack(row)) {
                unacknowledged++;
            }
            if (unacknowledged < sent.size()) {
                acknowledgements.add(nanos - sent.get(unacknowledged).nanos());
            }
        }
        acknowledged = Math.max(acknowledged, store.ack(row));
    }

    /** Which of several SYNs was answered, nobody knows (Karn). */
    private Optional<Proxy> proxy() {
        if (syns != 1 || answers.size() < ENOUGH || acknowledgements.size() < ENOUGH) {
            return Optional.empty();
        }
        long far = Math.min(acceptedNanos, Collections.min(answers));
        long near = acknowledgements.stream().sorted().toList().get(ENOUGH - 1);
        return far >= LEAST_ROUND_TRIP_NANOS && near >= 0 && near < far / MUCH
                ? Optional.of(new Proxy(far, near))
                : Optional.empty();
    }
}
