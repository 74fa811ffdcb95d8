package org.droppoint.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.FlagNames;
import org.droppoint.base.Place;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.RowView;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.UnitNames;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.SessionFacts;
import org.jspecify.annotations.Nullable;

/**
 * Draws a session's sequence diagram: every transmission that carries something, joined over the taps that saw it. Pure
 * acknowledgements are left out; runs of bulk data are folded.
 */
final class LadderBuilder {
    /** More steps nobody reads. */
    private static final int MAX_STEPS = 160;

    /** Of healthy sessions, and of many alike, fewer steps are told. */
    private static final int MAX_STEPS_QUIET = 40;

    /** Holes of one session that are drawn; each has its finding. */
    private static final int MAX_UNSEEN = 20;

    private final Correlation correlation;

    LadderBuilder(Correlation correlation) {
        this.correlation = correlation;
    }

    /** One packet on its way, with the row of each tap that saw it. */
    static final class Draft {
        final RowView first;
        /** Counts the transmissions of a direction in the order in which they were found. */
        final int number;

        final Map<Integer, RowView> byPosition = new LinkedHashMap<>();
        int copy = 1;

        Draft(int number, int position, RowView first) {
            this.number = number;
            this.first = first;
            byPosition.put(position, first);
        }

        int lastPosition() {
            return byPosition.keySet().stream().max(Integer::compare).orElse(-1);
        }
    }

    List<Report.LadderStep> ladder(SessionTrace trace, SessionFacts facts, boolean telling) {
        List<Report.LadderStep> steps = new ArrayList<>();
        List<String> endedAt = facts.first(Finding.SessionRemade.class)
                .map(remade -> names(remade.gap()))
                .orElse(List.of());
        for (Direction direction : Direction.values()) {
            UnitNames names = new UnitNames(trace.session().dialogue(), direction);
            LostSteps lost = new LostSteps(trace, facts, direction);
            for (Draft draft : drafts(along(trace.ledger(direction)), direction)) {
                steps.add(step(names, lost.at(draft), facts, direction, draft, endedAt));
            }
            steps.addAll(unseen(facts, direction));
            if (!endedAt.isEmpty()) {
                steps.addAll(beyond(trace.session(), facts, direction, endedAt));
            }
        }
        steps.sort(Comparator.comparingLong(Report.LadderStep::nanos));
        return limit(fold(steps), telling ? MAX_STEPS : MAX_STEPS_QUIET);
    }

    private static List<String> names(Gap gap) {
        return gap.places().stream().map(Place::name).toList();
    }

    private static List<@Nullable SessionLeg> along(DirectionLedger ledger) {
        List<@Nullable SessionLeg> legs = new ArrayList<>();
        for (int i = 0; i < ledger.positions(); i++) {
            legs.add(ledger.at(i));
        }
        return legs;
    }

    /** What no tap saw but a later sequence number proves to have been sent: just before the packet that proves it. */
    private List<Report.LadderStep> unseen(SessionFacts facts, Direction direction) {
        return facts.all(Finding.BytesVanished.class)
                .filter(lost -> lost.byJump() && lost.direction() == direction)
                .limit(MAX_UNSEEN)
                .map(lost -> new Report.LadderStep(
                        lost.evidence().stream()
                                        .mapToLong(shown ->
                                                correlation.clock(shown.tap()).toReference(shown.epochNanos()))
                                        .min()
                                        .orElse(lost.firstNanos())
                                - 1,
                        direction == Direction.CLIENT_TO_SERVER,
                        "data",
                        Words.count(lost.range().length(), "byte") + " that no tap saw",
                        lost.range(),
                        1,
                        0,
                        Map.of(),
                        names(lost.gap()),
                        false,
                        List.of(),
                        List.of()))
                .toList();
    }

    /** The session that a device on the path makes in place of the one it ended. */
    private List<Report.LadderStep> beyond(
            Session session, SessionFacts facts, Direction direction, List<String> endedAt) {
        List<SessionLeg> legs = new ArrayList<>(
                session.legs().subList(session.followed(), session.legs().size()));
        if (legs.isEmpty()) {
            return List.of();
        }
        UnitNames names = UnitNames.ofLeg(correlation, legs.get(0), direction);
        if (!session.outward(direction)) {
            Collections.reverse(legs);
        }
        return drafts(legs, direction).stream()
                .map(draft -> step(names, List.of(), facts, direction, draft, endedAt))
                .toList();
    }

