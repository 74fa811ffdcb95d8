package org.droppoint.finding.loss;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.RepairedLoss;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;

/** Losses that retransmission made good, one finding for each direction and gap. */
public final class RepairFinder {
    /** Losses shown with their frames; more convince nobody. */
    private static final int MAX_SHOWN = 6;

    private final SessionTrace trace;
    private final Locator locator;

    public RepairFinder(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    /** What was too big for the path was made good in smaller segments: no packet was lost by chance there. */
    public List<Finding.LossRepaired> find(List<Finding.IcmpError> icmp) {
        if (icmp.stream().anyMatch(Finding.IcmpError::tooBig)) {
            return List.of();
        }
        Map<List<Object>, List<RepairedLoss>> groups = new LinkedHashMap<>();
        for (RepairedLoss loss : trace.repairs()) {
            groups.computeIfAbsent(List.of(loss.direction(), loss.reached(), loss.absent()), key -> new ArrayList<>())
                    .add(loss);
        }
        return groups.values().stream().map(this::repaired).toList();
    }

    private Finding.LossRepaired repaired(List<RepairedLoss> group) {
        RepairedLoss first = group.get(0);
        Gap gap = locator.gap(first.direction(), first.reached(), first.absent(), true, true);
        long worst = group.stream().mapToLong(RepairedLoss::delayNanos).max().orElse(0);
        DirectionLedger ledger = trace.ledger(first.direction());
        List<Evidence> evidence = new ArrayList<>();
        for (RepairedLoss loss : group.subList(0, Math.min(MAX_SHOWN, group.size()))) {
            if (loss.lostPosition() >= 0) {
                evidence.add(locator.evidence(
                        ledger,
                        loss.lostPosition(),
                        loss.lostRow(),
                        loss.range().isEmpty()
                                ? "lost SYN"
                                : "lost copy of offset " + loss.range().start()));
            }
            evidence.add(locator.evidence(
                    ledger,
                    loss.repairPosition(),
                    loss.repairRow(),
                    "made good " + Times.duration(loss.delayNanos()) + " later"));
        }
        String where =
                String.join(" or ", gap.places().stream().map(p -> p.name()).toList());
        String summary = group.size() + " segment" + (group.size() == 1 ? "" : "s") + " from the "
                + Side.sending(first.direction()).label() + (group.size() == 1 ? " was" : " were") + " lost at " + where
                + " and made good by retransmission, " + (group.size() == 1 ? "" : "at worst ") + Times.duration(worst)
                + " later.";
        return new Finding.LossRepaired(summary, evidence, first.direction(), gap, group.size(), worst);
    }
}
