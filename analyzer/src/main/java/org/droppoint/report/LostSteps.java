package org.droppoint.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.Place;
import org.droppoint.correlate.session.RowView;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;

/** Where the transmissions of one session and direction were lost, for each step of its diagram. */
final class LostSteps {
    private final List<Finding.BytesVanished> vanished = new ArrayList<>();
    private final Set<Long> repairs = new HashSet<>();
    private final List<String> repairedAt;

    LostSteps(SessionTrace trace, SessionFacts facts, Direction direction) {
        facts.all(Finding.BytesVanished.class)
                .filter(lost -> lost.direction() == direction)
                .forEach(vanished::add);
        trace.repairs().stream()
                .filter(repair -> repair.direction() == direction)
                .forEach(repair -> repairs.add(copy(repair.lostPosition(), repair.lostRow())));
        repairedAt = facts.all(Finding.LossRepaired.class)
                .filter(finding -> finding.direction() == direction)
                .findFirst()
                .map(finding -> finding.gap().places().stream().map(Place::name).toList())
                .orElse(List.of());
    }

    /** The names of the places where the transmission may have been lost; none where it was not. */
    List<String> at(LadderBuilder.Draft draft) {
        ByteRange range = draft.first.range();
        for (Finding.BytesVanished lost : vanished) {
            boolean here = lost.range().overlaps(range)
                    && lost.missingAt().stream().noneMatch(tap -> draft.byPosition.values().stream()
                            .anyMatch(row -> row.tap().equals(tap)));
            if (here) {
                return lost.gap().places().stream().map(Place::name).toList();
            }
        }
        int last = draft.lastPosition();
        RowView row = draft.byPosition.get(last);
        return row != null && repairs.contains(copy(last, row.row())) ? repairedAt : List.of();
    }

    /** A transmission at a tap, by the tap's position and the row of its leg. */
    private static long copy(int position, int row) {
        return (long) position << 32 | row & 0xFFFF_FFFFL;
    }
}
