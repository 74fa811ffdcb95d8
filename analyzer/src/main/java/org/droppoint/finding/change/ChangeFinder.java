package org.droppoint.finding.change;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.SealedBytes;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.dissect.SessionDissector;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.StreamView;

/**
 * Finds what a device between two taps did to the content: other bytes, other lines, another TLS session. Both sides
 * are dissected on their own and compared by meaning, so that it does not matter whether lengths stayed the same; a tap
 * that recorded no data of a direction is passed over, and the gap is as wide as that. On a single tap only the
 * well-known marks of inspecting firewalls tell.
 */
public final class ChangeFinder {
    private final SessionTrace trace;
    private final Locator locator;

    public ChangeFinder(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    public List<Finding> find() {
        List<Finding> found = new ArrayList<>();
        if (differ()) {
            List<Reading> readings =
                    trace.session().legs().stream().map(this::read).toList();
            for (int i = 0; i + 1 < readings.size(); i++) {
                for (int j = i + 1; j < readings.size(); j++) {
                    found.addAll(compare(
                            readings.get(i),
                            readings.get(j),
                            neighbours(readings, i, j, Reading::holds),
                            neighbours(readings, i, j, HelloComparison::shows)));
                }
            }
        }
        return found.isEmpty() ? new InspectionMarks(trace, locator).find() : found;
    }

    /** Inserted or removed bytes give a leg other offsets. */
    private boolean differ() {
        List<SessionLeg> legs = trace.session().legs();
        boolean shifted = legs.stream()
                .anyMatch(leg -> !leg.clientToServer().isConstant()
                        || !leg.serverToClient().isConstant());
        return trace.session().followed() < legs.size() || !trace.changes().isEmpty() || shifted;
    }

    private Reading read(SessionLeg leg) {
        return new Reading(
                leg,
                SessionDissector.dissect(open(leg, Direction.CLIENT_TO_SERVER), open(leg, Direction.SERVER_TO_CLIENT)));
    }

    private StreamView open(SessionLeg leg, Direction direction) {
        return streams(leg).open(leg.leg(), direction);
    }

    private TapTrace.Streams streams(SessionLeg leg) {
        return locator.correlation().taps().trace(leg.tap()).streams();
    }

    /** The directions of which both hold something and no tap between them does. */
    private static List<Direction> neighbours(
            List<Reading> readings, int i, int j, BiPredicate<Reading, Direction> holds) {
        List<Direction> directions = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            boolean both = holds.test(readings.get(i), direction) && holds.test(readings.get(j), direction);
            if (both && readings.subList(i + 1, j).stream().noneMatch(reading -> holds.test(reading, direction))) {
                directions.add(direction);
            }
        }
        return directions;
    }

    private List<Finding> compare(Reading near, Reading far, List<Direction> directions, List<Direction> hellos) {
        Gap between = locator.between(near.leg().tap(), far.leg().tap());
        List<Finding> found = new ArrayList<>();
        HelloComparison.compare(near, far, hellos, between).ifPresent(found::add);
        if (!found.isEmpty()) {
            return found;
        }
        if (directions.size() == Direction.values().length
                && !trace.session().followedLegs().contains(far.leg())
                && SealedBytes.allDiffer(near.leg(), streams(near.leg()), far.leg(), streams(far.leg()))) {
            return List.of(HelloComparison.sealedAnew(near, far, between));
        }
        LineComparison lines = new LineComparison(trace.session(), near, far, between);
        for (Direction direction : directions) {
            found.addAll(lines.compare(direction));
        }
        if (found.isEmpty()) {
            MovedBytes moved = new MovedBytes(trace.session(), locator, near, far);
            directions.forEach(direction -> found.addAll(moved.compare(direction, between)));
        }
        return found.isEmpty() ? new PayloadComparison(trace, locator).compare(near.leg(), far.leg(), between) : found;
    }
}
