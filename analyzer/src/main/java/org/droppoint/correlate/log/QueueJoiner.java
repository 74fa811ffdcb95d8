package org.droppoint.correlate.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.droppoint.correlate.log.JoinedLog.LogRemark;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.dissect.SmtpWords;
import org.droppoint.exchange.LastError;
import org.droppoint.exchange.QueueEntry;
import org.droppoint.exchange.QueueReport;
import org.droppoint.exchange.StatusCode;

/** What Get-Queue says of the far ends that the captures know. */
public final class QueueJoiner {
    private static final int MAX_REMARKS = 100;
    private static final Set<Integer> MAILBOX_REPLIES = Set.of(450, 550, 551, 552, 553);

    private QueueJoiner() {}

    public static JoinedLog join(QueueReport queues, Correlation correlation) {
        List<LogRemark> remarks = new ArrayList<>();
        for (QueueEntry queue : queues.queues()) {
            if (queue.lastError().isPresent() && remarks.size() < MAX_REMARKS) {
                remarks.add(remark(queue, correlation));
            }
        }
        SkippedRemark.of(queues.skipped()).ifPresent(remarks::add);
        return new JoinedLog(
                queues.fileName(), "queue", LogClock.unknown(new HostClock(correlation).tap()), List.of(), remarks);
    }

    private static LogRemark remark(QueueEntry queue, Correlation correlation) {
        LastError error = queue.lastError();
        List<Session> there = correlation.sessions().stream()
                .map(SessionTrace::session)
                .filter(session -> session.key().server().address().toString().equals(error.address()))
                .toList();
        StringBuilder text = new StringBuilder("The queue ");
        text.append(PlainWords.of(queue.identity().isEmpty() ? "without a name" : queue.identity()));
        if (!queue.nextHopDomain().isEmpty()) {
            text.append(" to ").append(PlainWords.of(queue.nextHopDomain()));
        }
        if (!queue.status().isEmpty()) {
            text.append(" is in state ").append(PlainWords.of(queue.status()));
        }
        if (queue.messageCount() >= 0) {
            text.append(" with ").append(queue.messageCount());
            text.append(queue.messageCount() == 1 ? " message" : " messages").append(" waiting");
        }
        text.append("; its last error: ").append(said(error));
        if (!error.address().isEmpty()) {
            text.append(" (")
                    .append(PlainWords.of(error.address()))
                    .append(", ")
                    .append(count(there))
                    .append(')');
        }
        return new LogRemark(
                "queue-error",
                queue.lineNumber(),
                there.size() == 1 ? there.get(0) : null,
                text.append('.').toString());
    }

    /** A reply that speaks of a mailbox may name it without its host; of such, the codes and SMTP's own words are shown. */
    private static String said(LastError error) {
        if (error.codes().stream().noneMatch(QueueJoiner::speaksOfAMailbox)) {
            return PlainWords.of(error.led());
        }
        SmtpWords words = SmtpWords.standard();
        return error.codes().stream()
                .map(code -> code.reply() + " " + words.shown(code.enhanced() + " " + code.text()))
                .collect(Collectors.joining(" -> "));
    }

    /** By its reply code (RFC 5321 section 4.2.3) and, where it has one, its enhanced code (RFC 3463 sections 3.2 and 3.3). */
    private static boolean speaksOfAMailbox(StatusCode code) {
        String enhanced = code.enhanced();
        return MAILBOX_REPLIES.contains(code.reply())
                && (enhanced.isEmpty() || enhanced.startsWith(".1.", 1) || enhanced.startsWith(".2.", 1));
    }

    private static String count(List<Session> there) {
        return switch (there.size()) {
            case 0 -> "no session with it in the captures";
            case 1 -> "one session with it in the captures";
            default -> there.size() + " sessions with it in the captures";
        };
    }
}
