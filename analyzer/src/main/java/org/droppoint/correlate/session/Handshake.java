package org.droppoint.correlate.session;

import java.util.List;
import org.droppoint.base.Tap;
import org.jspecify.annotations.Nullable;

/**
 * How far the TCP handshake came (RFC 9293 section 3.5).
 *
 * @param syn the client's SYN, null where no tap saw one
 * @param synAck the server's SYN-ACK, null where no tap saw one
 * @param clientWentOn the client's later packets, its acknowledgement first; null where no tap saw one
 * @param serverWentOn whether the server sent anything but SYN-ACKs and resets
 * @param legs those that show the connection which the client opened: all of the session's, unless a device in between
 *     demonstrably opened another one
 */
public record Handshake(
        @Nullable Trail syn,
        @Nullable Trail synAck,
        @Nullable Trail clientWentOn,
        boolean serverWentOn,
        List<SessionLeg> legs) {
    public Handshake {
        legs = List.copyOf(legs);
    }

    /** Whether a tap shows the connection that the client opened. */
    public boolean isOn(Tap tap) {
        return legs.stream().anyMatch(leg -> leg.tap().equals(tap));
    }

    /** Some tap saw the handshake end, or the connection was open before capturing began. */
    public boolean completed() {
        boolean fromTheMiddle = syn == null && synAck == null;
        return fromTheMiddle || serverWentOn;
    }
}
