package org.droppoint.finding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.base.Place;
import org.droppoint.base.Tap;
import org.droppoint.dissect.Dialogue;
import org.droppoint.flow.Origin;
import org.droppoint.flow.SegmentStore;
import org.jspecify.annotations.Nullable;

/** How a session was closed: every FIN and reset, the first one first. */
final class Closings {
    /**
     * @param by the side that closed, null where the reset was made on the way
     * @param nanos on the reference clock
     * @param madeAt the places that may have closed in that side's name; empty for a reset, of which its finding tells
     * @param heardUpTo up to which offset of the other side's stream the closing packet itself acknowledges;
     *     {@link SegmentStore#NO_ACK} where it does not
     */
    record Closing(
            @Nullable Side by,
            long nanos,
            boolean forged,
            List<Evidence> evidence,
            Finding.EndLeft.Manner manner,
            List<Place> madeAt,
            long heardUpTo) {
        Tap tap() {
            return evidence.get(0).tap();
        }
    }

    private final Locator locator;
    private final Ends ends;
    private final List<Closing> closings = new ArrayList<>();

    Closings(Locator locator, Ends ends, List<Finding.ResetSeen> resets, Unheeded unheeded, FinOrigin origins) {
        this.locator = locator;
        this.ends = ends;
        for (Side side : Side.values()) {
            ends.fin(side)
                    .ifPresent(fin -> closings.add(new Closing(
                            side,
                            fin.nanos(),
                            false,
                            List.of(locator.evidence(fin.leg(), fin.row(), "FIN")),
                            Finding.EndLeft.Manner.FIN,
                            origins.madeAt(side, fin),
                            fin.leg().ack(fin.row()))));
        }
        for (Finding.ResetSeen reset : resets) {
            if (reset.forged() && unheeded.wentOn(reset)) {
                continue;
            }
            closings.add(new Closing(
                    reset.forged() ? null : Side.sending(reset.direction()),
                    reset.nanos(),
                    reset.forged(),
                    reset.evidence(),
                    Finding.EndLeft.Manner.RESET,
                    List.of(),
                    reset.heardUpTo()));
        }
        closings.sort(Comparator.comparingLong(Closing::nanos).thenComparing(Closings::byFrame));
        if (closings.size() > 1 && answers(ends, closings.get(0), closings.get(1))) {
            closings.add(0, closings.remove(1));
        }
    }

    /** The first FIN acknowledges the other: it came second, whatever clocks say that are no finer than the path is long. */
    private static boolean answers(Ends ends, Closing first, Closing second) {
        boolean fins = first.manner() == Finding.EndLeft.Manner.FIN && second.manner() == Finding.EndLeft.Manner.FIN;
        Side by = first.by();
        Side other = second.by();
        if (!fins || by == null || other == null) {
            return false;
        }
        long ack = ends.fin(by).map(fin -> fin.leg().ack(fin.row())).orElse(SegmentStore.NO_ACK);
        return ends.fin(other)
                .map(fin -> ack > fin.leg().range(fin.row()).end())
                .orElse(false);
    }

    /** Clocks may be too coarse to tell; one capture's own order of frames still does. */
    private static int byFrame(Closing one, Closing other) {
        Evidence here = one.evidence().get(0);
        Evidence there = other.evidence().get(0);
        boolean comparable = here.tap().equals(there.tap())
                && here.frame().file() == there.frame().file();
        return comparable ? Long.compare(here.frame().number(), there.frame().number()) : 0;
    }

    Optional<Closing> first() {
        return closings.stream().findFirst();
    }

    /** What was said before the other side left; what came later was said to nobody. */
    Dialogue heardBefore(Dialogue dialogue) {
        return new Dialogue(
                dialogue.smtp().stream()
                        .filter(event -> heard(
                                event.direction(), event.origin(), event.range().end()))
                        .toList(),
                dialogue.tls().stream()
                        .filter(record -> heard(
                                record.direction(),
                                record.origin(),
                                record.range().end()))
                        .toList(),
                dialogue.smtpOmitted(),
                dialogue.tlsOmitted());
    }

    /** Whether a side left without these bytes: they came later, and it had not acknowledged them. */
    boolean isBefore(Closing closing, long saidNanos, Tap saidAt, long end) {
        return locator.comparable(closing.tap(), saidAt) && saidNanos > closing.nanos() && end > closing.heardUpTo();
    }

    private boolean heard(Direction direction, Origin origin, long end) {
        long said = locator.correlation().clock(origin.tap()).toReference(origin);
        Side speaker = Side.sending(direction);
        return closings.stream()
                .filter(closing -> closing.by() == speaker.other())
                .noneMatch(closing -> isBefore(closing, said, origin.tap(), end) || cameAfter(closing, speaker, end));
    }

    /** Something on the way held these bytes: they came to the side that left when it had left, whenever they were said. */
    boolean cameAfter(Closing closing, Side speaker, long end) {
        return end > closing.heardUpTo()
                && ends.arrived(speaker, end)
                        .map(packet ->
                                isBefore(closing, packet.nanos(), packet.leg().tap(), end))
                        .orElse(false);
    }
}
