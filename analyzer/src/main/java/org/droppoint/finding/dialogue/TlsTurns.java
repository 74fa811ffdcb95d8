package org.droppoint.finding.dialogue;

import java.util.Set;
import org.droppoint.base.ByteRange;
import org.droppoint.dissect.TlsMessage;
import org.droppoint.dissect.TlsNames;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.SegmentStore;
import org.jspecify.annotations.Nullable;

/**
 * The turns of TLS: its handshakes go by flights (RFC 5246 section 7.3, RFC 8446 section 2), and what is encrypted still
 * shows whose turn it was.
 */
final class TlsTurns {
    /** A message follows upon the answers to EHLO and to DATA at least. */
    private static final int BEFORE_A_MESSAGE = 2;

    /** EHLO, MAIL, RCPT, DATA and the message have a reply each. */
    private static final int MESSAGE_REPLIES = 4;

    /** A ticket holds the session's keys, sealed, and what goes with them. */
    private static final int SHORTEST_TICKET = 100;

    /** Record bodies of a six-byte command such as QUIT under the usual ciphers: GCM and ChaCha20 in TLS 1.2 and 1.3, CBC. */
    private static final Set<Long> QUIT_LENGTHS = Set.of(22L, 23L, 30L, 48L, 64L);

    private final Standing now;
    private final SmtpTurns smtp;
    private final boolean fromStart;
    private final SealedHandshake sealed = new SealedHandshake();
    private boolean established;
    private boolean quitSized;
    private int encryptedReplies;
    private long ticketLength;
    private @Nullable Debt asked;
    private int negotiatedVersion;
    private boolean serverHelloSeen;
    private boolean clientCipher;
    private boolean serverCipher;
    private boolean clientCertificate;
    private boolean tlsFirst;
    private @Nullable Debt unspoken;
    private @Nullable Side closing;
    private Turns.@Nullable FatalAlert fatalAlert;
    private TlsMessage.@Nullable ClientHello clientHello;
    private TlsMessage.@Nullable ServerHello serverHello;

    /** @param fromStart the connection's beginning is on record */
    TlsTurns(Standing now, SmtpTurns smtp, boolean fromStart) {
        this.now = now;
        this.smtp = smtp;
        this.fromStart = fromStart;
    }

    /** @param heard up to where its speaker had heard the other side when it ended, or {@link SegmentStore#NO_ACK} */
    void read(TlsRecord record, long heard) {
        Side side = Side.sending(record.direction());
        if (closing != null && side == closing) {
            return;
        }
        if (record.wholeness() == TlsRecord.Wholeness.GAP) {
            now.debt = Debt.rest(side, "a TLS record", record.range(), record.origin());
            return;
        }
        switch (record.contentType()) {
            case TlsNames.HANDSHAKE -> readHandshake(side, record);
            case TlsNames.CHANGE_CIPHER_SPEC -> readCipherChange(side, record);
            case TlsNames.ALERT -> readAlert(side, record);
            case TlsNames.APPLICATION_DATA -> readApplicationData(side, record, heard);
            default -> now.progress = "TLS record of unknown type";
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
            now.debt = Debt.rest(Side.SERVER, "its handshake flight", record.range(), record.origin());
        }
    }

