package org.droppoint.correlate.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import org.droppoint.base.Times;
import org.droppoint.correlate.log.JoinedLog.Contradiction;
import org.droppoint.correlate.log.JoinedLog.LogRemark;
import org.droppoint.correlate.log.JoinedLog.LoggedSession;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.exchange.ProtocolLog;

/**
 * Holds protocol logs of the host against the sessions on the wire. Each log is joined by itself, since a session that
 * goes on in the next hour's file stands in both.
 */
public final class LogJoiner {
    private final HostClock host;
    private final WireIndex index;
    private final IntPredicate mailPort;
    private final LogContradictions contradictions;

    private LogJoiner(Correlation correlation, IntPredicate mailPort) {
        this.host = new HostClock(correlation);
        this.index = new WireIndex(correlation, host);
        this.mailPort = mailPort;
        this.contradictions = new LogContradictions(correlation, index, host, mailPort);
    }

    /** @param mailPort which server ports were looked for on the wire: sessions to others cannot be missing there */
    public static List<JoinedLog> join(List<ProtocolLog> logs, Correlation correlation, IntPredicate mailPort) {
        return logs.isEmpty() ? List.of() : new LogJoiner(correlation, mailPort).join(logs);
    }

    private List<JoinedLog> join(List<ProtocolLog> logs) {
        List<LogMatcher> matchers = new ArrayList<>();
        OptionalLong elsewhere = OptionalLong.empty();
        for (ProtocolLog log : logs) {
            LogMatcher matcher = new LogMatcher(log, index, host, mailPort);
            matchers.add(matcher);
            elsewhere = elsewhere.isPresent() ? elsewhere : matcher.voted();
        }
        List<JoinedLog> joined = new ArrayList<>();
        for (int i = 0; i < logs.size(); i++) {
            matchers.get(i).join(elsewhere);
            joined.add(report(logs.get(i), matchers.get(i)));
        }
        return joined;
    }

    private JoinedLog report(ProtocolLog log, LogMatcher matcher) {
        LogClock clock = matcher.clock();
        Contradiction shifted = LogContradictions.clockShifted(clock);
        List<LoggedSession> sessions = new ArrayList<>();
        for (LogMatcher.Logged logged : matcher.sessions()) {
            WireSession wire = logged.wire();
            List<Contradiction> found = new ArrayList<>(contradictions.of(logged, clock));
            if (wire != null && shifted != null) {
                found.add(shifted);
                shifted = null;
            }
            sessions.add(new LoggedSession(
                    logged.session().sessionId(), wire == null ? null : wire.session(), logged.joinedBy(), found));
        }
        List<LogRemark> remarks = new ArrayList<>();
        if (clock.known() && !clock.againstHost()) {
            remarks.add(new LogRemark(
                    "log-clock",
                    0,
                    null,
                    "The log's clock minus that of the capture at " + clock.tap() + " is "
                            + String.format(Locale.ROOT, "%+.3f s", clock.offsetNanos() / 1e9) + " ± "
                            + Times.duration(clock.uncertaintyNanos())
                            + "; there is no capture of the host to hold it against."));
        }
        SkippedRemark.of(log.skipped()).ifPresent(remarks::add);
        return new JoinedLog(log.fileName(), kind(log.kind()), clock, sessions, remarks);
    }

    private static String kind(ProtocolLog.Kind kind) {
        return switch (kind) {
            case SEND -> "smtp-send";
            case RECEIVE -> "smtp-receive";
            case UNKNOWN -> "smtp";
        };
    }
}
