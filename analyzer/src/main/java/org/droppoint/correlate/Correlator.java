package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.base.Spread;
import org.droppoint.base.Tap;
import org.droppoint.correlate.clock.ClockEstimator;
import org.droppoint.correlate.loss.ByteComparer;
import org.droppoint.correlate.loss.HandshakeTracer;
import org.droppoint.correlate.loss.LossTracer;
import org.droppoint.correlate.loss.RepairTracer;
import org.droppoint.correlate.loss.ReplacedBytes;
import org.droppoint.correlate.loss.TrailTracer;
import org.droppoint.correlate.match.LegMatcher;
import org.droppoint.correlate.match.Passage;
import org.droppoint.correlate.match.Remaking;
import org.droppoint.correlate.match.SessionLegs;
import org.droppoint.correlate.match.TimeMatcher;
import org.droppoint.correlate.order.HostSide;
import org.droppoint.correlate.order.Openers;
import org.droppoint.correlate.order.Orientation;
import org.droppoint.correlate.recording.Orphans;
import org.droppoint.correlate.recording.RecordedTaps;
import org.droppoint.correlate.recording.RecordingNotes;
import org.droppoint.correlate.recording.TapRecord;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.ChangedBytes;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.MergedStream;
import org.droppoint.correlate.session.RepairedLoss;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.Taps;
import org.droppoint.correlate.session.Vanishing;
import org.droppoint.dissect.Dialogue;
import org.droppoint.dissect.SessionDissector;
import org.droppoint.dissect.TlsMessage;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.flow.Leg;

/** Joins what the taps recorded: legs into sessions, clocks into one, bytes followed from tap to tap. */
public final class Correlator {
    private final Taps taps;

    private Correlator(Taps taps) {
        this.taps = taps;
    }

    public static Correlation correlate(Taps taps) {
        return new Correlator(taps).run();
    }

    private Correlation run() {
        LegMatcher matcher = new LegMatcher(taps);
        List<SessionLegs> matched = matcher.sessions();
        Map<Tap, ClockModel> clocks = ClockEstimator.estimate(taps, matched);
        new TimeMatcher(taps, clocks, matched).run();
        List<Session> sessions = Openers.told(taps, clocks, sessions(matched, clocks));
        List<TapRecord> records = new ArrayList<>();
        for (TapTrace trace : taps.traces()) {
            records.add(new TapRecord(trace, clock(clocks, trace.tap())));
        }
        Orphans orphans = new Orphans(taps, sessions, clocks);
        List<List<TracedDirection>> traced =
                new ArrayList<>(Spread.over(sessions.size(), i -> traced(sessions.get(i), records)));
        traced.forEach(both -> both.forEach(one -> new RecordingNotes(one).noteRecording()));
        List<SessionTrace> traces = Spread.over(sessions.size(), i -> {
            List<TracedDirection> both = traced.set(i, List.of()); // its indexes may go
            return trace(both.get(0), both.get(1), orphans);
        });
        Map<Tap, Correlation.TapQuality> quality = new HashMap<>();
        for (TapRecord record : records) {
            quality.put(record.tap(), new Correlation.TapQuality(record.missedBytes(), record.missedStretches()));
        }
        return new Correlation(taps, traces, clocks, quality, new RecordedTaps(records, orphans));
    }