    private void readHandshakeType(Side side, int type, TlsRecord record) {
        if (type == TlsNames.CLIENT_HELLO) {
            tlsFirst |= fromStart && smtp.silent();
            now.progress = "ClientHello sent";
            now.debt = Debt.of(Side.SERVER, "its TLS handshake flight", record.range(), record.completion());
        } else if (type == TlsNames.SERVER_HELLO) {
            serverHelloSeen = true;
            boolean retry = serverHello != null && serverHello.helloRetryRequest();
            now.progress = retry ? "HelloRetryRequest sent" : "ServerHello sent";
            now.debt = retry || negotiatedVersion == TlsNames.TLS_1_3
                    ? Debt.of(Side.CLIENT, "its next handshake flight", record.range(), record.completion())
                    : Debt.rest(Side.SERVER, "its handshake flight", record.range(), record.origin());
        } else if (type == TlsNames.SERVER_HELLO_DONE) {
            now.progress = "server's handshake flight sent";
            now.debt = Debt.of(Side.CLIENT, "its handshake flight", record.range(), record.completion());
        } else if (side == Side.SERVER && type != TlsNames.HELLO_REQUEST) {
            now.progress = "server's handshake flight under way";
            now.debt = Debt.rest(Side.SERVER, "its handshake flight", record.range(), record.origin());
        } else if (side == Side.CLIENT) {
            clientCertificate |= type == TlsNames.CERTIFICATE;
            now.progress = "client's handshake flight under way";
            now.debt = Debt.rest(Side.CLIENT, "its handshake flight", record.range(), record.origin());
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
            now.debt = Debt.of(side, "its Finished", record.range(), record.completion());
        }
    }

    private void readFinished(Side side, TlsRecord record) {
        boolean otherDone = side == Side.CLIENT ? serverCipher : clientCipher;
        if (established) {
            return;
        }
        if (otherDone) {
            established = true;
            now.progress = "TLS established";
            now.debt = firstWord(record);
        } else {
            now.progress = side.label() + "'s Finished sent";
            now.debt = Debt.of(side.other(), "its ChangeCipherSpec and Finished", record.range(), record.completion());
        }
    }

    private void readAlert(Side side, TlsRecord record) {
        for (TlsMessage message : record.messages()) {
            if (message instanceof TlsMessage.Alert alert && !record.encrypted()) {
                if (alert.description() == 0) {
                    close(side, record);
                } else if (alert.level() == 2) {
                    fatalAlert = new Turns.FatalAlert(side, alert.description(), record);
                    now.progress = side.label() + " sent alert " + TlsNames.alertDescription(alert.description());
                }
                return;
            }
        }
        boolean insteadOfAnswer = now.owes(side) && !smtp.quit();
        boolean fromTheMiddle = clientHello == null && serverHello == null;
        if (fromTheMiddle || established && !(insteadOfAnswer && side == Side.SERVER)) {
            close(side, record);
        } else {
            fatalAlert = new Turns.FatalAlert(side, -1, record);
        }
    }

    private void close(Side side, TlsRecord record) {
        closing = side;
        now.progress = "closed by close_notify";
        if (side == Side.CLIENT && now.waitedInVain(record.origin())) {
            return;
        }
        now.farewell = now.farewell == null ? record.origin() : now.farewell;
        now.debt = Debt.none();
    }

    private void readApplicationData(Side side, TlsRecord record, long heard) {
        boolean tls13Alert = negotiatedVersion == TlsNames.TLS_1_3 && sealed.isAlert(side, record);
        boolean finished = negotiatedVersion == TlsNames.TLS_1_3 && !established && sealed.isFinished(side, record);
        if (tls13Alert && !established) {
            fatalAlert = new Turns.FatalAlert(side, -1, record);
            now.progress = side.label() + " ended the handshake by an encrypted alert";
        } else if (tls13Alert && side == Side.SERVER && rejects(record)) {
            fatalAlert = new Turns.FatalAlert(side, -1, record);
            now.progress = "server ended by an encrypted alert instead of an answer";
        } else if (tls13Alert) {
            close(side, record);
        } else if (side == Side.SERVER) {
            boolean unasked = established && saidUnasked(record, heard);
            encryptedReplies += established ? record.count() : 0;
            if (unasked) {
                return;
            }
            boolean handshake = negotiatedVersion == TlsNames.TLS_1_3 && !established;
            boolean more = handshake && sealed.serverOwesMore(record, finished);
            now.debt = more
                    ? Debt.rest(Side.SERVER, "its handshake flight", record.range(), record.origin())
                    : handshake
                            ? Debt.of(Side.CLIENT, "its handshake flight", record.range(), record.completion())
                            : Debt.loose(Side.CLIENT, "its next command", record.range(), record.completion());
            now.progress = handshake ? "server's handshake flight sent" : "encrypted mail";
        } else {
            asked = null;
            quitSized =
                    record.count() == 1 && QUIT_LENGTHS.contains(record.range().length() - TlsRecord.HEADER_BYTES);
            boolean inVain = established && quitSized && now.waitedInVain(record.origin());
            established = true;
            now.progress = now.progress.equals("encrypted mail") ? now.progress : "TLS established";
            if (finished) {
                now.debt = firstWord(record);
                return;
            }
            unspoken = null;
            if (!inVain) {
                Debt.Pace pace = encryptedReplies < BEFORE_A_MESSAGE ? Debt.Pace.COMMAND : Debt.Pace.MESSAGE;
                now.debt =
                        Debt.of(Side.SERVER, "the answer to encrypted data", record.range(), record.completion(), pace);
            }
        }
    }

