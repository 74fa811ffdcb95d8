package org.droppoint.finding.reset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.SegmentStore;

/**
 * Finds the resets by which an end gave up: made by that end itself, after its last retransmission had been waited for in
 * full. They follow from what was missing and are nobody's attack.
 */
public final class GaveUpFinder {
    private static final int MAX_COPIES_SHOWN = 12;

    private final SessionTrace trace;
    private final Locator locator;

    public GaveUpFinder(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    /** One for each side at most: its first such reset. */
    public List<Finding.GaveUp> find(List<Finding.ResetSeen> resets) {
        List<Finding.GaveUp> found = new ArrayList<>();
        for (Side side : Side.values()) {
            resets.stream()
                    .filter(reset -> reset.direction() == side.sends() && !reset.forged())
                    .flatMap(reset -> find(side, reset).stream())
                    .findFirst()
                    .ifPresent(found::add);
        }
        return found;
    }

    private Optional<Finding.GaveUp> find(Side side, Finding.ResetSeen reset) {
        SessionLeg leg = trace.session().leg(reset.tap());
        Evidence shown = reset.evidence().get(0);
        if (leg == null) {
            return Optional.empty();
        }
        return Arrays.stream(leg.leg().rows())
                .filter(row -> leg.leg().frame(row).equals(shown.frame()))
                .boxed()
                .findFirst()
                .flatMap(row -> finding(side, reset, leg, row));
    }

    private Optional<Finding.GaveUp> finding(Side side, Finding.ResetSeen reset, SessionLeg leg, int row) {
        ResetPeers peers = ResetPeers.of(leg, row, locator.correlation().sessions());
        return new ResetConduct(peers).ladderRunOut().map(ladder -> {
            SegmentStore store = leg.leg().store();
            long waited = store.epochNanos(row) - ladder.lastNanos();
            String summary = "The " + side.label() + " gave up after " + ladder.retransmissions()
                    + " retransmissions over " + Times.duration(ladder.lastedNanos()) + ": the reset in its name came "
                    + Times.duration(waited) + " after the last one, when that wait had run out too, and is its own; no"
                    + " device on the way made it.";
            List<Evidence> evidence = new ArrayList<>();
            for (int copy : ladder.rows()
                    .subList(0, Math.min(MAX_COPIES_SHOWN, ladder.rows().size()))) {
                String note = evidence.isEmpty() ? "first sent" : "sent again";
                evidence.add(locator.evidence(
                        leg, copy, note + ", offset " + leg.range(copy).start()));
            }
            evidence.add(locator.evidence(leg, row, "the reset"));
            return new Finding.GaveUp(summary, evidence, side, ladder.retransmissions(), reset.nanos());
        });
    }
}
