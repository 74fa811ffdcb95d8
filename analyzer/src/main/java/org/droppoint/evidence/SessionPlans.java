package org.droppoint.evidence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.OffsetMap;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.dissect.SessionDissector;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.StreamView;
import org.droppoint.redact.Redaction;
import org.droppoint.redact.SessionPlanner;
import org.droppoint.redact.StreamPlan;

/** How each leg's bytes are redacted; the plans of sessions met lately are kept. One thread. */
final class SessionPlans {
    private static final int MAX_KEPT = 256;

    private record LegKey(int session, int leg, Direction direction) {}

    /** A plan, and how the leg's offsets become its own. */
    private record LegPlan(StreamPlan plan, OffsetMap map) {}

    private final Correlation correlation;
    private final Redaction redaction;
    private final Map<LegKey, LegPlan> plans = lately();
    private final Map<LegKey, StreamPlan> shared = lately();

    SessionPlans(Correlation correlation, Redaction redaction) {
        this.correlation = correlation;
        this.redaction = redaction;
    }

    private static <V> Map<LegKey, V> lately() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<LegKey, V> eldest) {
                return size() > MAX_KEPT;
            }
        };
    }

    /** Redacts a segment's payload in place. */
    void redact(FrameIndex.Ref ref, int row, byte[] bytes, int at, int length) {
        SegmentStore store = ref.leg().leg().store();
        LegPlan plan = plan(ref, store.direction(row));
        long offset = store.payloadStart(row);
        plan.plan().apply(bytes, at, length, plan.map().toSession(offset));
    }

    private LegPlan plan(FrameIndex.Ref ref, Direction direction) {
        Session session = ref.trace().session();
        int position = session.legs().indexOf(ref.leg());
        LegKey key = new LegKey(session.index(), position, direction);
        LegPlan known = plans.get(key);
        if (known == null) {
            boolean shifted = session.followedLegs().stream()
                    .anyMatch(leg -> !leg.map(direction).isConstant());
            known = position < session.followed() && !shifted
                    ? followed(session, ref.leg(), direction)
                    : alone(session, ref.leg(), direction);
            plans.put(key, known);
        }
        return known;
    }

    private LegPlan followed(Session session, SessionLeg leg, Direction direction) {
        LegKey key = new LegKey(session.index(), -1, direction);
        StreamPlan plan = shared.get(key);
        if (plan == null) {
            plan = SessionPlanner.plan(
                    redaction,
                    "session " + session.index(),
                    session.stream(direction),
                    offset -> offset,
                    session.dialogue(),
                    direction);
            shared.put(key, plan);
        }
        OffsetMap map = leg.map(direction);
        StreamView own = stream(leg, direction);
        return new LegPlan(
                SessionPlanner.forTap(
                        redaction, plan, (offset, into) -> own.read(map.toLeg(offset), into, 0, into.length)),
                map);
    }

    /** A leg behind a proxy that speaks TLS itself, or beside a device that inserts or removes: read for itself. */
    private LegPlan alone(Session session, SessionLeg leg, Direction direction) {
        List<StreamView> streams =
                List.of(stream(leg, Direction.CLIENT_TO_SERVER), stream(leg, Direction.SERVER_TO_CLIENT));
        StreamPlan plan = SessionPlanner.plan(
                redaction,
                "session " + session.index(),
                streams.get(direction.index()),
                leg.map(direction)::toSession,
                SessionDissector.dissect(streams.get(0), streams.get(1)),
                direction);
        return new LegPlan(plan, OffsetMap.constant(0));
    }

    private StreamView stream(SessionLeg leg, Direction direction) {
        return correlation.taps().trace(leg.tap()).streams().open(leg.leg(), direction);
    }
}
