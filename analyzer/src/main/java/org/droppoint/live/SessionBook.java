package org.droppoint.live;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.droppoint.base.Direction;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.Stall;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentKind;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.droppoint.live.Tracked.LegKey;
import org.droppoint.verdict.FlowVerdict;

/**
 * Follows sessions from look to look: says what changed, raises the alarm when a verdict has held, and decides which
 * sessions need not be kept. One thread.
 */
final class SessionBook {
    /** A verdict must have held for so long of captured time before a place is named aloud. */
    private static final long HOLD_NANOS = Times.NANOS_PER_SECOND;

    private final LiveLimits limits;
    private final Consumer<LiveEvent> events;
    private final LongSupplier wallNanos;
    private final Map<LegKey, Tracked> byLeg = new HashMap<>();
    private final Map<Long, Tracked> sessions = new LinkedHashMap<>();
    private long numbers;
    private long finishes;
    private long ok;
    private long failed;
    private long unknown;
    private long setAside;
    private long forgotten;
    private boolean caught;

    SessionBook(LiveLimits limits, Consumer<LiveEvent> events, LongSupplier wallNanos) {
        this.limits = limits;
        this.events = events;
        this.wallNanos = wallNanos;
    }

    /** Takes over what a look found. */
    void update(Look look) {
        long now = look.reportedNanos();
        for (FlowVerdict flow : look.verdict().flows()) {
            SessionTrace trace = look.correlation().sessions().get(flow.facts().index());
            Tracked tracked = tracked(trace);
            if (!tracked.finished) {
                update(tracked, flow, trace, look, now);
            }
        }
    }

    private Tracked tracked(SessionTrace trace) {
        Tracked found = null;
        List<LegKey> keys = new ArrayList<>();
        for (SessionLeg leg : trace.session().legs()) {
            keys.add(new LegKey(leg.tap().order(), leg.leg().id()));
        }
        for (LegKey key : keys) {
            Tracked known = byLeg.get(key);
            if (known != null && (found == null || known.number < found.number)) {
                found = known;
            }
        }
        if (found == null) {
            found = new Tracked(++numbers, NOTHING_YET);
            sessions.put(found.number, found);
        }
        for (LegKey key : keys) {
            Tracked before = byLeg.put(key, found);
            if (before != null && before != found) {
                before.legs.remove(key);
                if (before.legs.isEmpty()) {
                    sessions.remove(before.number);
                }
            }
            found.legs.add(key);
        }
        return found;
    }

    private static final LiveSession NOTHING_YET =
            new LiveSession(0, "", "", 0, 0, LiveSession.State.OPEN, "", 0, "", "", List.of(), "", 0, "", List.of());

    private void update(Tracked tracked, FlowVerdict flow, SessionTrace trace, Look look, long now) {
        LiveSession before = tracked.view;
        boolean closed = isClosed(trace);
        tracked.view = view(tracked, flow, trace, look);
        if (!tracked.announced && isWorthNaming(trace)) {
            tracked.announced = true;
            say(LiveEvent.Kind.SESSION, tracked, tracked.view.client() + " to " + tracked.view.server());
        }
        if (tracked.announced && !before.progress().equals(tracked.view.progress())) {
            say(LiveEvent.Kind.PROGRESS, tracked, tracked.view.progress());
        }
        alarm(tracked, flow, closed, now);
        long quiet = now - tracked.view.lastNanos();
        boolean idle = quiet >= limits.idleNanos();
        if (closed && quiet >= limits.lingerNanos() || idle) {
            finish(tracked, flow, idle && !closed);
        }
    }

    // ---- alarms ----

