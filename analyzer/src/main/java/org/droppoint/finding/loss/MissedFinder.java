package org.droppoint.finding.loss;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.correlate.recording.Insertions;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Fragment;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapView;
import org.droppoint.correlate.session.TravelTimes;
import org.droppoint.correlate.session.UnitNames;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.SegmentStore;

/** What a capture lacks of a session although it demonstrably passed. */
public final class MissedFinder {
    /** Frames that show what a capture missed; more convince nobody. */
    private static final int MAX_SHOWN = 6;

    private final SessionTrace trace;
    private final Locator locator;

    public MissedFinder(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    public List<Finding> find() {
        List<Finding> found = new ArrayList<>();
        Map<Tap, Missed> missed = new LinkedHashMap<>();
        for (Direction direction : Direction.values()) {
            DirectionLedger ledger = trace.ledger(direction);
            Insertions insertions = new Insertions(ledger, locator);
            for (Fragment fragment : ledger.fragments()) {
                Optional<Evidence> witness =
                        fragment.reached() < 0 ? Optional.empty() : witness(insertions, ledger, fragment);
                for (int i = 0; i <= fragment.reached(); i++) {
                    if (fragment.seen(i) || !covers(ledger, i, witness)) {
                        continue;
                    }
                    if (!insertions.madeBehind(i, fragment)) {
                        missed.computeIfAbsent(locator.tap(direction, i), tap -> new Missed())
                                .add(fragment, witness);
                    } else if (i + 1 == fragment.firstSeen()) {
                        found.add(madeOnTheWay(ledger, i, fragment, witness));
                    }
                }
            }
        }
        missed.forEach((tap, what) -> found.add(new Finding.CaptureMissed(
                "The capture at " + tap + " lacks " + what.bytes
                        + " bytes of this session that demonstrably passed it.",
                what.evidence,
                tap,
                what.bytes)));
        return found;
    }

    /** What one capture lacks. */
    private static final class Missed {
        private final List<Evidence> evidence = new ArrayList<>();
        private long bytes;

        void add(Fragment fragment, Optional<Evidence> witness) {
            bytes += fragment.range().length();
            if (evidence.size() < MAX_SHOWN) {
                witness.ifPresent(evidence::add);
            }
        }
    }

    private Finding madeOnTheWay(DirectionLedger ledger, int position, Fragment fragment, Optional<Evidence> witness) {
        Direction direction = ledger.direction();
        Side side = Side.sending(direction);
        Tap before = locator.tap(direction, position);
        Tap behind = locator.tap(direction, fragment.firstSeen());
        List<Finding.LostUnit> units = LostUnits.in(trace.session().dialogue(), direction, fragment.range());
        String what = units.isEmpty()
                ? "data"
                : UnitNames.word(units.get(0).protocol(), units.get(0).type());
        String summary = "Bytes " + fragment.range().start() + "–"
                + fragment.range().end() + " in the " + side.label()
                + "'s name (" + what + ") were made on the way: " + before + ", which lies nearer the " + side.label()
                + ", has none of them, and " + behind + " shows, by their marks, by how soon they came, or by how the "
                + side.label()
                + " counts on, that they are not its own.";
        return new Finding.Remark(
                "made-on-the-way", summary, witness.map(List::of).orElse(List.of()), null);
    }

    /** A capture that began in mid-session did not miss what came before; one that was running did. */
    private boolean covers(DirectionLedger ledger, int position, Optional<Evidence> witness) {
        SessionLeg leg = ledger.at(position);
        if (leg != null && leg.leg().synSeen(ledger.direction())) {
            return true;
        }
        Tap tap = locator.tap(ledger.direction(), position);
        if (!trace.session().begun()) {
            return leg != null && ranAround(tap, witness);
        }
        boolean remade = leg == null && trace.session().leg(tap) != null;
        return !remade && locator.correlation().view().shouldHold(trace, tap, locator.begunNanos())
                || leg != null && witness.isPresent() && ranAround(tap, witness);
    }

    /** A packet under way while captures were started or stopped passed some before, and some after. */
    private boolean ranAround(Tap tap, Optional<Evidence> witness) {
        if (witness.isEmpty()) {
            return true;
        }
        Evidence seen = witness.get();
        long nanos = locator.correlation().clock(seen.tap()).toReference(seen.epochNanos());
        TapView view = locator.correlation().view();
        return view.shouldHold(trace, tap, nanos - TravelTimes.CROSSING_NANOS)
                && view.shouldHold(trace, tap, nanos + TravelTimes.CROSSING_NANOS);
    }

    /** The first packet of these bytes at the tap farthest on that holds them. */
    private Optional<Evidence> witness(Insertions insertions, DirectionLedger ledger, Fragment fragment) {
        for (int i = ledger.positions() - 1; i >= 0; i--) {
            SessionLeg leg = ledger.at(i);
            int row = fragment.seen(i) ? insertions.firstCarrying(i, fragment.range()) : SegmentStore.NONE;
            if (leg != null && row != SegmentStore.NONE) {
                return Optional.of(locator.evidence(leg, row, "seen here"));
            }
        }
        return Optional.empty();
    }
}
