package org.droppoint.finding.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.Vanishing;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.jspecify.annotations.Nullable;

/**
 * Finds what went on with a wrong TCP checksum and was never delivered: whoever changed the packet without mending its
 * checksum stands between the last tap that has it right and the first that has it wrong. What a later copy repaired is
 * a loss like any other.
 */
public final class SpoiltFinder {
    private static final int MAX_SHOWN = 6;

    private final SessionTrace trace;
    private final Locator locator;

    public SpoiltFinder(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    public List<Finding.ContentChanged> find() {
        List<Finding.ContentChanged> found = new ArrayList<>();
        for (Vanishing vanishing : trace.vanishings()) {
            DirectionLedger ledger = trace.ledger(vanishing.direction());
            int[] rows = vanishing.absent() < ledger.positions()
                    ? ledger.spoilt(vanishing.absent(), vanishing.range())
                    : new int[0];
            if (rows.length > 0 && vanishing.range().start() >= 0) {
                found.add(changed(vanishing, ledger, rows));
            }
        }
        return found;
    }

    private Finding.ContentChanged changed(Vanishing vanishing, DirectionLedger ledger, int[] rows) {
        int right = ledger.provenUpTo(vanishing.reached(), vanishing.range());
        Gap gap = locator.gap(vanishing.direction(), right, vanishing.absent(), false, false);
        ByteRange range = vanishing.range();
        @Nullable Tap before = gap.from();
        String summary = "Bytes " + range.start() + "–" + range.end() + " from the "
                + Side.sending(vanishing.direction()).label() + " came to "
                + locator.tap(vanishing.direction(), vanishing.absent()) + " with a wrong TCP checksum in "
                + (rows.length == 1 ? "the only copy" : "each of " + rows.length + " copies")
                + (before == null ? "" : ", having passed " + before + " with a right one")
                + ": changed on the way, and dropped by the receiver's stack without a word.";
        return new Finding.ContentChanged(
                summary,
                evidence(vanishing, ledger, rows),
                vanishing.direction(),
                false,
                "wrong TCP checksum",
                gap,
                false,
                List.of(range));
    }

    private List<Evidence> evidence(Vanishing vanishing, DirectionLedger ledger, int[] rows) {
        List<Evidence> evidence = new ArrayList<>();
        if (vanishing.reached() >= 0) {
            boolean right = ledger.provenUpTo(vanishing.reached(), vanishing.range()) == vanishing.reached();
            vanishing.copies().stream()
                    .limit(MAX_SHOWN)
                    .forEach(row -> evidence.add(locator.evidence(
                            ledger,
                            vanishing.reached(),
                            row,
                            right ? "right TCP checksum" : "cut off: nobody can sum it up")));
        }
        SessionLeg leg = ledger.at(vanishing.absent());
        if (leg != null) {
            Arrays.stream(rows)
                    .limit(MAX_SHOWN)
                    .forEach(row -> evidence.add(locator.evidence(leg, row, "wrong TCP checksum")));
        }
        return evidence;
    }
}
