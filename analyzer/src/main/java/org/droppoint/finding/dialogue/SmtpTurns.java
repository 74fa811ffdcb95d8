package org.droppoint.finding.dialogue;

import org.droppoint.dissect.SmtpEvent;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.Origin;
import org.jspecify.annotations.Nullable;

/** The turns in clear text: SMTP is lockstep (RFC 5321 section 4.3.1), a command waits for its reply. */
final class SmtpTurns {
    private final Standing now;
    private boolean greeted;
    private boolean quit;
    private boolean mailAccepted;
    private boolean messageSent;
    private boolean starttlsAccepted;
    private @Nullable String lastVerb;
    private SmtpEvent.@Nullable Command quitAhead;
    private Turns.@Nullable Refused refused;

    SmtpTurns(Standing now) {
        this.now = now;
    }

    /** @param helloUnanswered a ClientHello was the last word, and no ServerHello came */
    void read(SmtpEvent event, boolean helloUnanswered) {
        if (event instanceof SmtpEvent.Reply reply) {
            readReply(reply, helloUnanswered);
        } else if (event instanceof SmtpEvent.Command command) {
            if (command.verb().equals("QUIT")) {
                readQuit(command);
                return;
            }
            lastVerb = command.verb();
            now.debt = command.complete()
                    ? reply(command)
                    : Debt.rest(Side.CLIENT, "a command", command.range(), command.origin());
        } else if (event instanceof SmtpEvent.Content content) {
            lastVerb = "DATA";
            now.debt = content.complete()
                    ? Debt.of(
                            Side.SERVER,
                            "the reply to the message",
                            content.range(),
                            content.completion(),
                            Debt.Pace.MESSAGE)
                    : Debt.rest(Side.CLIENT, "the message", content.range(), content.completion());
            messageSent = content.complete();
            now.progress = messageSent ? "message sent" : "sending the message";
        }
    }

    /** Said together with a message (RFC 2920 section 3.1) it is answered after that: whether the mail was taken is owed. */
    private void readQuit(SmtpEvent.Command command) {
        quit = true;
        if (now.owes(Side.SERVER) && messageSent) {
            quitAhead = command;
            return;
        }
        lastVerb = command.verb();
        if (!now.waitedInVain(command.origin())) {
            farewell(command, command.origin());
        }
    }

    private void farewell(SmtpEvent.Command command, Origin said) {
        now.farewell = said;
        now.debt = Debt.loose(Side.SERVER, "the reply to QUIT", command.range(), command.completion());
    }

    private static Debt reply(SmtpEvent.Command command) {
        Debt.Pace pace = command.verb().equals("STARTTLS") ? Debt.Pace.MACHINE : Debt.Pace.COMMAND;
        return Debt.of(Side.SERVER, "the reply to " + command.verb(), command.range(), command.completion(), pace);
    }

    /** A client that speaks TLS from the first byte (RFC 8314 section 3) can do nothing with clear text. */
    private void answeredInClear(SmtpEvent.Reply reply) {
        now.progress = "ClientHello answered in clear text";
        now.debt = Debt.of(
                Side.SERVER,
                "its TLS handshake flight, having answered the ClientHello in clear text",
                reply.range(),
                reply.completion());
    }

    private void readReply(SmtpEvent.Reply reply, boolean helloUnanswered) {
        if (helloUnanswered) {
            answeredInClear(reply);
            return;
        }
        boolean first = reply.greeting() || lastVerb == null;
        String to = first ? "the greeting" : String.valueOf(lastVerb);
        boolean opening = first || to.equals("EHLO") || to.equals("HELO") || to.equals("STARTTLS");
        int code = reply.code();
        if (code == 421 || opening && (code == 454 || code >= 500)) {
            refused = new Turns.Refused(first ? "connection" : to, code, reply);
        } else if (opening && code < 400) {
            refused = null;
        }
        if (first) {
            greeted = true;
            now.progress = "greeted";
            now.debt = Debt.loose(Side.CLIENT, "its first command", reply.range(), reply.completion());
        } else if (to.equals("STARTTLS") && code == 220) {
            starttlsAccepted = true;
            now.progress = "STARTTLS accepted";
            now.debt = Debt.of(Side.CLIENT, "its ClientHello", reply.range(), reply.completion());
        } else if (code == 354 || code == 334) {
            now.debt = Debt.of(
                    Side.CLIENT,
                    code == 354 ? "the message" : "its credentials",
                    reply.range(),
                    reply.completion(),
                    Debt.Pace.COMMAND);
        } else {
            now.progress = progressAfter(to, code);
            now.debt = Debt.loose(Side.CLIENT, "its next command", reply.range(), reply.completion());
        }
        if (!reply.complete()) {
            now.debt = Debt.rest(Side.SERVER, "a reply", reply.range(), reply.origin());
            return;
        }
        messageSent = false;
        if (quitAhead != null) {
            lastVerb = quitAhead.verb();
            farewell(quitAhead, reply.origin());
            quitAhead = null;
        }
    }

    private String progressAfter(String verb, int code) {
        if (code >= 400) {
            return verb + " refused with " + code;
        }
        if (verb.equals("DATA") || verb.equals("BDAT")) {
            mailAccepted = true;
            return "message accepted";
        }
        return verb.equals("QUIT") ? "closed by QUIT" : verb + " answered";
    }

    /** Nobody has said anything yet. */
    boolean silent() {
        return lastVerb == null && !greeted;
    }

    boolean quit() {
        return quit;
    }

    boolean mailAccepted() {
        return mailAccepted;
    }

    boolean starttlsAccepted() {
        return starttlsAccepted;
    }

    Turns.@Nullable Refused refused() {
        return refused;
    }
}
