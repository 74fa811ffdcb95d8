package org.droppoint.finding;

import java.util.List;
import java.util.TreeSet;
import org.droppoint.base.Direction;
import org.droppoint.base.IpAddress;
import org.droppoint.correlate.SessionLeg;
import org.droppoint.correlate.SessionTrace;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * How a reset compares with the other packets of the address it claims: every packet of one sender comes to one tap
 * with the TTL of its way, and a stack that counts its IP identifications does not jump for a reset.
 *
 * @param own like the sender's other packets
 * @param alien unlike all of them
 */
record Looks(boolean own, boolean alien, String text) {
    private static final int ENOUGH = 3;

    static Looks of(SessionLeg leg, int row, Direction direction, List<SessionTrace> sessions) {
        SegmentStore store = leg.leg().store();
        int ttl = store.ttl(row);
        TreeSet<Integer> usual = new TreeSet<>();
        int counted = collect(leg, direction, usual);
        if (counted < ENOUGH) {
            IpAddress sender = leg.leg().key().sender(direction).address();
            for (SessionTrace other : sessions) {
                SessionLeg peer = other.session().leg(leg.tap());
                if (peer != null
                        && peer != leg
                        && peer.leg().key().sender(direction).address().equals(sender)) {
                    counted += collect(peer, direction, usual);
                }
            }
        }
        if (counted == 0) {
            return new Looks(false, false, "");
        }
        if (usual.contains(ttl)) {
            return new Looks(true, false, "TTL " + ttl + " like its others");
        }
        return new Looks(false, counted >= ENOUGH, "TTL " + ttl + " where that sender's others have " + usual);
    }

    private static int collect(SessionLeg leg, Direction direction, TreeSet<Integer> ttls) {
        SegmentStore store = leg.leg().store();
        int counted = 0;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE && counted < 256; row = store.next(row)) {
            boolean plain = store.direction(row) == direction && !TcpFlags.has(store.flags(row), TcpFlags.RST);
            if (plain) {
                ttls.add(store.ttl(row));
                counted++;
            }
        }
        return counted;
    }
}
