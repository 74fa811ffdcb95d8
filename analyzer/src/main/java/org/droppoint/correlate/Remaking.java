package org.droppoint.correlate;

import java.util.List;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.dissect.Dialogue;
import org.droppoint.dissect.SessionDissector;
import org.droppoint.dissect.TlsMessage;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;

/**
 * Tells whether neighbouring legs are one TCP connection with rewritten numbers, or two that a proxy joined, and whether
 * that proxy speaks TLS of its own.
 */
final class Remaking {
    private static final int PAIRS_COMPARED = 64;

    private Remaking() {}

    /** How many legs, from the host on, carry the same stream: up to where another ClientHello random begins. */
    static int followed(Taps taps, List<SessionLeg> legs) {
        for (int i = 0; i + 1 < legs.size(); i++) {
            if (madeAnew(taps, legs.get(i), legs.get(i + 1))) {
                return i + 1;
            }
        }
        return legs.size();
    }

    /** Whether TLS is another session at the one leg than at the other. */
    static boolean madeAnew(Taps taps, SessionLeg near, SessionLeg far) {
        if (sequencesKept(near, far)) {
            return false;
        }
        Optional<String> random = clientRandom(taps, near);
        Optional<String> otherRandom = clientRandom(taps, far);
        return random.isPresent() && otherRandom.isPresent() && !random.equals(otherRandom);
    }

    private static Optional<String> clientRandom(Taps taps, SessionLeg leg) {
        TapTrace trace = taps.trace(leg.tap());
        Dialogue dialogue = SessionDissector.dissect(
                trace.streams().open(leg.leg(), Direction.CLIENT_TO_SERVER),
                trace.streams().open(leg.leg(), Direction.SERVER_TO_CLIENT));
        return dialogue.tls().stream()
                .flatMap(record -> record.messages().stream())
                .filter(TlsMessage.Handshake.class::isInstance)
                .map(message -> ((TlsMessage.Handshake) message).detail())
                .filter(TlsMessage.ClientHello.class::isInstance)
                .map(hello -> ((TlsMessage.ClientHello) hello).random())
                .findFirst();
    }

    /** Raw sequence numbers are the same at both taps in at least one direction. */
    private static boolean sequencesKept(SessionLeg one, SessionLeg other) {
        for (Direction direction : Direction.values()) {
            long here = rawOfSessionStart(one, direction);
            long there = rawOfSessionStart(other, direction);
            if (here != Leg.UNKNOWN_SEQUENCE && here == there) {
                return true;
            }
        }
        return false;
    }

    private static long rawOfSessionStart(SessionLeg leg, Direction direction) {
        long raw = leg.leg().sequenceOfOffsetZero(direction);
        return raw == Leg.UNKNOWN_SEQUENCE ? raw : raw - leg.map(direction).toSession(0) & 0xFFFF_FFFFL;
    }

    /**
     * Whether packets pass from one leg to the other, so that their times can be compared. Where a device set all
     * sequence numbers anew, time stamp options or IP identifications that stayed tell its packets from a proxy's own.
     */
    static boolean packetsPass(SessionLeg one, SessionLeg other) {
        return packetsPass(new RowIndex(one), new RowIndex(other));
    }

    static boolean packetsPass(RowIndex one, RowIndex other) {
        if (sequencesKept(one.leg(), other.leg())) {
            return true;
        }
        SegmentStore store = one.leg().leg().store();
        SegmentStore otherStore = other.leg().leg().store();
        int[] counts = new int[2];
        PacketPairs.visit(one, other, (row, otherRow) -> {
            boolean sameStamp = store.timestamp(row) != 0 && store.timestamp(row) == otherStore.timestamp(otherRow);
            boolean sameId = store.ipId(row) != 0 && store.ipId(row) == otherStore.ipId(otherRow);
            counts[1] += sameStamp || sameId ? 1 : 0;
            return ++counts[0] < PAIRS_COMPARED;
        });
        return counts[0] > 0 && counts[1] * 10 >= counts[0] * 6;
    }
}
