package org.droppoint.finding;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.Session;
import org.droppoint.dissect.Dialogue;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.dissect.TlsMessage;
import org.droppoint.dissect.TlsNames;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.flow.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Reads a session's dialogue turn by turn: how far it came, and who must speak next. SMTP is lockstep (RFC 5321 section
 * 4.3.1): a command waits for its reply; TLS handshakes go by flights (RFC 5246 section 7.3, RFC 8446 section 2). What
 * is encrypted still shows whose turn it was.
 */
final class Turns {
    /** Bytes of a record's header (RFC 8446 section 5.1). */
    private static final int RECORD_HEADER = 5;

    /** Whoever waits longer than this waits in vain. */
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    /** A message follows upon the answers to EHLO and to DATA at least. */
    private static final int BEFORE_A_MESSAGE = 2;

    /** EHLO, MAIL, RCPT, DATA and the message have a reply each. */
    private static final int MESSAGE_REPLIES = 4;

    /** Record bodies of a six-byte command such as QUIT under the usual ciphers: GCM and ChaCha20 in TLS 1.2 and 1.3, CBC. */
    private static final Set<Long> QUIT_LENGTHS = Set.of(22L, 23L, 30L, 48L, 64L);

    /** A clear-text refusal. */
    record Refused(String what, int code, SmtpEvent.Reply reply) {}

    /** A fatal alert in clear text. */
    record FatalAlert(Side side, int description, TlsRecord record) {}

    private final ToLongFunction<Origin> reference;
    private final long begunNanos;
    private final boolean fromStart;
    private boolean greeted;
    private Debt debt;
    private String progress = SessionFacts.NOTHING_SAID;
    private boolean established;
    private boolean quit;
    private boolean mailAccepted;
    private boolean messageSent;
    private SmtpEvent.@Nullable Command quitAhead;
    private boolean quitSized;
    private @Nullable Debt unspoken;
    private int encryptedReplies;
    private @Nullable Side closing;
    private @Nullable Origin farewell;
    private @Nullable Refused refused;
    private @Nullable FatalAlert fatalAlert;
    private @Nullable String lastVerb;
    private int negotiatedVersion;
    private boolean starttlsAccepted;
    private boolean serverHelloSeen;
    private boolean clientCipher;
    private boolean serverCipher;
    private boolean clientCertificate;
    private boolean tlsFirst;
    private final SealedHandshake sealed = new SealedHandshake();
    private TlsMessage.@Nullable ClientHello clientHello;
    private TlsMessage.@Nullable ServerHello serverHello;

    /**
     * @param legible whether the captures hold what was said; where a snap length cut it off, nobody's debt is known
     * @param begunNanos when the connection was opened, on the reference clock
     * @param reference gives an origin's time on the reference clock, in nanoseconds
     */
    Turns(
            Dialogue dialogue,
            Session session,
            boolean fromStart,
            boolean legible,
            long begunNanos,
            ToLongFunction<Origin> reference) {
        this.reference = reference;
        this.begunNanos = begunNanos;
        this.fromStart = fromStart;
        if (!legible) {
            debt = Debt.none();
            progress = "not legible: not all that was said is in the captures, or it is no mail";
            return;
        }
        debt = fromStart ? Debt.greeting() : Debt.none();
        for (Turn turn : Turn.inOrder(dialogue, session, reference)) {
            if (turn.smtp() != null) {
                read(turn.smtp());
            } else if (turn.tls() != null) {
                read(turn.tls());
            }
        }
    }

    /**
     * What a side has sent behind its last TLS record is a record begun: that side owes the rest of it. Less than a
     * record's header may be a keep-alive's byte (RFC 9293 section 3.8.4) in the place of the FIN.
     *
     * @param streamEnd how far the side's stream was seen
     */
    void begunRecord(Dialogue dialogue, Side side, long streamEnd) {
        Optional<TlsRecord> last = dialogue.tls().stream()
                .filter(record -> record.direction() == side.sends())
                .max(Comparator.comparingLong(record -> record.range().end()));
        boolean waits = debt.owner() == side.other() && closing == null && refused == null && fatalAlert == null;
        if (waits && last.isPresent() && streamEnd - last.get().range().end() >= RECORD_HEADER) {
            TlsRecord record = last.get();
            debt = Debt.rest(side, "a TLS record", new ByteRange(record.range().end(), streamEnd), record.origin());
        }
    }

    /** What is owed, where packet headers alone tell. */
    void owed(Debt known) {
        debt = known;
    }

