package org.droppoint.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.droppoint.correlate.log.JoinedLog;
import org.droppoint.correlate.session.Session;
import org.droppoint.verdict.CaseVerdict;
import org.jspecify.annotations.Nullable;

/** Puts joined logs into the report's model, with flows by their names. */
public final class LogReports {
    private final Map<Integer, String> flows;

    private LogReports(CaseVerdict verdict) {
        this.flows = verdict.flows().stream()
                .collect(Collectors.toMap(
                        flow -> flow.facts().index(), flow -> flow.facts().id()));
    }

    public static List<Report.Log> of(List<JoinedLog> logs, CaseVerdict verdict) {
        LogReports reports = new LogReports(verdict);
        return logs.stream().map(reports::log).toList();
    }

    /** A clock that is not held against the host's says nothing of the host's; a remark tells of it. */
    private Report.Log log(JoinedLog log) {
        boolean known = log.clock().known() && log.clock().againstHost();
        return new Report.Log(
                log.file(),
                log.kind(),
                known,
                known ? log.clock().offsetNanos() : 0,
                known ? log.clock().uncertaintyNanos() : 0,
                log.sessions().stream().map(this::session).toList(),
                log.remarks().stream()
                        .map(remark ->
                                new Report.Remark(remark.id(), remark.line(), flow(remark.session()), remark.summary()))
                        .toList());
    }

    private Report.LogSession session(JoinedLog.LoggedSession logged) {
        return new Report.LogSession(
                logged.id(),
                flow(logged.session()),
                logged.joinedBy(),
                logged.contradictions().stream()
                        .map(one -> new Report.Contradiction(one.id(), one.summary()))
                        .toList());
    }

    private @Nullable String flow(@Nullable Session session) {
        return session == null ? null : flows.get(session.index());
    }
}
