package org.droppoint.finding.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.OffsetMap;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.SegmentStore;

/**
 * Stretches of TLS that one of two taps has and the other has not, though the stream goes on behind them at both: a device
 * that ends TCP took them out, or put them in. What it does to the words before TLS is told line by line.
 */
final class MovedBytes {
    private final Session session;
    private final Locator locator;
    private final Reading near;
    private final Reading far;

    MovedBytes(Session session, Locator locator, Reading near, Reading far) {
        this.session = session;
        this.locator = locator;
        this.near = near;
        this.far = far;
    }

    List<Finding> compare(Direction direction, Gap between) {
        boolean outward = session.outward(direction);
        Reading before = outward ? near : far;
        Reading after = outward ? far : near;
        List<Finding> found = new ArrayList<>();
        for (OffsetMap.Change change : changes(before, direction, after)) {
            told(direction, before, after, change, change.more() > 0, between).ifPresent(found::add);
        }
        for (OffsetMap.Change change : changes(after, direction, before)) {
            told(direction, before, after, change, change.more() < 0, between).ifPresent(found::add);
        }
        return found;
    }

    /** Those of one leg's that the other has not. */
    private static List<OffsetMap.Change> changes(Reading one, Direction direction, Reading other) {
        List<OffsetMap.Change> others = other.leg().map(direction).changes();
        return one.leg().map(direction).changes().stream()
                .filter(change -> others.stream()
                        .noneMatch(
                                same -> same.sessionStart() == change.sessionStart() && same.more() == change.more()))
                .toList();
    }

    /** The bytes right before the change, as the leg counts them that has them. */
    private static ByteRange held(OffsetMap.Change change, Reading holder, Direction direction) {
        long end = holder.leg().map(direction).toLeg(change.sessionStart());
        return new ByteRange(Math.max(0, end - Math.abs(change.more())), end);
    }

    private Optional<Finding> told(
            Direction direction, Reading before, Reading after, OffsetMap.Change change, boolean gone, Gap between) {
        Reading holder = gone ? before : after;
        ByteRange held = held(change, holder, direction);
        int row = carrying(holder.leg(), direction, held);
        boolean tls = holder.dialogue().tls().stream()
                .anyMatch(record ->
                        record.direction() == direction && record.range().start() <= held.start());
        if (row == SegmentStore.NONE || !tls) {
            return Optional.empty();
        }
        String how = held.length() + " bytes of TLS were " + (gone ? "taken out" : "put in");
        String summary = how + " on the way from the " + Side.sending(direction).label() + " between " + between.from()
                + " and " + between.to() + "; what came behind them went on.";
        return Optional.of(new Finding.ContentChanged(
                summary,
                List.of(locator.evidence(
                        holder.leg(),
                        row,
                        "the first of them, at " + holder.leg().tap() + " alone")),
                direction,
                false,
                how,
                between,
                false,
                List.of(holder.leg().map(direction).toSession(held))));
    }

    private static int carrying(SessionLeg leg, Direction direction, ByteRange range) {
        SegmentStore store = leg.leg().store();
        int row = leg.firstRow();
        while (row != SegmentStore.NONE
                && !(store.direction(row) == direction
                        && store.carriesStream(row)
                        && store.payloadStart(row) < range.end()
                        && store.end(row) > range.start())) {
            row = store.next(row);
        }
        return row;
    }
}