    private List<Draft> drafts(List<? extends @Nullable SessionLeg> along, Direction direction) {
        DraftIndex index = new DraftIndex();
        for (int i = 0; i < along.size(); i++) {
            SessionLeg leg = along.get(i);
            if (leg == null) {
                continue;
            }
            for (RowView row : RowView.telling(leg, direction, correlation, 4 * MAX_STEPS)) {
                Draft mate = index.mate(i, row);
                if (mate == null) {
                    index.add(new Draft(index.size(), i, row));
                } else {
                    mate.byPosition.put(i, row);
                }
            }
        }
        List<Draft> drafts = index.inOrderOfTime();
        Map<Object, Integer> copies = new LinkedHashMap<>();
        for (Draft draft : drafts) {
            draft.copy = copies.merge(List.of(draft.first.range().start(), draft.first.control()), 1, Integer::sum);
        }
        return drafts;
    }

    private static Report.LadderStep step(
            UnitNames names,
            List<String> lostAt,
            SessionFacts facts,
            Direction direction,
            Draft draft,
            List<String> endedAt) {
        Map<String, Long> frames = new LinkedHashMap<>();
        draft.byPosition.forEach((position, row) -> frames.put(row.tap().name(), row.frame()));
        RowView row = draft.first;
        String label = row.control().isEmpty() ? names.of(row.range()) : row.control();
        boolean reset = (row.flags() & 4) != 0;
        return new Report.LadderStep(
                row.nanos(),
                direction == Direction.CLIENT_TO_SERVER,
                kind(row, label),
                reset ? String.join(", ", FlagNames.of(row.flags())) : label,
                row.range().isEmpty() ? null : row.range(),
                draft.copy,
                0,
                frames,
                lostAt,
                reset && forged(facts, direction, row),
                changedAt(facts, direction, frames),
                endedAt);
    }

    /** Where a finding says that these very frames differ. */
    private static List<String> changedAt(SessionFacts facts, Direction direction, Map<String, Long> frames) {
        return facts.all(Finding.ContentChanged.class)
                .filter(change -> change.direction() == direction
                        && !change.evidence().isEmpty()
                        && change.evidence().stream()
                                .allMatch(shown -> Objects.equals(
                                        frames.get(shown.tap().name()),
                                        shown.frame().number())))
                .findFirst()
                .map(change -> names(change.gap()))
                .orElse(List.of());
    }

    private static String kind(RowView row, String label) {
        if (!row.control().isEmpty()) {
            return (row.flags() & 4) != 0 ? "rst" : (row.flags() & 2) != 0 ? "syn" : "fin";
        }
        return label.startsWith("TLS") ? "tls" : label.equals("data") ? "data" : "smtp";
    }

    private static boolean forged(SessionFacts facts, Direction direction, RowView row) {
        return facts.all(Finding.ResetSeen.class)
                .anyMatch(reset -> reset.forged()
                        && reset.direction() == direction
                        && reset.evidence().stream()
                                .anyMatch(shown -> shown.tap().equals(row.tap())
                                        && shown.frame().number() == row.frame()));
    }

    /** Neighbouring steps of the same kind, way and fate become one. */
    private static List<Report.LadderStep> fold(List<Report.LadderStep> steps) {
        List<Report.LadderStep> folded = new ArrayList<>();
        for (Report.LadderStep step : steps) {
            Report.LadderStep last = folded.isEmpty() ? null : folded.get(folded.size() - 1);
            if (last != null && alike(last, step)) {
                folded.set(folded.size() - 1, join(last, step));
            } else {
                folded.add(step);
            }
        }
        return folded;
    }

    private static boolean alike(Report.LadderStep last, Report.LadderStep step) {
        ByteRange range = last.range();
        ByteRange next = step.range();
        return range != null
                && next != null
                && next.start() == range.end()
                && last.toServer() == step.toServer()
                && last.kind().equals(step.kind())
                && last.label().equals(step.label())
                && last.copy() == step.copy()
                && last.lostAt().equals(step.lostAt())
                && last.changedAt().equals(step.changedAt())
                && last.endedAt().equals(step.endedAt())
                && last.frames().keySet().equals(step.frames().keySet());
    }

    private static Report.LadderStep join(Report.LadderStep one, Report.LadderStep other) {
        ByteRange range = one.range();
        ByteRange more = other.range();
        return new Report.LadderStep(
                one.nanos(),
                one.toServer(),
                one.kind(),
                one.label(),
                range == null || more == null ? range : new ByteRange(range.start(), more.end()),
                one.copy(),
                one.folded() + 1,
                one.frames(),
                one.lostAt(),
                one.forged(),
                one.changedAt(),
                one.endedAt());
    }

    private static List<Report.LadderStep> limit(List<Report.LadderStep> steps, int most) {
        if (steps.size() <= most) {
            return steps;
        }
        List<Report.LadderStep> kept = new ArrayList<>(steps.subList(0, most * 2 / 3));
        kept.addAll(steps.subList(steps.size() - most / 3, steps.size()));
        return kept;
    }
}
