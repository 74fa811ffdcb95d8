package org.droppoint.correlate.log;

import java.util.List;
import org.droppoint.correlate.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * A text of the mail server or of a firewall, held against the sessions on the wire.
 *
 * @param kind smtp-send, smtp-receive, smtp, queue or firewall
 * @param sessions of a protocol log, in its order; empty for the other kinds
 */
public record JoinedLog(
        String file, String kind, LogClock clock, List<LoggedSession> sessions, List<LogRemark> remarks) {

    public JoinedLog {
        sessions = List.copyOf(sessions);
        remarks = List.copyOf(remarks);
    }

    /**
     * A session of a log.
     *
     * @param session the one on the wire, null where none is, or where it cannot be told which
     * @param joinedBy why it is held to be that one; empty where there is none
     */
    public record LoggedSession(
            String id, @Nullable Session session, String joinedBy, List<Contradiction> contradictions) {

        public LoggedSession {
            contradictions = List.copyOf(contradictions);
        }
    }

    /** Something that the log says and the wire disproves. */
    public record Contradiction(String id, String summary) {}

    /**
     * Something a text says that bears on the sessions, without contradicting or proving anything.
     *
     * @param line counted from 1; 0 where it is about the whole text
     * @param session the one it is about, null where that is none or several
     */
    public record LogRemark(String id, long line, @Nullable Session session, String summary) {}
}
