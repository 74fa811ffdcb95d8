package org.droppoint.correlate.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.session.Vanishing;

/**
 * Neighbouring stretches that vanished between the same points are one.
 */
final class VanishingRuns {
    private VanishingRuns() {}

    /** @param found in order of the stream */
    static List<Vanishing> merge(List<Vanishing> found) {
        List<Vanishing> merged = new ArrayList<>();
        for (int from = 0; from < found.size(); ) {
            int to = from + 1;
            while (to < found.size() && continues(found.get(to - 1), found.get(to))) {
                to++;
            }
            merged.add(to == from + 1 ? found.get(from) : join(found.subList(from, to)));
            from = to;
        }
        return merged;
    }

    private static boolean continues(Vanishing last, Vanishing next) {
        return last.range().end() == next.range().start()
                && last.reached() == next.reached()
                && last.absent() == next.absent()
                && last.known() == next.known();
    }

    private static Vanishing join(List<Vanishing> run) {
        Vanishing first = run.get(0);
        Vanishing alive = first;
        SortedSet<Integer> copies = new TreeSet<>();
        long firstNanos = first.firstNanos();
        long lastNanos = first.lastNanos();
        boolean receiverAlive = false;
        double doubt = first.doubt();
        for (Vanishing one : run) {
            copies.addAll(one.copies());
            firstNanos = Math.min(firstNanos, one.firstNanos());
            lastNanos = Math.max(lastNanos, one.lastNanos());
            receiverAlive |= one.receiverAlive();
            alive = alive.aliveRow() != Vanishing.NO_ROW ? alive : one;
            doubt = Math.max(doubt, one.doubt());
        }
        return new Vanishing(
                first.direction(),
                new ByteRange(
                        first.range().start(), run.get(run.size() - 1).range().end()),
                first.known(),
                first.reached(),
                first.absent(),
                first.sightings(),
                List.copyOf(copies),
                firstNanos,
                lastNanos,
                receiverAlive,
                alive.aliveRow(),
                alive.alivePosition(),
                doubt);
    }
}
