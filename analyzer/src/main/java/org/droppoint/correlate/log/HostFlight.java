package org.droppoint.correlate.log;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.dissect.TlsMessage;
import org.droppoint.dissect.TlsNames;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.flow.SegmentStore;
import org.jspecify.annotations.Nullable;

/** What the host itself sent in a session, as far as the tap nearest to it proves it. */
final class HostFlight {
    private final Session session;
    private final Direction direction;
    private final SessionLeg nearest;
    private final List<TlsRecord> records;

    private HostFlight(Session session) {
        this.session = session;
        this.direction = session.serverAtHost() ? Direction.SERVER_TO_CLIENT : Direction.CLIENT_TO_SERVER;
        this.nearest = session.legs().get(0);
        this.records = session.dialogue().tls().stream()
                .filter(record -> record.direction() == direction)
                .toList();
    }

    static HostFlight of(Session session) {
        return new HostFlight(session);
    }

    /** Its first handshake record, null where none left it. */
    @Nullable
    TlsRecord hello() {
        return records.stream()
                .filter(record -> record.contentType() == TlsNames.HANDSHAKE)
                .findFirst()
                .orElse(null);
    }

    /** Whether every byte that the host sent was recorded and read, and none of it can be or follow a certificate. */
    boolean wholeAndWithoutCertificate() {
        return session.dialogue().tlsOmitted() == 0
                && session.dialogue().smtpOmitted() == 0
                && records.stream().allMatch(HostFlight::beforeCertificate)
                && session.dialogue().smtp().stream()
                        .filter(event -> event.direction() == direction)
                        .noneMatch(SmtpEvent.Unrecognised.class::isInstance)
                && whole();
    }

    /** Hellos, the ChangeCipherSpec that may follow a HelloRetryRequest (RFC 8446 appendix D.4), alerts in the clear. */
    private static boolean beforeCertificate(TlsRecord record) {
        if (record.encrypted() || record.wholeness() != TlsRecord.Wholeness.COMPLETE) {
            return false;
        }
        return switch (record.contentType()) {
            case TlsNames.HANDSHAKE ->
                !record.messages().isEmpty() && record.messages().stream().allMatch(HostFlight::isHello);
            case TlsNames.CHANGE_CIPHER_SPEC, TlsNames.ALERT -> true;
            default -> false;
        };
    }

    private static boolean isHello(TlsMessage message) {
        int type = message instanceof TlsMessage.Handshake handshake
                ? handshake.type()
                : message instanceof TlsMessage.Continuation continuation ? continuation.type() : -1;
        return type == TlsNames.CLIENT_HELLO || type == TlsNames.SERVER_HELLO || type == TlsNames.HELLO_REQUEST;
    }

    /** From the SYN on, without a gap, and nothing that any tap saw, or that was acknowledged, lies beyond. */
    private boolean whole() {
        long end = nearest.leg().seen(direction).contiguousEnd(0);
        ByteRange all = new ByteRange(0, end);
        return nearest.leg().synSeen(direction)
                && nearest.leg().seen(direction).end() <= end
                && session.legs().stream().allMatch(leg -> leg.seen(direction).end() <= all.end())
                && session.legs().stream().allMatch(leg -> endsBy(leg, end));
    }

    private boolean endsBy(SessionLeg leg, long end) {
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean own = store.direction(row) == direction;
            if (store.isOutside(row)) {
                continue;
            }
            if (own && leg == nearest && store.captured(row) < store.length(row)) {
                return false;
            }
            boolean ackBeyond = !own && leg.ack(row) != SegmentStore.NO_ACK && leg.ack(row) > end + 1;
            boolean sentBeyond = own && leg.range(row).start() > end + 1;
            if (ackBeyond || sentBeyond) {
                return false;
            }
        }
        return true;
    }
}
