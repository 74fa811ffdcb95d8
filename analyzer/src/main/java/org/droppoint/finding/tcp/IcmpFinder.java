package org.droppoint.finding.tcp;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.TapView;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.IcmpNotice;

/** ICMP errors that quote a segment of this session. */
public final class IcmpFinder {
    private static final int MAX_ERRORS = 16;

    private final SessionTrace trace;
    private final Locator locator;

    public IcmpFinder(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    public List<Finding.IcmpError> errors() {
        List<Finding.IcmpError> errors = new ArrayList<>();
        for (SessionLeg leg : trace.session().legs()) {
            TapTrace tap = locator.correlation().taps().trace(leg.tap());
            for (IcmpNotice notice : tap.icmpNotices()) {
                boolean during = notice.epochNanos() >= leg.leg().firstNanos();
                if (during && errors.size() < MAX_ERRORS) {
                    notice.directionIn(leg.leg().key())
                            .ifPresent(direction -> errors.add(error(leg, notice, direction)));
                }
            }
        }
        return errors;
    }

    /** It was made where it first appears: behind the tap nearest its maker, on the complained segment's further way. */
    private Finding.IcmpError error(SessionLeg leg, IcmpNotice notice, Direction direction) {
        int position = position(leg, direction);
        int farthest = position;
        for (int i = position + 1; i < trace.ledger(direction).positions(); i++) {
            SessionLeg further = trace.ledger(direction).at(i);
            if (further != null && sawSame(further, notice)) {
                farthest = i;
            }
        }
        int next = nextListening(
                direction, farthest, locator.correlation().clock(leg.tap()).toReference(notice.epochNanos()));
        boolean fromReceiver =
                notice.from().equals(leg.leg().key().receiver(direction).address());
        Gap gap = locator.gap(direction, farthest, next, true, !fromReceiver);
        if (fromReceiver) {
            gap = new Gap(
                    gap.from(),
                    null,
                    List.of(locator.end(Side.sending(direction).other())));
        }
        String what = "ICMP error from " + notice.from() + ": " + IcmpWords.of(notice);
        Evidence evidence = new Evidence(leg.tap(), notice.frame(), notice.epochNanos(), what);
        return new Finding.IcmpError(
                what + ".",
                List.of(evidence),
                leg.tap(),
                notice.type(),
                notice.code(),
                notice.isTooBig(),
                locator.correlation().clock(leg.tap()).toReference(notice.epochNanos()),
                gap);
    }

    /** The next tap on the segment's way that was recording when the error was made, and the way back too. */
    private int nextListening(Direction direction, int after, long nanos) {
        DirectionLedger ledger = trace.ledger(direction);
        TapView view = locator.correlation().view();
        for (int i = after + 1; i < ledger.positions(); i++) {
            int back = ledger.positions() - 1 - i;
            double doubt = Math.max(
                    view.missProbability(trace, direction, i, nanos),
                    view.missProbability(trace, direction.opposite(), back, nanos));
            if (doubt <= TapView.MAX_DOUBT) {
                return i;
            }
        }
        return ledger.positions();
    }

    private boolean sawSame(SessionLeg leg, IcmpNotice notice) {
        return locator.correlation().taps().trace(leg.tap()).icmpNotices().stream()
                .anyMatch(other -> sameKind(other, notice)
                        && other.directionIn(leg.leg().key()).isPresent());
    }

    /** Who translates between IPv6 and IPv4 gives an error another type and code (RFC 7915 sections 4.2 and 5.2). */
    private static boolean sameKind(IcmpNotice one, IcmpNotice other) {
        boolean sameFamily = one.from().version() == other.from().version();
        return sameFamily
                ? one.type() == other.type() && one.code() == other.code()
                : one.isTooBig() == other.isTooBig();
    }

    private int position(SessionLeg leg, Direction direction) {
        for (int i = 0; i < trace.ledger(direction).positions(); i++) {
            if (trace.ledger(direction).at(i) == leg) {
                return i;
            }
        }
        return 0;
    }
}