    private void alarm(Tracked tracked, FlowVerdict flow, boolean closed, long now) {
        boolean failing =
                flow.facts().outcome() == Outcome.FAILED && flow.verdictClass().isFault();
        boolean tampering = flow.verdictClass().isTampering();
        if (!failing && !tampering || flow.suspects().isEmpty()) {
            tracked.suspected = null;
            if (tracked.stalled || tracked.alerted != null) {
                tracked.stalled = false;
                tracked.alerted = null;
                tracked.view = withState(tracked.view, LiveSession.State.OPEN);
                say(LiveEvent.Kind.RECOVERED, tracked, "it went on: " + tracked.view.progress());
            }
            return;
        }
        List<String> blame = Tracked.blame(flow);
        if (!blame.equals(tracked.suspected)) {
            tracked.suspected = blame;
            tracked.suspectedSince = now;
        }
        Stall stall = flow.facts().stall();
        boolean mayStillCome = !closed
                && !tampering
                && stall != null
                && (stall.kind() == Stall.Kind.REPLY || stall.kind() == Stall.Kind.WINDOW);
        if (mayStillCome) {
            if (!tracked.stalled) {
                tracked.stalled = true;
                tracked.view = withState(tracked.view, LiveSession.State.STALLED);
                say(LiveEvent.Kind.STALL, tracked, "stalled: " + flow.facts().outcomeReason());
            }
            return;
        }
        if (now - tracked.suspectedSince >= HOLD_NANOS && !blame.equals(tracked.alerted)) {
            tracked.alerted = blame;
            tracked.view = withState(tracked.view, LiveSession.State.CAUGHT);
            caught = true;
            say(
                    LiveEvent.Kind.CAUGHT,
                    tracked,
                    flow.verdictClass().title() + " at " + String.join(" or ", tracked.view.suspects()) + ": "
                            + flow.why());
        }
    }

    private static LiveSession withState(LiveSession view, LiveSession.State state) {
        return new LiveSession(
                view.number(),
                view.client(),
                view.server(),
                view.startNanos(),
                view.lastNanos(),
                state,
                view.progress(),
                view.retransmissions(),
                view.outcome(),
                view.classId(),
                view.suspects(),
                view.direction(),
                view.confidence(),
                view.summary(),
                view.taps());
    }

    // ---- ends ----

    private void finish(Tracked tracked, FlowVerdict flow, boolean idle) {
        tracked.finished = true;
        tracked.finishedOrder = ++finishes;
        Outcome outcome = flow.facts().outcome();
        tracked.fault = flow.verdictClass().isFault() && (outcome == Outcome.FAILED || tampers(flow));
        if (!tracked.announced) {
            return;
        }
        switch (outcome) {
            case OK -> ok++;
            case FAILED -> failed++;
            case UNKNOWN -> unknown++;
        }
        tracked.view = withState(tracked.view, LiveSession.State.CLOSED);
        say(
                LiveEvent.Kind.CLOSED,
                tracked,
                (idle ? "idle, taken for over: " : "closed: ") + outcome.label() + ", "
                        + flow.facts().outcomeReason());
    }

    private static boolean tampers(FlowVerdict flow) {
        return flow.verdictClass().isTampering();
    }

    private static boolean isClosed(SessionTrace trace) {
        return trace.session().legs().stream().anyMatch(leg -> {
            int client = leg.leg().flagsSeen(Direction.CLIENT_TO_SERVER);
            int server = leg.leg().flagsSeen(Direction.SERVER_TO_CLIENT);
            return TcpFlags.has(client | server, TcpFlags.RST) || TcpFlags.has(client & server, TcpFlags.FIN);
        });
    }

    /** Latecomers of a session that was forgotten are none. */
    private static boolean isWorthNaming(SessionTrace trace) {
        return trace.session().legs().stream().anyMatch(leg -> {
            for (Direction direction : Direction.values()) {
                if (leg.leg().synSeen(direction) || !leg.leg().seen(direction).isEmpty()) {
                    return true;
                }
            }
            return false;
        });
    }

    // ---- what is shown ----

    private static LiveSession view(Tracked tracked, FlowVerdict flow, SessionTrace trace, Look look) {
        long start = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        int repeated = 0;
        List<String> taps = new ArrayList<>();
        for (SessionLeg leg : trace.session().legs()) {
            start = Math.min(
                    start, look.correlation().referenceNanos(leg, leg.leg().firstRow()));
            last = Math.max(
                    last, look.correlation().referenceNanos(leg, leg.leg().lastRow()));
            repeated = Math.max(repeated, retransmissions(leg.leg()));
            taps.add(leg.tap().name());
        }
        LiveSession.State state = tracked.alerted != null
                ? LiveSession.State.CAUGHT
                : tracked.stalled ? LiveSession.State.STALLED : LiveSession.State.OPEN;
        return new LiveSession(
                tracked.number,
                trace.session().key().client().toString(),
                trace.session().key().server().toString(),
                start,
                last,
                state,
                flow.facts().progress(),
                repeated,
                flow.facts().outcome().label(),
                flow.verdictClass().id(),
                flow.suspects().stream().map(place -> place.name()).toList(),
                flow.heading().label(),
                flow.confidence(),
                flow.why(),
                taps);
    }

