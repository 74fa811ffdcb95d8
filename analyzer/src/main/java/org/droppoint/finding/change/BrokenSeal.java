package org.droppoint.finding.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.base.Place;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;

/**
 * A record that its receiver could not unseal. Between proper implementations that is never seen but where the network has
 * changed it (RFC 5246 section 7.2.2): where no two taps show the change, it lies before the first of them or behind the
 * last.
 */
public final class BrokenSeal {
    /** RFC 8446 section 6.2. */
    private static final int BAD_RECORD_MAC = 20;

    private final SessionTrace trace;
    private final Locator locator;

    public BrokenSeal(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    /**
     * @param by who sent a fatal alert
     * @param description the alert's number; below zero where it is encrypted
     * @param record the record that holds it
     * @param shown what the taps show to have been changed, or made anew: it explains the alert
     */
    public Optional<Finding> find(Side by, int description, TlsRecord record, List<Finding> shown) {
        boolean explained = shown.stream()
                .anyMatch(finding ->
                        finding instanceof Finding.ContentChanged || finding instanceof Finding.SessionRemade);
        if (description != BAD_RECORD_MAC || explained) {
            return Optional.empty();
        }
        Side sealer = by.other();
        List<Place> places = hops(sealer.sends());
        return places.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding.ContentChanged(
                        "The " + by.label() + " could not unseal what it got of the " + sealer.label()
                                + " (alert bad_record_mac): it had been changed where no tap can compare it.",
                        List.of(Evidence.of(record.origin(), "alert bad_record_mac")),
                        sealer.sends(),
                        false,
                        "a broken seal",
                        new Gap(null, null, places),
                        true,
                        List.of()));
    }

    /** The hops before the first tap and behind the last; those in between as well where captures keep too little to compare. */
    private List<Place> hops(Direction direction) {
        DirectionLedger ledger = trace.ledger(direction);
        int first = -1;
        int last = -1;
        boolean cut = false;
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg != null && leg.leg().rowCount(direction) > 0) {
                first = first < 0 ? i : first;
                last = i;
                cut |= leg.leg().isCut();
            }
        }
        if (first < 0) {
            return List.of();
        }
        List<Place> places =
                new ArrayList<>(locator.gap(direction, -1, first, true, true).places());
        if (cut && last > first) {
            places.addAll(locator.gap(direction, first, last, true, true).places());
        }
        places.addAll(
                locator.gap(direction, last, ledger.positions(), true, true).places());
        return locator.path().places().stream()
                .filter(place -> places.contains(place) && !place.equals(Place.HOST) && !place.equals(Place.SERVER))
                .toList();
    }
}
