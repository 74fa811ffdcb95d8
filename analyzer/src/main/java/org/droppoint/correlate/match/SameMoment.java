package org.droppoint.correlate.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.CommonLines;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.Taps;
import org.droppoint.correlate.session.TravelTimes;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;
import org.jspecify.annotations.Nullable;

/**
 * Whether connections of two captures are of one moment, before clocks are estimated: by those that passed both as they
 * are, else by the captures' own time stamps.
 */
final class SameMoment {
    /** Captures of another hour hold sessions like these, too; so clocks are asked where the rhythm is too short to tell. */
    private static final long SAME_MOMENT_NANOS = 10 * Times.NANOS_PER_SECOND;

    private final Taps taps;
    private final Tap tap;
    private final Map<Tap, Long> shifts;
    private final RemadeHandshake handshakes;

    /** @param all sessions found so far: those that have a leg at the tap already tell how clocks stand */
    SameMoment(Taps taps, Tap tap, List<SessionLegs> all, RemadeHandshake handshakes) {
        this.taps = taps;
        this.tap = tap;
        this.shifts = shifts(tap, all);
        this.handshakes = handshakes;
    }

    /** Whether any connection tells how the clock of some earlier tap stands. */
    boolean isTold() {
        return !shifts.isEmpty();
    }

    /** From an earlier tap's clock to this one's, in nanoseconds; null where no connection tells. */
    @Nullable
    Long shift(Tap earlier) {
        return shifts.get(earlier);
    }

    /** From each earlier tap's clock to this one's, as connections tell that passed both for certain. */
    private static Map<Tap, Long> shifts(Tap tap, List<SessionLegs> all) {
        Map<Tap, List<Long>> found = new HashMap<>();
        for (SessionLegs session : all) {
            Leg here = session.byTap().get(tap);
            if (here == null || session.unsure(tap) || !here.synSeen(Direction.CLIENT_TO_SERVER)) {
                continue;
            }
            session.byTap().forEach((other, leg) -> {
                if (other.order() < tap.order() && beginAlike(leg, here)) {
                    found.computeIfAbsent(other, key -> new ArrayList<>()).add(here.firstNanos() - leg.firstNanos());
                }
            });
        }
        Map<Tap, Long> median = new HashMap<>();
        found.forEach((other, list) ->
                median.put(other, list.stream().sorted().toList().get(list.size() / 2)));
        return median;
    }

    /** What either tap holds first is one SYN, and not two copies of it. */
    private static boolean beginAlike(Leg one, Leg other) {
        SegmentStore store = one.store();
        SegmentStore otherStore = other.store();
        boolean both = one.synSeen(Direction.CLIENT_TO_SERVER) && other.synSeen(Direction.CLIENT_TO_SERVER);
        int id = store.ipId(one.firstRow());
        int otherId = otherStore.ipId(other.firstRow());
        boolean marked = id != 0 && otherId != 0;
        return both
                && (!marked || id == otherId)
                && store.timestamp(one.firstRow()) == otherStore.timestamp(other.firstRow());
    }

    /**
     * Whether no pair is of two moments, by the clock of any tap that saw the sessions; where other connections tell how
     * the clocks stand, by that alone.
     */
    boolean of(List<RemadeMatcher.Match> pairs, boolean rhythm) {
        boolean together = rhythm && pairs.size() >= RemadeMatcher.TELLING_RHYTHM;
        for (Tap witness : pairs.get(0).session().byTap().keySet()) {
            Long known = shifts.get(witness);
            long most = known == null ? SAME_MOMENT_NANOS : TravelTimes.SYN_CROSSING_NANOS;
            long shift = known == null ? 0 : known;
            boolean fits = pairs.stream().allMatch(pair -> {
                Leg seen = pair.session().byTap().get(witness);
                return seen != null && Math.abs(pair.leg().firstNanos() - seen.firstNanos() - shift) <= most;
            });
            if (known != null) {
                return fits;
            }
            together |= fits && pairs.stream().allMatch(pair -> wereBothRunning(pair, witness));
            together |= inOneRhythm(pairs, witness);
        }
        return together || pairs.stream().allMatch(pair -> handshakes.otherIssuer(pair.session(), pair.leg()));
    }

    private static boolean inOneRhythm(List<RemadeMatcher.Match> pairs, Tap witness) {
        List<Leg> near = pairs.stream()
                .map(pair -> pair.session().byTap().get(witness))
                .filter(Objects::nonNull)
                .toList();
        return near.size() == pairs.size()
                && CommonLines.inOneRhythm(
                        near, pairs.stream().map(RemadeMatcher.Match::leg).toList());
    }

    /** By the clocks that are asked, each of the two captures was running while the other recorded its connection. */
    private boolean wereBothRunning(RemadeMatcher.Match pair, Tap witness) {
        Leg seen = pair.session().byTap().get(witness);
        return seen != null && overlaps(seen, taps.trace(tap)) && overlaps(pair.leg(), taps.trace(witness));
    }

    private static boolean overlaps(Leg leg, TapTrace trace) {
        return leg.firstNanos() <= trace.lastNanos() && trace.firstNanos() <= leg.lastNanos();
    }
}
