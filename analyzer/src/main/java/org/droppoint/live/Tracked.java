package org.droppoint.live;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.droppoint.verdict.FlowVerdict;
import org.jspecify.annotations.Nullable;

/** What the book remembers of one session from look to look. */
final class Tracked {
    final long number;
    /** Its legs: tap order and leg id. */
    final Set<LegKey> legs = new TreeSet<>();

    LiveSession view;
    boolean announced;
    boolean finished;
    long finishedOrder;
    boolean fault;
    boolean stalled;
    /** What was said last: class and places. */
    @Nullable
    List<String> alerted;
    /** What the look before found, and when. */
    @Nullable
    List<String> suspected;

    long suspectedSince;

    Tracked(long number, LiveSession view) {
        this.number = number;
        this.view = view;
    }

    /** A leg's name across looks. */
    record LegKey(int tap, int leg) implements Comparable<LegKey> {
        @Override
        public int compareTo(LegKey other) {
            return tap == other.tap ? Integer.compare(leg, other.leg) : Integer.compare(tap, other.tap);
        }
    }

    static List<String> blame(FlowVerdict flow) {
        List<String> blame = new java.util.ArrayList<>();
        blame.add(flow.verdictClass().id());
        blame.add(flow.heading().label());
        flow.suspects().forEach(place -> blame.add(place.name()));
        return blame;
    }
}
