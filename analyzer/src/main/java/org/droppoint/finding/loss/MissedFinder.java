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
        Map<Tap, Long> bytes = new LinkedHashMap<>();
        Map<Tap, List<Evidence>> evidence = new LinkedHashMap<>();
        for (Direction direction : Direction.values()) {
            DirectionLedger ledger = trace.ledger(direction);
            for (Fragment fragment : ledger.fragments()) {
                for (int i = 0; i <= fragment.reached(); i++) {
                    if (!fragment.seen(i)
                            && covers(ledger, i, fragment)
                            && Insertions.madeBehind(ledger, i, fragment, locator)) {
                        if (i + 1 == fragment.firstSeen()) {
                            found.add(madeOnTheWay(ledger, i, fragment));
                        }
                    } else if (!fragment.seen(i) && covers(ledger, i, fragment)) {
                        Tap tap = locator.tap(direction, i);
                        bytes.merge(tap, fragment.range().length(), Long::sum);
                        List<Evidence> shown = evidence.computeIfAbsent(tap, t -> new ArrayList<>());
                        if (shown.size() < MAX_SHOWN) {
                            witness(ledger, fragment).ifPresent(shown::add);
                        }
                    }
                }
            }
        }
        bytes.forEach((tap, missing) -> {
            found.add(new Finding.CaptureMissed(
                    "The capture at " + tap + " lacks " + missing
                            + " bytes of this session that demonstrably passed it.",
                    evidence.getOrDefault(tap, List.of()),
                    tap,
                    missing));
        });
        return found;
    }

    private Finding madeOnTheWay(DirectionLedger ledger, int position, Fragment fragment) {
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
                + ", has none of them, and " + behind + " shows, by their marks or by how the " + side.label()
                + " counts on, that they are not its own.";
        return new Finding.Remark(
                "made-on-the-way",
                summary,
                witness(ledger, fragment).map(List::of).orElse(List.of()),
                null);
    }

    /** A capture that began in mid-session did not miss what came before; one that was running did. */
    private boolean covers(DirectionLedger ledger, int position, Fragment fragment) {
        SessionLeg leg = ledger.at(position);
        if (leg != null && leg.leg().synSeen(ledger.direction())) {
            return true;
        }
        Tap tap = locator.tap(ledger.direction(), position);
        Optional<Evidence> witness = witness(ledger, fragment);
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

    private Optional<Evidence> witness(DirectionLedger ledger, Fragment fragment) {
        for (int i = ledger.positions() - 1; i >= 0; i--) {
            SessionLeg leg = ledger.at(i);
            if (leg == null || !fragment.seen(i)) {
                continue;
            }
            SegmentStore store = leg.leg().store();
            for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                if (store.direction(row) == ledger.direction()
                        && store.carriesStream(row)
                        && leg.range(row).overlaps(fragment.range())) {
                    return Optional.of(locator.evidence(leg, row, "seen here"));
                }
            }
        }
        return Optional.empty();
    }
}
