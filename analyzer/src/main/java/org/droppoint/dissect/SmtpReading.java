package org.droppoint.dissect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.droppoint.base.Direction;
import org.jspecify.annotations.Nullable;

/** The clear-text part of a dialogue read from its start to its end, replies matched to commands in order. */
final class SmtpReading {
    private static final int CLOSING = 221;
    private static final int READY = 220;
    private static final int DONE = 250;
    private static final int CHALLENGE = 334;
    private static final int START_INPUT = 354;
    private static final int UNAVAILABLE = 421;
    private static final int FIRST_REFUSAL = 400;

    private final Set<Phase> reached = EnumSet.noneOf(Phase.class);
    private final List<String> capabilities = new ArrayList<>();
    private final List<SmtpEvent.Command> overwritten = new ArrayList<>();

    /** Commands and message contents that no reply has answered yet. */
    private final Deque<SmtpEvent> owed = new ArrayDeque<>();

    private final long[] endOf = {-1, -1};
    private boolean capabilitiesMasked;
    private boolean greetingMasked;
    private boolean contentAnnounced;
    private boolean over;
    private SessionProgress.@Nullable Refusal refusal;
    private @Nullable SmtpEvent last;

    SmtpReading(Dialogue dialogue) {
        for (SmtpEvent event : dialogue.smtp()) {
            boolean hole = endOf[event.direction().index()] >= 0
                    && event.range().start() > endOf[event.direction().index()];
            if (event instanceof SmtpEvent.Reply reply) {
                reply(reply, hole);
            } else if (event instanceof SmtpEvent.Command command) {
                command(command);
            } else if (event instanceof SmtpEvent.Content content) {
                content(content);
            }
            endOf[event.direction().index()] = event.range().end();
            if (!(event instanceof SmtpEvent.Unrecognised)) {
                last = event;
            }
        }
    }

