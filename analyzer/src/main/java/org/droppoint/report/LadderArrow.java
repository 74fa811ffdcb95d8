package org.droppoint.report;

import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * How a ladder step is drawn, in the half-column positions of {@link PathLayout}: from where, as far as it is known to
 * have come, and where it ends.
 *
 * @param from where it starts: the sender's end, or for a forged one the place that made it
 * @param first the first position at which it is known to have been: its start, or the first tap that saw it where those
 *     before it saw nothing of this direction
 * @param known the last position at which it was seen, or its end where every tap on its way saw it
 * @param to its end: the receiver, or the place where it vanished
 * @param lost true where it ends in a cross
 * @param changed where its bytes were changed, -1 where they were not
 */
public record LadderArrow(int from, int first, int known, int to, boolean lost, int changed) {

    public boolean rightward() {
        return to >= from;
    }

    public static LadderArrow of(PathLayout layout, Report.Flow flow, Report.LadderStep step) {
        boolean rightward = step.toServer() != flow.initiator().equals("server");
        int forward = rightward ? 1 : -1;
        Stretch stretch = Stretch.of(layout, step);
        int sender = rightward ? stretch.left() : stretch.right();
        int receiver = rightward ? stretch.right() : stretch.left();
        int first = farthest(layout, step, -forward).orElse(sender);
        int last = farthest(layout, step, forward).orElse(sender);
        int from = step.forged() && first != sender ? first - forward : sender;
        boolean unseenBefore = !step.forged()
                && stretch.taps(layout).anyMatch(position -> (position - first) * forward < 0)
                && !anyEarlierTapFollows(layout, flow, step, stretch, first, forward);
        int begun = unseenBefore ? first : from;
        int changed =
                step.changedAt().stream().mapToInt(layout::placePosition).max().orElse(-1);
        if (!step.lostAt().isEmpty()) {
            int cross = cross(layout, step, last, forward);
            return new LadderArrow(from, begun, step.frames().isEmpty() ? begun : cross, cross, true, changed);
        }
        boolean seenByAllAhead = stretch.taps(layout).allMatch(position -> (position - last) * forward <= 0);
        return new LadderArrow(from, begun, seenByAllAhead ? receiver : last, receiver, false, changed);
    }

    /** The part of the path that the step's own session spans: all of it but where a device ends it in between. */
    private record Stretch(int left, int right) {
        static Stretch of(PathLayout layout, Report.LadderStep step) {
            int device = step.endedAt().stream()
                    .mapToInt(layout::placePosition)
                    .filter(position -> position >= 0)
                    .findFirst()
                    .orElse(-1);
            int any = farthest(layout, step, 1).orElse(-1);
            if (device < 0 || any < 0) {
                return new Stretch(0, layout.lastPosition());
            }
            return any < device ? new Stretch(0, device) : new Stretch(device, layout.lastPosition());
        }

        IntStream taps(PathLayout layout) {
            return IntStream.range(0, layout.columns().size())
                    .filter(i -> layout.columns().get(i).tap())
                    .map(i -> 2 * i)
                    .filter(position -> position >= left && position <= right);
        }
    }

    /**
     * Whether a tap on the way to the first sight saw other steps of this direction. It then saw this one in another
     * shape, as offload joins segments, or missed it; where it saw none, the direction is not known to pass it at all.
     */
    private static boolean anyEarlierTapFollows(
            PathLayout layout, Report.Flow flow, Report.LadderStep step, Stretch stretch, int first, int forward) {
        return flow.ladder().stream()
                .filter(other -> other.toServer() == step.toServer() && !other.forged())
                .flatMap(other -> other.frames().keySet().stream())
                .mapToInt(layout::tapPosition)
                .filter(position -> position >= stretch.left() && position <= stretch.right())
                .anyMatch(position -> position >= 0 && (position - first) * forward < 0);
    }

    private static OptionalInt farthest(PathLayout layout, Report.LadderStep step, int forward) {
        IntStream seen =
                step.frames().keySet().stream().mapToInt(layout::tapPosition).filter(position -> position >= 0);
        return forward > 0 ? seen.max() : seen.min();
    }

    /** The first suspected place beyond the last sight of it; half a column beyond where none is on the path. */
    private static int cross(PathLayout layout, Report.LadderStep step, int last, int forward) {
        int beyond = Math.max(0, Math.min(layout.lastPosition(), last + forward));
        IntStream places = step.lostAt().stream()
                .mapToInt(layout::placePosition)
                .filter(position -> position >= 0 && (position - last) * forward >= 0);
        return (forward > 0 ? places.min() : places.max()).orElse(beyond);
    }
}
