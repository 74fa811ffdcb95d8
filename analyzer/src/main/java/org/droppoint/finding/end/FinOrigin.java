package org.droppoint.finding.end;

import java.util.List;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.base.Place;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapView;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.AckDistance;
import org.droppoint.finding.place.Locator;
import org.droppoint.finding.place.Speaker;

/**
 * Who may have closed a connection by a FIN. A proxy that ends TCP closes its one connection when the other is closed, and
 * of its own accord when it has waited long enough; then no tap nearer the end in whose name it closes has a FIN.
 */
final class FinOrigin {
    private final SessionTrace trace;
    private final Locator locator;

    FinOrigin(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    /** Every place that may have made a side's first FIN: the end alone unless something shows a proxy before this tap. */
    List<Place> madeAt(Side side, Ends.Packet fin) {
        Direction direction = side.sends();
        DirectionLedger ledger = trace.ledger(direction);
        int position = position(ledger, fin.leg());
        for (int i = position - 1; i >= 0; i--) {
            SessionLeg nearer = ledger.at(i);
            if (nearer != null && recordsWithout(nearer, i, direction, fin)) {
                return locator.gap(direction, i, position, true, true).places();
            }
        }
        return side == Side.SERVER && AckDistance.proxyBehind(fin.leg()).isPresent()
                ? locator.gap(direction, -1, position, false, true).places()
                : new Speaker(trace.session(), locator).places(side, fin.leg());
    }

    /** Where packets pass, a FIN that one tap lacks was missed there sooner than made behind it. */
    private boolean recordsWithout(SessionLeg nearer, int position, Direction direction, Ends.Packet fin) {
        double missed = locator.correlation().view().missProbability(trace, direction, position, fin.nanos());
        return nearer.leg().rowCount(direction) > 0
                && !trace.session().sameConnection(nearer, fin.leg())
                && locator.comparable(nearer.tap(), fin.leg().tap())
                && missed <= TapView.MAX_DOUBT;
    }

    private static int position(DirectionLedger ledger, SessionLeg leg) {
        return java.util.stream.IntStream.range(0, ledger.positions())
                .filter(i -> Optional.ofNullable(ledger.at(i))
                        .map(other -> other.tap().equals(leg.tap()))
                        .orElse(false))
                .findFirst()
                .orElse(0);
    }
}
