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
 */
public record LadderArrow(int from, int first, int known, int to, boolean lost) {

    public boolean rightward() {
        return to >= from;
    }

    public static LadderArrow of(PathLayout layout, Report.Flow flow, Report.LadderStep step) {
        boolean rightward = step.toServer() != flow.initiator().equals("server");
        int forward = rightward ? 1 : -1;
        int sender = rightward ? 0 : layout.lastPosition();
        int receiver = layout.lastPosition() - sender;
        int first = farthest(layout, step, -forward).orElse(sender);
        int last = farthest(layout, step, forward).orElse(sender);
        int from = step.forged() && first != sender ? first - forward : sender;
        boolean unseenBefore = !step.forged()
                && tapPositions(layout).anyMatch(position -> (position - first) * forward < 0)
                && !anyEarlierTapFollows(layout, flow, step, first, forward);
        int begun = unseenBefore ? first : from;
        if (!step.lostAt().isEmpty()) {
            int cross = cross(layout, step, last, forward);
            return new LadderArrow(from, begun, cross, cross, true);
        }
        boolean seenByAllAhead = tapPositions(layout).allMatch(position -> (position - last) * forward <= 0);
        return new LadderArrow(from, begun, seenByAllAhead ? receiver : last, receiver, false);
    }

    /**
     * Whether a tap on the way to the first sight saw other steps of this direction. It then saw this one in another
     * shape, as offload joins segments, or missed it; where it saw none, the direction is not known to pass it at all.
     */
    private static boolean anyEarlierTapFollows(
            PathLayout layout, Report.Flow flow, Report.LadderStep step, int first, int forward) {
        return flow.ladder().stream()
                .filter(other -> other.toServer() == step.toServer() && !other.forged())
                .flatMap(other -> other.frames().keySet().stream())
                .mapToInt(layout::tapPosition)
                .anyMatch(position -> position >= 0 && (position - first) * forward < 0);
    }

    private static IntStream tapPositions(PathLayout layout) {
        return IntStream.range(0, layout.columns().size())
                .filter(i -> layout.columns().get(i).tap())
                .map(i -> 2 * i);
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
