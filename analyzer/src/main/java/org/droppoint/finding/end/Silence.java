package org.droppoint.finding.end;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapView;
import org.droppoint.finding.dialogue.Debt;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.AckDistance;
import org.droppoint.finding.place.Locator;
import org.droppoint.finding.place.Speaker;

/** What the captures show of a side that owed something and never sent it: how long it was heard, and where it may be. */
final class Silence {
    private final SessionTrace trace;
    private final Locator locator;
    private final Ends ends;

    Silence(SessionTrace trace, Locator locator, Ends ends) {
        this.trace = trace;
        this.locator = locator;
        this.ends = ends;
    }

    /**
     * @param owner a side that some tap heard itself
     * @param since when its answer was asked for, on the reference clock
     */
    Finding.AnswerMissing of(Side owner, Debt debt, long since) {
        Optional<Ends.Packet> last = ends.last(owner);
        long heard = last.map(Ends.Packet::nanos).orElse(since);
        Optional<AckDistance.Proxy> proxy = owner == Side.SERVER
                ? Optional.ofNullable(trace.ledger(owner.sends()).at(firstPosition(owner.sends())))
                        .flatMap(AckDistance::proxyBehind)
                : Optional.empty();
        long spoken = debt.begun() ? Math.max(since, ends.lastWordNanos(owner)) : since;
        boolean proven = proxy.isEmpty() && heard - spoken >= StallFinder.PATIENCE_NANOS;
        boolean acknowledged = debt.request() == null
                || debt.begun() && trace.session().opened() && allHeard(owner)
                || ends.acknowledged(owner) >= debt.request().end();
        Direction direction = owner.sends();
        int first = firstPosition(direction);
        Gap gap = proven
                ? new Gap(
                        null,
                        null,
                        Optional.ofNullable(trace.ledger(direction).at(first))
                                .map(leg -> new Speaker(trace.session(), locator).places(owner, leg))
                                .orElse(List.of(locator.end(owner))))
                : locator.gap(direction, -1, first, false, true);
        List<Evidence> evidence = new ArrayList<>();
        if (debt.since() != null) {
            evidence.add(Evidence.of(debt.since(), debt.begun() ? "what it began" : "what was to be answered"));
        }
        last.ifPresent(packet -> evidence.add(locator.evidence(
                packet.leg(),
                packet.row(),
                proven
                        ? "still nothing sent in between: no gap in its sequence numbers"
                        : "the last packet of the " + owner.label())));
        String summary = "The " + owner.label() + " owed " + debt.what() + " and never sent it"
                + (acknowledged && !debt.begun() ? ", although it acknowledged what it had to answer" : "")
                + (proven
                        ? "; heard " + Times.duration(heard - spoken) + " later, its sequence numbers show no gap."
                        : proxy.map(Silence::nearer).orElse("; nothing was heard of it since."));
        return new Finding.AnswerMissing(
                summary, evidence, owner, debt.what(), since, acknowledged, heard, proven, gap);
    }

    /** Whether a side may have spoken since, for all that the capture nearest to it is worth. */
    boolean mayBeUnheard(Side side, long since) {
        Direction direction = side.sends();
        return locator.correlation().view().missProbability(trace, direction, firstPosition(direction), since)
                > TapView.MAX_DOUBT;
    }

    /** The other side acknowledged all that is on record of a side: it waited for more, and nothing of it was lost. */
    private boolean allHeard(Side side) {
        return ends.acknowledged(side.other())
                >= trace.session().stream(side.sends()).end();
    }

    private static String nearer(AckDistance.Proxy proxy) {
        return "; but acknowledgements came after " + Times.duration(proxy.nearNanos())
                + ", and the acceptance and every answer after " + Times.duration(proxy.farNanos())
                + " or more: a proxy on the way made them, and what it passed on nobody saw.";
    }

    private int firstPosition(Direction direction) {
        DirectionLedger ledger = trace.ledger(direction);
        for (int i = 0; i < ledger.positions(); i++) {
            if (ledger.at(i) != null) {
                return i;
            }
        }
        return 0;
    }
}