    /**
     * The server had owed an answer for long when this was said: to say goodbye then cancels no debt. Who says more than
     * goodbye had not come to its end before, and waits since then.
     */
    private boolean waitedInVain(Origin said) {
        boolean owed = debt.binding() && debt.owner() == Side.SERVER;
        long since = debt.since() == null ? begunNanos : reference.applyAsLong(debt.since());
        return owed && reference.applyAsLong(said) - since >= PATIENCE_NANOS;
    }

    // ---- SMTP ----

    private void read(SmtpEvent event) {
        if (event instanceof SmtpEvent.Reply reply) {
            readReply(reply);
        } else if (event instanceof SmtpEvent.Command command) {
            if (command.verb().equals("QUIT")) {
                readQuit(command);
                return;
            }
            lastVerb = command.verb();
            debt = command.complete()
                    ? reply(command)
                    : Debt.rest(Side.CLIENT, "a command", command.range(), command.origin());
        } else if (event instanceof SmtpEvent.Content content) {
            lastVerb = "DATA";
            debt = content.complete()
                    ? Debt.of(
                            Side.SERVER,
                            "the reply to the message",
                            content.range(),
                            content.completion(),
                            Debt.Pace.MESSAGE)
                    : Debt.rest(Side.CLIENT, "the message", content.range(), content.completion());
            messageSent = content.complete();
            progress = messageSent ? "message sent" : "sending the message";
        }
    }

    /** Said together with a message (RFC 2920 section 3.1) it is answered after that: whether the mail was taken is owed. */
    private void readQuit(SmtpEvent.Command command) {
        quit = true;
        if (debt.binding() && debt.owner() == Side.SERVER && messageSent) {
            quitAhead = command;
            return;
        }
        lastVerb = command.verb();
        if (!waitedInVain(command.origin())) {
            farewell(command, command.origin());
        }
    }

    private void farewell(SmtpEvent.Command command, Origin said) {
        farewell = said;
        debt = Debt.loose(Side.SERVER, "the reply to QUIT", command.range(), command.completion());
    }

    private static Debt reply(SmtpEvent.Command command) {
        Debt.Pace pace = command.verb().equals("STARTTLS") ? Debt.Pace.MACHINE : Debt.Pace.COMMAND;
        return Debt.of(Side.SERVER, "the reply to " + command.verb(), command.range(), command.completion(), pace);
    }

    /** A client that speaks TLS from the first byte (RFC 8314 section 3) can do nothing with clear text. */
    private void answeredInClear(SmtpEvent.Reply reply) {
        progress = "ClientHello answered in clear text";
        debt = Debt.of(
                Side.SERVER,
                "its TLS handshake flight, having answered the ClientHello in clear text",
                reply.range(),
                reply.completion());
    }