    private static int retransmissions(Leg leg) {
        SegmentStore store = leg.store();
        int count = 0;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean again = SegmentKind.RETRANSMISSION.in(store.kinds(row))
                    || SegmentKind.FAST_RETRANSMISSION.in(store.kinds(row))
                    || SegmentKind.SPURIOUS_RETRANSMISSION.in(store.kinds(row));
            count += again ? 1 : 0;
        }
        return count;
    }

    private void say(LiveEvent.Kind kind, Tracked tracked, String text) {
        LiveSession view = tracked.view;
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("session", tracked.number);
        details.put("client", view.client());
        details.put("server", view.server());
        details.put("taps", view.taps());
        details.put("progress", view.progress());
        details.put("retransmissions", (long) view.retransmissions());
        if (kind != LiveEvent.Kind.SESSION && kind != LiveEvent.Kind.PROGRESS) {
            details.put("outcome", view.outcome());
            details.put("class", view.classId());
            details.put("suspects", view.suspects());
            details.put("direction", view.direction());
            details.put("confidence", view.confidence());
            details.put("summary", view.summary());
        }
        events.accept(new LiveEvent(kind, wallNanos.getAsLong(), "#" + tracked.number + " " + text, details));
    }

    /** Sessions at hand, the newest first. */
    List<LiveSession> views() {
        return sessions.values().stream()
                .filter(tracked -> tracked.announced)
                .map(tracked -> tracked.view)
                .sorted(Comparator.comparingLong(LiveSession::number).reversed())
                .toList();
    }

    LiveView.Totals totals() {
        long open = sessions.values().stream()
                .filter(tracked -> tracked.announced && !tracked.finished)
                .count();
        return new LiveView.Totals(open, ok, failed, unknown, setAside);
    }

    /** Whether a place was named aloud at some time. */
    boolean hasCaught() {
        return caught;
    }

    /** Sessions that ended and are not kept any more. */
    long forgotten() {
        return forgotten;
    }

    // ---- what is kept ----

    /** Gives up the session of a leg, which is too large to be followed; returns all of its legs. */
    Set<LegKey> setAside(LegKey leg) {
        Tracked tracked = byLeg.get(leg);
        if (tracked == null) {
            return Set.of();
        }
        if (!tracked.finished) {
            setAside++;
            say(LiveEvent.Kind.SET_ASIDE, tracked, "too many packets to follow further; it is in the files");
        } else {
            forgotten++;
        }
        Set<LegKey> legs = Set.copyOf(tracked.legs);
        remove(tracked);
        return legs;
    }

    /** How many sessions are over and need not be kept. */
    int forgettable() {
        return surplus(true).size() + surplus(false).size();
    }

    /**
     * Forgets what is over and not needed. Whoever calls this must have the feeds forget the same legs: a leg that is
     * forgotten here alone would be taken for a new session.
     *
     * @return the legs that must be kept
     */
    Set<LegKey> forget() {
        List<Tracked> old = new ArrayList<>(surplus(true));
        old.addAll(surplus(false));
        for (Tracked tracked : old) {
            forgotten += tracked.announced ? 1 : 0;
            remove(tracked);
        }
        return new HashSet<>(byLeg.keySet());
    }

    /** Finished sessions beyond those to be kept; latecomers of forgotten ones always are. */
    private List<Tracked> surplus(boolean fault) {
        int keep = fault ? limits.faultSessions() : limits.contextSessions();
        List<Tracked> over = sessions.values().stream()
                .filter(tracked -> tracked.finished && tracked.fault == fault)
                .sorted(Comparator.comparing((Tracked tracked) -> !tracked.announced)
                        .thenComparing(Comparator.comparingLong((Tracked tracked) -> tracked.finishedOrder)
                                .reversed()))
                .toList();
        int named = (int) over.stream().filter(tracked -> tracked.announced).count();
        return over.subList(Math.min(keep, named), over.size());
    }

    private void remove(Tracked tracked) {
        sessions.remove(tracked.number);
        tracked.legs.forEach(key -> byLeg.remove(key, Objects.requireNonNull(tracked)));
    }
}
