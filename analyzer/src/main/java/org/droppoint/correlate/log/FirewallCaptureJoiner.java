package org.droppoint.correlate.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.droppoint.base.Direction;
import org.droppoint.base.FlowKey;
import org.droppoint.base.Times;
import org.droppoint.correlate.log.JoinedLog.LogRemark;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.flow.CapturedTap;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;

/**
 * A capture of what a firewall itself says it dropped (Cisco's {@code capture … type asp-drop}, the drop stage of Palo
 * Alto), or found a session for (Palo Alto's firewall stage), held against the sessions on the wire, by both ends with
 * or without translation. It is the firewall's own testimony; what it leaves out may have been dropped all the same, by
 * another engine or before the capture began.
 */
public final class FirewallCaptureJoiner {
    private static final int MAX_REMARKS = 100;
    private static final int MAX_FRAMES_NAMED = 5;

    /** What the firewall says of the packets in such a capture. */
    public enum Stage {
        /** It dropped them. */
        DROPPED("firewall-drops", "firewall-dropped", "dropped"),
        /** It had found, or made, the session that they belong to; what becomes of them afterwards it does not say. */
        PROCESSED("firewall-stage", "firewall-processed", "had assigned to a session");

        private final String kind;
        private final String remark;
        private final String did;

        Stage(String kind, String remark, String did) {
            this.kind = kind;
            this.remark = remark;
            this.did = did;
        }
    }

    /** Packets of one session and direction. */
    private static final class Drops {
        final List<Long> frames = new ArrayList<>();
        long count;
        long payloadBytes;
        long firstNanos = Long.MAX_VALUE;
        long lastNanos = Long.MIN_VALUE;
    }

    private FirewallCaptureJoiner() {}

    /** @param captured what was read of the capture, its segments on mail ports */
    public static JoinedLog join(String file, Stage stage, CapturedTap captured, Correlation correlation) {
        Map<FlowKey, List<Session>> byEnds = new HashMap<>();
        for (SessionTrace trace : correlation.sessions()) {
            for (SessionLeg leg : trace.session().legs()) {
                List<Session> there = byEnds.computeIfAbsent(leg.leg().key(), key -> new ArrayList<>());
                if (!there.contains(trace.session())) {
                    there.add(trace.session());
                }
            }
        }
        List<LogRemark> remarks = new ArrayList<>();
        long elsewhere = 0;
        for (Leg leg : captured.legs()) {
            List<Session> sessions = byEnds.getOrDefault(leg.key(), List.of());
            if (sessions.isEmpty() || remarks.size() >= MAX_REMARKS) {
                elsewhere += leg.rowCount();
                continue;
            }
            Session session = sessions.size() == 1 ? sessions.get(0) : null;
            drops(leg)
                    .forEach((direction, drops) -> remarks.add(
                            new LogRemark(stage.remark, 0, session, words(stage, direction, drops, sessions.size()))));
        }
        if (elsewhere > 0 || remarks.isEmpty()) {
            remarks.add(new LogRemark(
                    stage.remark,
                    0,
                    null,
                    elsewhere == 0
                            ? "The firewall's own capture of what it " + stage.did + " holds no packet of mail."
                            : "The firewall's own capture of what it " + stage.did + " holds " + elsewhere
                                    + " further packets of connections on mail ports that are not in the captures."));
        }
        return new JoinedLog(file, stage.kind, LogClock.unknown(new HostClock(correlation).tap()), List.of(), remarks);
    }

    private static Map<Direction, Drops> drops(Leg leg) {
        Map<Direction, Drops> drops = new TreeMap<>();
        SegmentStore store = leg.store();
        for (int row : leg.rows()) {
            Drops of = drops.computeIfAbsent(store.direction(row), direction -> new Drops());
            of.count++;
            of.payloadBytes += store.length(row);
            of.firstNanos = Math.min(of.firstNanos, store.epochNanos(row));
            of.lastNanos = Math.max(of.lastNanos, store.epochNanos(row));
            if (of.frames.size() < MAX_FRAMES_NAMED) {
                of.frames.add(store.frame(row));
            }
        }
        return drops;
    }

    private static String words(Stage stage, Direction direction, Drops drops, int sessions) {
        StringBuilder words = new StringBuilder("The firewall itself recorded that it ");
        words.append(stage.did).append(' ');
        words.append(drops.count).append(drops.count == 1 ? " packet" : " packets");
        words.append(" with ").append(drops.payloadBytes).append(" bytes of data from the ");
        words.append(direction == Direction.SERVER_TO_CLIENT ? "server" : "client");
        words.append(" (frame");
        words.append(drops.frames.size() == 1 ? " " : "s ");
        for (int i = 0; i < drops.frames.size(); i++) {
            words.append(i == 0 ? "" : ", ").append(drops.frames.get(i));
        }
        words.append(drops.count > drops.frames.size() ? ", …)" : ")");
        words.append(", from ").append(Times.iso(drops.firstNanos));
        words.append(" over ").append(Times.duration(drops.lastNanos - drops.firstNanos));
        words.append(" by its own clock");
        return words.append(sessions > 1 ? " (the ports were used by " + sessions + " sessions)." : ".")
                .toString();
    }
}