    private void readReply(SmtpEvent.Reply reply) {
        if (tlsFirst && !serverHelloSeen) {
            answeredInClear(reply);
            return;
        }
        boolean first = reply.greeting() || lastVerb == null;
        String to = first ? "the greeting" : String.valueOf(lastVerb);
        boolean opening = first || to.equals("EHLO") || to.equals("HELO") || to.equals("STARTTLS");
        int code = reply.code();
        if (code == 421 || opening && (code == 454 || code >= 500)) {
            refused = new Refused(first ? "connection" : to, code, reply);
        } else if (opening && code < 400) {
            refused = null;
        }
        if (first) {
            greeted = true;
            progress = "greeted";
            debt = Debt.loose(Side.CLIENT, "its first command", reply.range(), reply.completion());
        } else if (to.equals("STARTTLS") && code == 220) {
            starttlsAccepted = true;
            progress = "STARTTLS accepted";
            debt = Debt.of(Side.CLIENT, "its ClientHello", reply.range(), reply.completion());
        } else if (code == 354 || code == 334) {
            debt = Debt.of(
                    Side.CLIENT,
                    code == 354 ? "the message" : "its credentials",
                    reply.range(),
                    reply.completion(),
                    Debt.Pace.COMMAND);
        } else {
            progress = progressAfter(to, code);
            debt = Debt.loose(Side.CLIENT, "its next command", reply.range(), reply.completion());
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

    // ---- TLS ----

    private void read(TlsRecord record) {
        Side side = Side.sending(record.direction());
        if (closing != null && side == closing) {
            return;
        }
        if (record.wholeness() == TlsRecord.Wholeness.GAP) {
            debt = Debt.rest(side, "a TLS record", record.range(), record.origin());
            return;
        }
        switch (record.contentType()) {
            case TlsNames.HANDSHAKE -> readHandshake(side, record);
            case TlsNames.CHANGE_CIPHER_SPEC -> readCipherChange(side, record);
            case TlsNames.ALERT -> readAlert(side, record);
            case TlsNames.APPLICATION_DATA -> readApplicationData(side, record);
            default -> progress = "TLS record of unknown type";
        }
    }

    private void readHandshake(Side side, TlsRecord record) {
        if (record.encrypted()) {
            readFinished(side, record);
            return;
        }
        for (TlsMessage message : record.messages()) {
            if (!(message instanceof TlsMessage.Handshake handshake)) {
                continue;
            }
            if (handshake.detail() instanceof TlsMessage.ClientHello hello) {
                clientHello = hello;
            } else if (handshake.detail() instanceof TlsMessage.ServerHello hello) {
                serverHello = hello;
                negotiatedVersion = hello.version();
            }
            readHandshakeType(side, handshake.type(), record);
        }
        if (record.messages().isEmpty() && side == Side.SERVER && !serverCipher) {
            debt = Debt.rest(Side.SERVER, "its handshake flight", record.range(), record.origin());
        }
    }

    private void readHandshakeType(Side side, int type, TlsRecord record) {
        if (type == TlsNames.CLIENT_HELLO) {
            tlsFirst |= fromStart && lastVerb == null && !greeted;
            progress = "ClientHello sent";
            debt = Debt.of(Side.SERVER, "its TLS handshake flight", record.range(), record.origin());
        } else if (type == TlsNames.SERVER_HELLO) {
            serverHelloSeen = true;
            boolean retry = serverHello != null && serverHello.helloRetryRequest();
            progress = retry ? "HelloRetryRequest sent" : "ServerHello sent";
            debt = retry || negotiatedVersion == TlsNames.TLS_1_3
                    ? Debt.of(Side.CLIENT, "its next handshake flight", record.range(), record.origin())
                    : Debt.rest(Side.SERVER, "its handshake flight", record.range(), record.origin());
        } else if (type == TlsNames.SERVER_HELLO_DONE) {
            progress = "server's handshake flight sent";
            debt = Debt.of(Side.CLIENT, "its handshake flight", record.range(), record.origin());
        } else if (side == Side.SERVER && type != TlsNames.HELLO_REQUEST) {
            progress = "server's handshake flight under way";
            debt = Debt.rest(Side.SERVER, "its handshake flight", record.range(), record.origin());
        } else if (side == Side.CLIENT) {
            clientCertificate |= type == TlsNames.CERTIFICATE;
            progress = "client's handshake flight under way";
            debt = Debt.rest(Side.CLIENT, "its handshake flight", record.range(), record.origin());
        }
    }

    /** Compatibility records of TLS 1.3 say nothing (RFC 8446 section D.4). */
    private void readCipherChange(Side side, TlsRecord record) {
        if (negotiatedVersion == TlsNames.TLS_1_3) {
            return;
        }
        clientCipher |= side == Side.CLIENT;
        serverCipher |= side == Side.SERVER;
        if (!established) {
            debt = Debt.of(side, "its Finished", record.range(), record.origin());
        }
    }

    private void readFinished(Side side, TlsRecord record) {
        boolean otherDone = side == Side.CLIENT ? serverCipher : clientCipher;
        if (established) {
            return;
        }
        if (otherDone) {
            established = true;
            progress = "TLS established";
            debt = firstWord(record);
        } else {
            progress = side.label() + "'s Finished sent";
            debt = Debt.of(side.other(), "its ChangeCipherSpec and Finished", record.range(), record.origin());
        }
    }

    private void readAlert(Side side, TlsRecord record) {
        for (TlsMessage message : record.messages()) {
            if (message instanceof TlsMessage.Alert alert && !record.encrypted()) {
                if (alert.description() == 0) {
                    close(side, record);
                } else if (alert.level() == 2) {
                    fatalAlert = new FatalAlert(side, alert.description(), record);
                    progress = side.label() + " sent alert " + TlsNames.alertDescription(alert.description());
                }
                return;
            }
        }
        boolean insteadOfAnswer = debt.binding() && debt.owner() == side && !quit;
        boolean fromTheMiddle = clientHello == null && serverHello == null;
        if (fromTheMiddle || established && !(insteadOfAnswer && side == Side.SERVER)) {
            close(side, record);
        } else {
            fatalAlert = new FatalAlert(side, -1, record);
        }
    }

    private void close(Side side, TlsRecord record) {
        closing = side;
        progress = "closed by close_notify";
        if (side == Side.CLIENT && waitedInVain(record.origin())) {
            return;
        }
        farewell = farewell == null ? record.origin() : farewell;
        debt = Debt.none();
    }

    private void readApplicationData(Side side, TlsRecord record) {
        boolean tls13Alert = negotiatedVersion == TlsNames.TLS_1_3 && sealed.isAlert(side, record);
        boolean finished = negotiatedVersion == TlsNames.TLS_1_3 && !established && sealed.isFinished(side, record);
        if (tls13Alert && !established) {
            fatalAlert = new FatalAlert(side, -1, record);
            progress = side.label() + " ended the handshake by an encrypted alert";
        } else if (tls13Alert && side == Side.SERVER && rejects(record)) {
            fatalAlert = new FatalAlert(side, -1, record);
            progress = "server ended by an encrypted alert instead of an answer";
        } else if (tls13Alert) {
            close(side, record);
        } else if (side == Side.SERVER) {
            encryptedReplies += established ? record.count() : 0;
            boolean handshake = negotiatedVersion == TlsNames.TLS_1_3 && !established;
            boolean more = handshake && sealed.serverOwesMore(record, finished);
            debt = more
                    ? Debt.rest(Side.SERVER, "its handshake flight", record.range(), record.origin())
                    : handshake
                            ? Debt.of(Side.CLIENT, "its handshake flight", record.range(), record.origin())
                            : Debt.loose(Side.CLIENT, "its next command", record.range(), record.origin());
            progress = handshake ? "server's handshake flight sent" : "encrypted mail";
        } else {
            quitSized =
                    record.count() == 1 && QUIT_LENGTHS.contains(record.range().length() - 5);
            boolean inVain = established && quitSized && waitedInVain(record.origin());
            established = true;
            progress = progress.equals("encrypted mail") ? progress : "TLS established";
            if (finished) {
                debt = firstWord(record);
                return;
            }
            unspoken = null;
            if (!inVain) {
                Debt.Pace pace = encryptedReplies < BEFORE_A_MESSAGE ? Debt.Pace.COMMAND : Debt.Pace.MESSAGE;
                debt = Debt.of(Side.SERVER, "the answer to encrypted data", record.range(), record.origin(), pace);
            }
        }
    }

    /** After STARTTLS the client says EHLO again (RFC 3207 section 4.2); with TLS from the first byte the server greets. */
    private Debt firstWord(TlsRecord record) {
        if (tlsFirst) {
            return Debt.of(Side.SERVER, "its greeting within TLS", record.range(), record.origin(), Debt.Pace.COMMAND);
        }
        unspoken = Debt.loose(Side.CLIENT, "its first command within TLS", record.range(), record.origin());
        return unspoken;
    }

    /**
     * In TLS 1.3 the server learns of the client's certificate when the client has finished, and says what it thinks of it
     * in the place of its first answer (RFC 8446 section 4.4.2.4): nobody says goodbye there, an alert is a refusal.
     */
    private boolean rejects(TlsRecord record) {
        boolean insteadOfAnswer = debt.binding() && debt.owner() == Side.SERVER && !quit && !quitSized;
        boolean atOnce = debt.owner() == Side.CLIENT
                && debt.since() != null
                && reference.applyAsLong(record.origin()) - reference.applyAsLong(debt.since()) < PATIENCE_NANOS;
        return encryptedReplies == 0 && (insteadOfAnswer || atOnce);
    }

    Debt debt() {
        return debt;
    }

    /** TLS stands since then and the client has not said a word in it; null where it has, or TLS never stood. */
    @Nullable
    Debt unspoken() {
        return unspoken;
    }

    /** How far the session came, in words. */
    String progress() {
        return progress;
    }

    boolean established() {
        return established;
    }

    boolean quit() {
        return quit;
    }

    boolean mailAccepted() {
        return mailAccepted;
    }

    /** Encrypted commands were answered: who then sends something and closes at once has said goodbye. */
    boolean conversed() {
        return established && encryptedReplies > 0;
    }

    /** The last encrypted command has QUIT's length, after a dialogue long enough for a message. */
    boolean quitLikely() {
        return quitSized && encryptedReplies >= MESSAGE_REPLIES;
    }

    boolean starttlsAccepted() {
        return starttlsAccepted;
    }

    boolean serverHelloSeen() {
        return serverHelloSeen;
    }

    boolean clientCertificate() {
        return clientCertificate;
    }

    /** The side that announced the end of TLS by close_notify. */
    @Nullable
    Side closing() {
        return closing;
    }

    /** The frame of QUIT or of the first close_notify: what comes later the session can do without. */
    @Nullable
    Origin farewell() {
        return farewell;
    }

    @Nullable
    Refused refused() {
        return refused;
    }

    @Nullable
    FatalAlert fatalAlert() {
        return fatalAlert;
    }

    TlsMessage.@Nullable ClientHello clientHello() {
        return clientHello;
    }

    TlsMessage.@Nullable ServerHello serverHello() {
        return serverHello;
    }
}
