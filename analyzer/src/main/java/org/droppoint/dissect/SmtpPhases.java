package org.droppoint.dissect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The clear-text part of a dialogue read from its start to its end, replies matched to commands in order. */
final class SmtpPhases {
    private static final int CLOSING = 221;
    private static final int READY = 220;
    private static final int DONE = 250;
    private static final int START_INPUT = 354;
    private static final int UNAVAILABLE = 421;

    private final Set<Phase> reached;

    /** Commands and message contents that no reply has answered yet. */
    private final Deque<SmtpEvent> owed = new ArrayDeque<>();

    private final long[] endOf = {-1, -1};

    /** @param reached is added to */
    SmtpPhases(Set<Phase> reached) {
        this.reached = reached;
    }

    void read(List<SmtpEvent> events) {
        for (SmtpEvent event : events) {
            long end = endOf[event.direction().index()];
            boolean hole = end >= 0 && event.range().start() > end;
            if (event instanceof SmtpEvent.Reply reply) {
                reply(reply, hole);
            } else if (event instanceof SmtpEvent.Command command) {
                command(command);
            } else if (event instanceof SmtpEvent.Content content) {
                content(content);
            }
            endOf[event.direction().index()] = event.range().end();
        }
    }

    private void command(SmtpEvent.Command command) {
        if (!command.complete()) {
            return;
        }
        owed.addLast(command);
        switch (command.verb()) {
            case "EHLO", "HELO", "LHLO" -> reached.add(Phase.EHLO_SENT);
            case "STARTTLS", "X-ANONYMOUSTLS" -> reached.add(Phase.STARTTLS_SENT);
            case "QUIT" -> reached.add(Phase.QUIT_SENT);
            default -> {}
        }
    }

    /** The content of BDAT is answered by the reply to its command (RFC 3030 section 2), that of DATA by its own. */
    private void content(SmtpEvent.Content content) {
        boolean counted = owed.peekLast() instanceof SmtpEvent.Command command
                && command.verb().equals("BDAT");
        if (content.complete()) {
            reached.add(Phase.MESSAGE_SENT);
            if (!counted) {
                owed.addLast(content);
            }
        }
    }

    private void reply(SmtpEvent.Reply reply, boolean hole) {
        if (reply.greeting()) {
            reached.add(Phase.GREETED);
            return;
        }
        SmtpEvent answered = answeredBy(reply, hole);
        if (reply.code() == UNAVAILABLE || reply.code() == CLOSING) {
            reached.add(Phase.CLOSED);
        }
        if (answered instanceof SmtpEvent.Command command) {
            answer(command, reply.code());
        } else if (answered instanceof SmtpEvent.Content && reply.code() == DONE) {
            reached.add(Phase.MESSAGE_ACCEPTED);
        }
    }

    /** Behind bytes that were not seen, a reply is taken for the answer to all that was said. */
    private @Nullable SmtpEvent answeredBy(SmtpEvent.Reply reply, boolean hole) {
        SmtpEvent answered = hole ? owed.pollLast() : owed.pollFirst();
        if (hole) {
            owed.clear();
        }
        Set<String> only = SmtpVerbs.onlyAnsweredBy(reply.code());
        while (!only.isEmpty() && answered instanceof SmtpEvent.Command command && !only.contains(command.verb())) {
            answered = owed.pollFirst();
        }
        return answered;
    }

    private void answer(SmtpEvent.Command command, int code) {
        switch (command.verb()) {
            case "EHLO", "HELO", "LHLO" -> {
                if (code == DONE) {
                    reached.add(Phase.EHLO_ANSWERED);
                }
            }
            case "STARTTLS", "X-ANONYMOUSTLS" ->
                reached.add(code == READY ? Phase.STARTTLS_ACCEPTED : Phase.STARTTLS_REFUSED);
            case "BDAT" -> {
                boolean end = command.argument().toUpperCase(Locale.ROOT).endsWith("LAST");
                if (end && code == DONE) {
                    reached.add(Phase.MESSAGE_SENT);
                    reached.add(Phase.MESSAGE_ACCEPTED);
                }
            }
            default -> {}
        }
    }
}
