package org.droppoint.finding.end;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.session.Pace;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TravelTimes;
import org.droppoint.dissect.TlsNames;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.finding.dialogue.SealedHandshake;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.SegmentStore;

/** Answers that came, or were still coming, when the side that waited for them had left. */
final class LateAnswers {
    /** Encrypted, with a nonce of its own and a tag (RFC 5288 section 3). */
    private static final int LONGEST_ALERT = TlsRecord.HEADER_BYTES + 8 + 2 + 16;

    private final SessionTrace trace;
    private final Ends ends;
    private final Closings closings;

    LateAnswers(SessionTrace trace, Ends ends, Closings closings) {
        this.trace = trace;
        this.ends = ends;
        this.closings = closings;
    }

    /** New data of the owner after the other side left, or that had not come to it by then, having been held on the way. */
    Optional<Ends.Packet> after(Side owner, Closings.Closing left) {
        return ends.packets(owner).stream()
                .filter(packet ->
                        packet.carriesWords() && closings.areComparable(left, packet) && !isAlert(packet, owner))
                .flatMap(packet -> late(packet, owner, left).stream())
                .findFirst();
    }

    private Optional<Ends.Packet> late(Ends.Packet packet, Side owner, Closings.Closing left) {
        ByteRange range = packet.leg().range(packet.row());
        if (!closings.leftWithout(left, packet.origin(), range)) {
            return Optional.empty();
        }
        return packet.nanos() > left.nanos()
                ? Optional.of(packet)
                : ends.arrived(owner, range.end())
                        .filter(arrived -> left.nanos() - arrived.nanos() < TravelTimes.IN_FLIGHT_NANOS)
                        .or(() -> Optional.of(packet)
                                .filter(sent -> left.nanos() - sent.nanos() < StallFinder.PATIENCE_NANOS));
    }

    /** The last of the answer before the other side left, where new bytes of it came at a pace that was not over then. */
    Optional<Ends.Packet> stillArriving(Side owner, Closings.Closing left, long since) {
        List<Long> steps = new ArrayList<>();
        Ends.Packet last = null;
        long end = Long.MIN_VALUE;
        for (Ends.Packet packet : ends.packets(owner)) {
            long reaches = packet.leg().range(packet.row()).end();
            boolean fresh = packet.carriesWords() && reaches > end && packet.nanos() >= since;
            if (fresh && packet.nanos() <= left.nanos()) {
                steps.add(packet.nanos());
                last = packet;
                end = reaches;
            }
        }
        Pace pace = Pace.of(steps.stream().mapToLong(Long::longValue).toArray());
        return last != null && pace.goesOn(since, left.nanos()) ? Optional.of(last) : Optional.empty();
    }

    /**
     * An alert answers the close; no SMTP line within TLS is so short. Where not even a record's header was captured, what
     * is as short may be one.
     */
    private boolean isAlert(Ends.Packet packet, Side owner) {
        SegmentStore store = packet.leg().leg().store();
        int length = store.length(packet.row());
        if (length <= LONGEST_ALERT && store.captured(packet.row()) < Math.min(length, TlsRecord.HEADER_BYTES)) {
            return true;
        }
        return trace.session().dialogue().tls().stream()
                .filter(record -> record.direction() == owner.sends())
                .filter(record -> record.range().equals(packet.leg().range(packet.row())))
                .anyMatch(record -> record.contentType() == TlsNames.ALERT
                        || record.contentType() == TlsNames.APPLICATION_DATA
                                && record.range().length() == SealedHandshake.ALERT_LENGTH);
    }
}