    private void command(SmtpEvent.Command command) {
        if (SmtpVerbs.isOverwritten(command.verb())) {
            overwritten.add(command);
        }
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
        contentAnnounced = false;
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
            greetingMasked = isMaskedGreeting(reply);
            refuse("connection", reply);
            return;
        }
        SmtpEvent answered = answeredBy(reply, hole);
        if (reply.code() == UNAVAILABLE) {
            refuse(answered instanceof SmtpEvent.Command command ? command.verb() : "session", reply);
        }
        over = reply.code() == UNAVAILABLE || reply.code() == CLOSING;
        if (over) {
            reached.add(Phase.CLOSED);
        }
        contentAnnounced = reply.code() == START_INPUT;
        if (answered instanceof SmtpEvent.Command command) {
            answer(command, reply);
        } else if (answered instanceof SmtpEvent.Content && reply.code() == DONE) {
            reached.add(Phase.MESSAGE_ACCEPTED);
        }
    }

    /** Behind bytes that were not seen, a reply is taken for the answer to all that was said: none is blamed. */
    private @Nullable SmtpEvent answeredBy(SmtpEvent.Reply reply, boolean hole) {
        SmtpEvent answered = hole ? owed.pollLast() : owed.pollFirst();
        if (hole) {
            owed.clear();
        }
        Set<String> only = onlyVerbsOf(reply.code());
        while (!only.isEmpty() && answered instanceof SmtpEvent.Command command && !only.contains(command.verb())) {
            answered = owed.pollFirst();
        }
        return answered;
    }

    private static Set<String> onlyVerbsOf(int code) {
        return switch (code) {
            case READY -> SmtpVerbs.TLS_STARTERS;
            case CLOSING -> Set.of("QUIT");
            case START_INPUT -> Set.of("DATA");
            default -> Set.of();
        };
    }

    private void answer(SmtpEvent.Command command, SmtpEvent.Reply reply) {
        switch (command.verb()) {
            case "EHLO", "HELO", "LHLO" -> hello(command, reply);
            case "STARTTLS", "X-ANONYMOUSTLS" -> {
                reached.add(reply.code() == READY ? Phase.STARTTLS_ACCEPTED : Phase.STARTTLS_REFUSED);
                refuse(command.verb(), reply);
            }
            case "BDAT" -> {
                boolean end = command.argument().toUpperCase(Locale.ROOT).endsWith("LAST");
                if (end && reply.code() == DONE) {
                    reached.add(Phase.MESSAGE_SENT);
                    reached.add(Phase.MESSAGE_ACCEPTED);
                }
            }
            default -> {}
        }
    }

    private void hello(SmtpEvent.Command command, SmtpEvent.Reply reply) {
        refuse(command.verb(), reply);
        if (reply.code() != DONE) {
            return;
        }
        reached.add(Phase.EHLO_ANSWERED);
        if (refusal != null && Set.of("EHLO", "HELO", "LHLO").contains(refusal.of())) {
            refusal = null;
        }
        capabilities.clear();
        for (String line : reply.lines().subList(1, Math.max(1, reply.lines().size()))) {
            String keyword = line.strip().split(" ", 2)[0].toUpperCase(Locale.ROOT);
            capabilities.add(keyword);
            capabilitiesMasked |= isMaskedKeyword(keyword);
        }
    }

    private void refuse(String of, SmtpEvent.Reply reply) {
        if (reply.code() >= FIRST_REFUSAL && refusal == null) {
            refusal = new SessionProgress.Refusal(of, reply);
        }
    }

    /** Cisco's mask-banner leaves code, 2, 0 and blanks: {@code 220 ****0*2***}. */
    private static boolean isMaskedGreeting(SmtpEvent.Reply reply) {
        String text = String.join("", reply.lines()).replace(" ", "");
        long masked = text.chars().filter(c -> c == '*').count();
        return masked >= 4 && masked * 2 > text.length();
    }

    /** {@code XXXXXXXA} for STARTTLS: all X but perhaps the last letter. No extension's name begins with three X. */
    private static boolean isMaskedKeyword(String keyword) {
        return keyword.length() >= 4
                && keyword.substring(0, keyword.length() - 1).chars().allMatch(c -> c == 'X');
    }

    /**
     * Who had to speak next in clear text. A server owes a greeting (RFC 5321 section 4.3.1) and a reply to each command
     * (section 4.2); a client the lines and content it has begun or announced, and answers to challenges (RFC 4954
     * section 4). Behind any other reply the client merely has the next word.
     */
    Debt debt() {
        if (last == null) {
            return Debt.server("greeting", null);
        }
        if (!last.complete() && last.direction() == Direction.CLIENT_TO_SERVER) {
            return Debt.client(
                    last instanceof SmtpEvent.Content ? "rest of the message" : "rest of a command", last.completion());
        }
        if (last instanceof SmtpEvent.Reply reply && !reply.complete()) {
            return Debt.server("rest of a reply", reply.completion());
        }
        SmtpEvent unanswered = owed.peekFirst();
        if (unanswered != null && !over) {
            return Debt.server("reply to " + nameOf(unanswered), unanswered.completion());
        }
        return over ? Debt.NONE : afterReply(last);
    }

    private Debt afterReply(SmtpEvent reply) {
        if (contentAnnounced) {
            return Debt.client("message content", reply.completion());
        }
        if (reply instanceof SmtpEvent.Reply challenge && challenge.code() == CHALLENGE) {
            return Debt.client("answer to a challenge", reply.completion());
        }
        boolean tlsNext = reply instanceof SmtpEvent.Reply ready
                && ready.code() == READY
                && reached.contains(Phase.STARTTLS_ACCEPTED);
        return tlsNext
                ? Debt.client("ClientHello", reply.completion())
                : Debt.clientsTurn("next command", reply.completion());
    }

    private static String nameOf(SmtpEvent event) {
        return event instanceof SmtpEvent.Command command ? command.verb() : "message content";
    }

    SmtpEvent.@Nullable Command lastUnanswered() {
        return over || !(owed.peekLast() instanceof SmtpEvent.Command command) ? null : command;
    }

    Set<Phase> reached() {
        return reached;
    }

    List<String> capabilities() {
        return List.copyOf(capabilities);
    }

    boolean areCapabilitiesMasked() {
        return capabilitiesMasked;
    }

    boolean isGreetingMasked() {
        return greetingMasked;
    }

    List<SmtpEvent.Command> overwritten() {
        return List.copyOf(overwritten);
    }

    SessionProgress.@Nullable Refusal refusal() {
        return refusal;
    }

    /** The server has said that it ends the session. */
    boolean isOver() {
        return over;
    }
}
