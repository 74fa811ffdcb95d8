package org.droppoint.correlate;

import org.droppoint.correlate.session.Correlation;
import org.droppoint.flow.TcpFlags;

/** One connection made by hand, for the tests of what is built on correlation; see {@link HandMade}. */
public final class HandTalk {
    private final HandMade made;
    private final HandMade.Connection talk;

    public HandTalk() {
        this(HandMade.path(), 40_000);
    }

    private HandTalk(HandMade made, int port) {
        this.made = made;
        this.talk = made.connection(port).isn(port * 1_000L, port * 3_000L);
    }

    /** Another connection in the same captures. */
    public HandTalk other(int port) {
        return new HandTalk(made, port);
    }

    /** When a packet is at the host's tap, or leaves the server, by the reference clock. */
    public static long at(double millis) {
        return HandMade.at(millis);
    }

    /** A packet of the client's: host, inside, outside, a millisecond from each to the next. */
    public HandTalk c(double millis, int flags, long offset, int length, long ack, String... taps) {
        talk.c(millis, flags, offset, length, ack, taps);
        return this;
    }

    /** A packet of the server's, the other way. */
    public HandTalk s(double millis, int flags, long offset, int length, long ack, String... taps) {
        talk.s(millis, flags, offset, length, ack, taps);
        return this;
    }

    /** From now on the server's packets are counted so many farther; a negative number counts back. */
    public HandTalk countsOn(int packets) {
        talk.lateByPackets(-packets);
        return this;
    }

    /** From now on no packet has an IP identification. */
    public HandTalk unnumbered() {
        talk.withoutIpIds();
        return this;
    }

    public HandTalk numbered() {
        talk.withIpIds();
        return this;
    }

    /** Every packet bears a time stamp of its sender's clock, a tick a millisecond. */
    public HandTalk stamped() {
        talk.stamped();
        return this;
    }

    /** The next packet bears a stamp so much older. */
    public HandTalk stampedEarlier(double millis) {
        talk.lateByMillis(millis);
        return this;
    }

    /** From now on packets reach this tap with these TTLs. */
    public HandTalk ttlAt(String tap, int ofClient, int ofServer) {
        talk.ttlAt(tap, ofClient, ofServer);
        return this;
    }

    /** From this client to this server. */
    public HandTalk between(String client, String server) {
        talk.from(client).to(server);
        return this;
    }

    public HandTalk window(int bytes) {
        talk.window(bytes);
        return this;
    }

    public HandTalk snapLength(String tap, int bytes) {
        made.snapLength(tap, bytes);
        return this;
    }

    /** The handshake, the SYN-ACK that much behind the SYN. */
    public HandTalk open(double millis, double later) {
        return c(millis, TcpFlags.SYN, -1, 0, 0)
                .s(millis + later, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0)
                .c(millis + later + 10, TcpFlags.ACK, 0, 0, 0);
    }

    public HandTalk says(String ofClient, String ofServer) {
        talk.says(ofClient, ofServer);
        return this;
    }

    /** From this tap outwards the streams hold these bytes. */
    public HandTalk changedFrom(String tap, String ofClient, String ofServer) {
        talk.changedFrom(tap, ofClient, ofServer);
        return this;
    }

    public Correlation correlate() {
        return made.correlate();
    }
}