    /**
     * Who had not heard all of a request has not answered it: a server of TLS 1.3 sends tickets when the client has finished
     * (RFC 8446 section 4.6.1). They have one length; no two lines of SMTP so long do.
     */
    private boolean saidUnasked(TlsRecord record, long heard) {
        boolean owed = now.owes(Side.SERVER);
        ByteRange request = now.debt.request();
        long length = record.range().length();
        boolean unheard = owed && request != null && heard != SegmentStore.NO_ACK && heard < request.end();
        if (encryptedReplies == 0 && negotiatedVersion == TlsNames.TLS_1_3) {
            asked = owed ? now.debt : null;
            ticketLength = length;
            return unheard;
        }
        asked = length == ticketLength && length >= SHORTEST_TICKET ? asked : null;
        if (asked != null) {
            now.debt = asked;
        }
        return unheard || asked != null;
    }

    /** After STARTTLS the client says EHLO again (RFC 3207 section 4.2); with TLS from the first byte the server greets. */
    private Debt firstWord(TlsRecord record) {
        if (tlsFirst) {
            return Debt.of(
                    Side.SERVER, "its greeting within TLS", record.range(), record.completion(), Debt.Pace.COMMAND);
        }
        unspoken = Debt.loose(Side.CLIENT, "its first command within TLS", record.range(), record.completion());
        return unspoken;
    }

    /**
     * In TLS 1.3 the server learns of the client's certificate when the client has finished, and says what it thinks of it
     * in the place of its first answer (RFC 8446 section 4.4.2.4): nobody says goodbye there, an alert is a refusal.
     */
    private boolean rejects(TlsRecord record) {
        boolean insteadOfAnswer = now.owes(Side.SERVER) && !smtp.quit() && !quitSized;
        boolean atOnce = now.debt.owner() == Side.CLIENT && now.debt.since() != null && !now.isOverdue(record.origin());
        return encryptedReplies == 0 && (insteadOfAnswer || atOnce);
    }

    /** TLS from the first byte (RFC 8314 section 3), and no ServerHello yet. */
    boolean firstHelloUnanswered() {
        return tlsFirst && !serverHelloSeen;
    }

    @Nullable
    Debt unspoken() {
        return unspoken;
    }

    boolean established() {
        return established;
    }

    /** What the server said so far is not enough for a message to have been accepted. */
    boolean tooEarlyForMail() {
        return established && encryptedReplies < MESSAGE_REPLIES;
    }

    boolean quitSized() {
        return quitSized;
    }

    boolean conversed() {
        return established && encryptedReplies > 0;
    }

    boolean quitLikely() {
        return quitSized && encryptedReplies >= MESSAGE_REPLIES;
    }

    boolean clientCertificate() {
        return clientCertificate;
    }

    @Nullable
    Side closing() {
        return closing;
    }

    Turns.@Nullable FatalAlert fatalAlert() {
        return fatalAlert;
    }

    TlsMessage.@Nullable ClientHello clientHello() {
        return clientHello;
    }

    TlsMessage.@Nullable ServerHello serverHello() {
        return serverHello;
    }
}
