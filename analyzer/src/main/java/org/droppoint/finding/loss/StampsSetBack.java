package org.droppoint.finding.loss;

import java.util.Optional;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.Vanishing;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.SegmentStore;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that came, in every copy, with a time stamp older than their sender's last: a receiver drops what bears such a one
 * and acknowledges nothing of it (RFC 7323 section 5.3). Not who dropped them failed, but who set the stamps back.
 */
final class StampsSetBack {
    /** Where hundreds of losses are such, what is lost besides is told as any other. */
    private static final int MAX_ASKED = 256;

    private final DirectionLedger ledger;
    private final Locator locator;
    private final @Nullable Boolean[] fallen;
    private int left = MAX_ASKED;

    StampsSetBack(DirectionLedger ledger, Locator locator) {
        this.ledger = ledger;
        this.locator = locator;
        this.fallen = new Boolean[ledger.positions()];
    }

    /** Where the stamps of these bytes were set back; empty where they were not. */
    Optional<Gap> of(Vanishing vanishing) {
        int reached = vanishing.reached();
        if (reached < 0 || !everFall(reached) || left-- <= 0 || !isOld(reached, vanishing.range())) {
            return Optional.empty();
        }
        int old = reached;
        int sound = -1;
        for (int i = reached - 1; i >= 0 && sound < 0; i--) {
            boolean holds = ledger.at(i) != null && ledger.packetsPass(i, reached) && carries(i, vanishing.range());
            old = holds && isOld(i, vanishing.range()) ? i : old;
            sound = holds && !isOld(i, vanishing.range()) ? i : sound;
        }
        return Optional.of(locator.gap(ledger.direction(), sound, old, false, true));
    }

    /** Whether any stamp at a position is older than one before it: else none was set back. */
    private boolean everFall(int position) {
        SessionLeg leg = ledger.at(position);
        Boolean known = fallen[position];
        if (leg == null || known != null) {
            return leg != null && known;
        }
        SegmentStore store = leg.leg().store();
        boolean falls = false;
        int newest = 0;
        for (int row = leg.firstRow(); row != SegmentStore.NONE && !falls; row = store.next(row)) {
            int stamp = store.direction(row) == ledger.direction() && !store.isOutside(row) ? store.timestamp(row) : 0;
            falls = stamp != 0 && newest != 0 && stamp - newest < 0;
            newest = stamp == 0 ? newest : stamp;
        }
        fallen[position] = falls;
        return falls;
    }

    private boolean carries(int position, ByteRange range) {
        SessionLeg leg = ledger.at(position);
        return leg != null && leg.seen(ledger.direction()).overlaps(range);
    }

    /**
     * Whether every packet of them has a stamp, and one older than some packet before of what comes before them: later ones
     * that overtake them set no mark (RFC 7323 section 4.3).
     */
    private boolean isOld(int position, ByteRange range) {
        SessionLeg leg = ledger.at(position);
        if (leg == null) {
            return false;
        }
        SegmentStore store = leg.leg().store();
        Direction direction = ledger.direction();
        boolean stamped = false;
        int newest = 0;
        int old = 0;
        int sound = 0;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            int stamp = store.timestamp(row);
            if (store.direction(row) != direction || store.isOutside(row)) {
                continue;
            }
            boolean carries = store.carriesStream(row) && leg.range(row).overlaps(range);
            boolean older = stamped && stamp != 0 && stamp - newest < 0;
            old += carries && older ? 1 : 0;
            sound += carries && !older ? 1 : 0;
            boolean marks = stamp != 0 && !older && leg.end(row) <= range.start();
            newest = marks ? stamp : newest;
            stamped |= marks;
        }
        return old > 0 && sound == 0;
    }
}
