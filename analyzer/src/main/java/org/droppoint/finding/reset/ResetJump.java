package org.droppoint.finding.reset;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapView;
import org.droppoint.correlate.session.Vanishing;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.loss.LostUnits;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.SegmentStore;

/**
 * Finds bytes that only a reset proves to have been sent. A stack resets at what it would send next (RFC 9293 section
 * 3.10.7): where its number lies beyond all that any tap saw, what lies between was sent and never came so far. Who
 * forges a reset makes its number up, so only one is believed that bears its sender's own marks.
 */
public final class ResetJump {
    /** As a jump of any other packet, {@code Vanishing.Known.JUMP}; a flight of handshake is never so large. */
    private static final long PLAUSIBLE_BYTES = 1L << 20;

    /** How likely such a reset may be another's. */
    private static final double MOST_DOUBT = 0.1;

    private final SessionTrace trace;
    private final Locator locator;
    private final TapView view;

    public ResetJump(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
        this.view = locator.correlation().view();
    }

    /** @param vanished what is known to have vanished: where there is anything, the reset adds nothing */
    public List<Finding.BytesVanished> find(List<Finding.ResetSeen> resets, List<Finding.BytesVanished> vanished) {
        for (Finding.ResetSeen reset : resets) {
            boolean own =
                    !reset.forged() && reset.basis() == Finding.ResetSeen.Basis.LOOKS && reset.doubt() <= MOST_DOUBT;
            boolean known = vanished.stream().anyMatch(one -> one.direction() == reset.direction());
            ByteRange missing = own && !known ? missing(reset) : new ByteRange(0, 0);
            int position = position(reset);
            if (!missing.isEmpty() && position >= 0 && records(reset, position)) {
                return List.of(finding(reset, missing, position));
            }
        }
        return List.of();
    }

    /** What lies between all that was seen and the reset; a FIN may have taken one number (RFC 9293 section 3.4). */
    private ByteRange missing(Finding.ResetSeen reset) {
        long end = trace.session().stream(reset.direction()).end();
        boolean counted =
                trace.session().legs().stream().anyMatch(leg -> leg.leg().synSeen(reset.direction()));
        long length = reset.at() - end;
        return counted && end > 0 && length > 1 && length <= PLAUSIBLE_BYTES
                ? new ByteRange(end, reset.at())
                : new ByteRange(0, 0);
    }

    private int position(Finding.ResetSeen reset) {
        DirectionLedger ledger = trace.ledger(reset.direction());
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg != null && leg.tap().equals(reset.tap())) {
                return i;
            }
        }
        return -1;
    }

    /** When the sender was heard last before: the bytes were sent some time between the two. */
    private long heardBefore(Finding.ResetSeen reset, int position) {
        SessionLeg leg = trace.ledger(reset.direction()).at(position);
        long last = reset.nanos();
        if (leg == null) {
            return last;
        }
        SegmentStore store = leg.leg().store();
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            long nanos = locator.referenceNanos(leg, row);
            if (store.direction(row) == reset.direction() && nanos < reset.nanos()) {
                last = nanos;
            }
        }
        return last;
    }

    /** A capture that lacks bytes of the middle, which nothing shows to have vanished, missed them, and may have missed these. */
    private boolean records(Finding.ResetSeen reset, int position) {
        Coverage seen = trace.ledger(reset.direction()).seen(position);
        return seen.rangeCount() == 1
                && view.missProbability(trace, reset.direction(), position, reset.nanos()) <= TapView.MAX_DOUBT;
    }

    private Finding.BytesVanished finding(Finding.ResetSeen reset, ByteRange missing, int position) {
        Direction direction = reset.direction();
        Gap gap = locator.gap(direction, -1, position, true, true);
        List<Tap> absent = new ArrayList<>(List.of(reset.tap()));
        String summary = "Bytes " + missing.start() + "–" + missing.end() + " from the "
                + Side.sending(direction).label()
                + " were sent, as the number of its own reset shows, and are absent at "
                + reset.tap() + ".";
        return new Finding.BytesVanished(
                summary,
                reset.evidence(),
                direction,
                missing,
                Vanishing.Known.JUMP,
                gap,
                "unknown",
                LostUnits.in(trace.session().dialogue(), direction, missing),
                0,
                List.of(),
                true,
                heardBefore(reset, position),
                reset.nanos(),
                reset.doubt(),
                List.of(),
                absent,
                false);
    }
}