    private List<TracedDirection> traced(Session session, List<TapRecord> records) {
        List<TracedDirection> both = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            DirectionLedger ledger = new DirectionLedger(session, direction, taps.count());
            Dialogue dialogue = session.dialogue();
            both.add(new TracedDirection(
                    ledger, records, tlsStart(dialogue, direction), helloStart(dialogue, direction)));
        }
        return both;
    }

    private static ClockModel clock(Map<Tap, ClockModel> clocks, Tap tap) {
        ClockModel clock = clocks.get(tap);
        return clock == null ? ClockModel.unknown("no estimate") : clock;
    }

    private List<Session> sessions(List<SessionLegs> matched, Map<Tap, ClockModel> clocks) {
        List<SessionLegs> ordered = new ArrayList<>(matched);
        ordered.sort(Comparator.comparingLong((SessionLegs legs) -> start(legs, clocks))
                .thenComparing(legs -> legs.first().key()));
        ordered.removeIf(legs -> legs.byTap().values().stream().anyMatch(Leg::isPartial)); // its segments are gone
        List<Layout> layouts = Spread.over(ordered.size(), i -> layout(ordered.get(i)));
        HostSide hostSide = new HostSide();
        layouts.forEach(layout -> layout.serverAtHost().ifPresent(inbound -> hostSide.add(layout.legs(), inbound)));
        return Spread.over(layouts.size(), i -> session(i, layouts.get(i), hostSide, clocks));
    }

    private static long start(SessionLegs legs, Map<Tap, ClockModel> clocks) {
        return legs.byTap().entrySet().stream()
                .mapToLong(entry -> clock(clocks, entry.getKey())
                        .toReference(entry.getValue().firstNanos()))
                .min()
                .orElse(0);
    }

    /**
     * How a session's legs hang together.
     *
     * @param serverAtHost as two taps show it
     */
    private record Layout(
            List<SessionLeg> legs,
            Optional<Boolean> serverAtHost,
            int followed,
            List<Integer> passing,
            List<Integer> connections,
            List<String> reasons) {}

    private Layout layout(SessionLegs matched) {
        Passage passage = matched.passage();
        Layout layout = new Layout(
                matched.aligned(),
                Orientation.shown(passage),
                Remaking.followed(taps, passage),
                passage.passing(),
                passage.connections(),
                matched.reasons());
        passage.release();
        return layout;
    }

    private Session session(int index, Layout layout, HostSide hostSide, Map<Tap, ClockModel> clocks) {
        List<SessionLeg> legs = layout.legs();
        int followed = layout.followed();
        boolean serverAtHost =
                layout.serverAtHost().or(() -> hostSide.serverAtHost(legs)).orElseGet(() -> Orientation.likely(legs));
        List<SessionLeg> outward = legs.subList(0, followed);
        List<SessionLeg> inward = new ArrayList<>(outward);
        java.util.Collections.reverse(inward);
        MergedStream client =
                new MergedStream(taps, serverAtHost ? inward : outward, Direction.CLIENT_TO_SERVER, clocks);
        MergedStream server =
                new MergedStream(taps, serverAtHost ? outward : inward, Direction.SERVER_TO_CLIENT, clocks);
        Dialogue dialogue = SessionDissector.dissect(client, server);
        return new Session(
                index,
                legs,
                followed,
                layout.passing(),
                layout.connections(),
                serverAtHost,
                layout.reasons(),
                client,
                server,
                dialogue);
    }

    private static long tlsStart(Dialogue dialogue, Direction direction) {
        return dialogue.tls().stream()
                .filter(record -> record.direction() == direction)
                .mapToLong((TlsRecord record) -> record.range().start())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static long helloStart(Dialogue dialogue, Direction direction) {
        return dialogue.tls().stream()
                .filter(record -> record.direction() == direction
                        && record.messages().stream().anyMatch(Correlator::isHello))
                .mapToLong(record -> record.range().start())
                .min()
                .orElse(0);
    }

    private static boolean isHello(TlsMessage message) {
        return message instanceof TlsMessage.Handshake handshake
                && (handshake.detail() instanceof TlsMessage.ClientHello
                        || handshake.detail() instanceof TlsMessage.ServerHello);
    }

    private SessionTrace trace(TracedDirection client, TracedDirection server, Orphans orphans) {
        List<Vanishing> vanishings = new ArrayList<>();
        List<ChangedBytes> changes = new ArrayList<>();
        for (TracedDirection one : List.of(client, server)) {
            List<ChangedBytes> changed = changes(one);
            vanishings.addAll(ReplacedBytes.without(one, new LossTracer(one, orphans).vanishings(), changed));
            changes.addAll(changed);
        }
        List<RepairTracer> repairers = List.of(new RepairTracer(client), new RepairTracer(server));
        repairers.forEach(RepairTracer::trace);
        boolean spoils = repairers.stream().anyMatch(RepairTracer::spoils);
        List<RepairedLoss> repairs = repairers.stream()
                .flatMap(repairer -> repairer.repairs(spoils).stream())
                .toList();
        int repairCount =
                repairers.stream().mapToInt(repairer -> repairer.total(spoils)).sum();
        return new SessionTrace(
                client.ledger().session(),
                client.ledger(),
                server.ledger(),
                vanishings,
                repairs,
                repairCount,
                changes,
                HandshakeTracer.trace(new TrailTracer(client, orphans), new TrailTracer(server, orphans)));
    }

    /** Each tap's bytes against those of the last tap before it that has them: one in between may have missed them. */
    private List<ChangedBytes> changes(TracedDirection traced) {
        DirectionLedger ledger = traced.ledger();
        List<ChangedBytes> changes = new ArrayList<>();
        for (int far = 0; far < ledger.positions(); far++) {
            Coverage between = new Coverage();
            for (int near = far - 1; near >= 0; near--) {
                SessionLeg one = ledger.at(near);
                SessionLeg other = ledger.at(far);
                if (one == null || other == null || !ByteComparer.shareMore(ledger, near, far, between)) {
                    continue;
                }
                ChangedBytes changed = ByteComparer.compare(
                        ledger.direction(),
                        near,
                        far,
                        traced,
                        taps.trace(one.tap()).streams().open(one.leg(), ledger.direction()),
                        taps.trace(other.tap()).streams().open(other.leg(), ledger.direction()),
                        between);
                if (changed != null) {
                    changes.add(changed);
                }
                between.addAll(ledger.seen(near));
            }
        }
        return changes;
    }
}
