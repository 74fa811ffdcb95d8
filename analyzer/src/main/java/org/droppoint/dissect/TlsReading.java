package org.droppoint.dissect;

import java.util.EnumSet;
import java.util.Set;
import org.droppoint.base.Direction;
import org.jspecify.annotations.Nullable;

/**
 * The TLS part of a dialogue read from its start to its end. What is encrypted is told apart by what must be so: by
 * order, and by sizes that follow from the protocol.
 */
final class TlsReading {
    private static final int TAG_AND_TYPE_BYTES = 16 + 1;

    /** TLS 1.3: level, description, content type and tag (RFC 8446 sections 5.2 and 6). No SMTP line is so short. */
    private static final int ALERT_13_BYTES = 2 + TAG_AND_TYPE_BYTES;

    private static final int MAX_FLIGHT_13 = 3;

    /** What the Java platform adds to every record; others add nothing (RFC 8446 section 5.4 allows any number). */
    private static final int PADDING_13_BYTES = 16;

    private static final int UNKNOWN_PADDING = -1;
    private static final int AES_256_SHA_384 = 0x1302;

    private final Set<Phase> reached = EnumSet.noneOf(Phase.class);
    private final @Nullable TlsRecord[] last = new TlsRecord[2];
    private final boolean[] cipherChanged = new boolean[2];
    private final boolean[] finished = new boolean[2];
    private final int[] padding = {UNKNOWN_PADDING, UNKNOWN_PADDING};
    private final boolean afterClearText;
    private TlsMessage.@Nullable ServerHello serverHello;
    private @Nullable TlsRecord lastClientHello;
    private @Nullable TlsRecord latest;
    private boolean helloAnswered;
    private boolean retryRequested;
    private boolean serverKeysInUse;
    private boolean closed;
    private int clientFlight13;
    private @Nullable TlsRecord lastData;
    private SessionProgress.@Nullable FatalAlert fatalAlert;
    private final EncryptedTalk talk;

    TlsReading(Dialogue dialogue, Closing closing) {
        afterClearText = dialogue.smtp().stream().anyMatch(event -> event instanceof SmtpEvent.Reply);
        talk = new EncryptedTalk(closing);
        for (TlsRecord record : dialogue.tls()) {
            read(record);
            last[record.direction().index()] = record;
            latest = record;
        }
    }

    boolean hasBegun() {
        return last[0] != null || last[1] != null;
    }

    Set<Phase> reached() {
        return reached;
    }

    SessionProgress.@Nullable FatalAlert fatalAlert() {
        return fatalAlert;
    }

    private boolean isTls13() {
        return serverHello != null && serverHello.version() == TlsNames.TLS_1_3;
    }

    private void read(TlsRecord record) {
        switch (record.contentType()) {
            case TlsNames.CHANGE_CIPHER_SPEC -> cipherChanged[record.direction().index()] = true;
            case TlsNames.ALERT -> alert(record);
            case TlsNames.HANDSHAKE -> handshake(record);
            case TlsNames.APPLICATION_DATA -> data(record);
            default -> {}
        }
    }

    private void handshake(TlsRecord record) {
        if (record.encrypted()) {
            finished(record);
        }
        for (TlsMessage message : record.messages()) {
            if (message instanceof TlsMessage.Handshake handshake) {
                message(record, handshake);
            }
        }
    }

    private void message(TlsRecord record, TlsMessage.Handshake message) {
        switch (message.type()) {
            case TlsNames.CLIENT_HELLO -> {
                reached.add(Phase.CLIENT_HELLO);
                lastClientHello = record;
                helloAnswered = false;
            }
            case TlsNames.SERVER_HELLO -> {
                helloAnswered = true;
                retryRequested = message.detail() instanceof TlsMessage.ServerHello hello && hello.helloRetryRequest();
                if (!retryRequested) {
                    reached.add(Phase.SERVER_HELLO);
                    serverHello = message.detail() instanceof TlsMessage.ServerHello hello ? hello : null;
                }
            }
            case TlsNames.SERVER_HELLO_DONE -> reached.add(Phase.SERVER_FLIGHT_COMPLETE);
            default -> {}
        }
    }

    /** Up to TLS 1.2 the first encrypted handshake record of a side is its Finished (RFC 5246 section 7.4.9). */
    private void finished(TlsRecord record) {
        int side = record.direction().index();
        if (finished[side]) {
            return;
        }
        finished[side] = true;
        boolean resumed = !reached.contains(Phase.SERVER_FLIGHT_COMPLETE);
        if (record.direction() == Direction.SERVER_TO_CLIENT && resumed && !finished[0]) {
            reached.add(Phase.SERVER_FLIGHT_COMPLETE);
        }
        if (record.direction() == Direction.CLIENT_TO_SERVER) {
            reached.add(Phase.CLIENT_FINISHED);
        }
        if (finished[0] && finished[1]) {
            reached.add(Phase.ESTABLISHED);
        }
    }

    private void alert(TlsRecord record) {
        if (record.encrypted()) {
            encryptedAlert(record);
            return;
        }
        for (TlsMessage message : record.messages()) {
            if (message instanceof TlsMessage.Alert alert) {
                clearAlert(record, alert);
            }
        }
    }

    /** In TLS 1.3 the level means nothing: all but two are fatal (RFC 8446 section 6). */
    private void clearAlert(TlsRecord record, TlsMessage.Alert alert) {
        boolean closes = alert.description() == TlsNames.CLOSE_NOTIFY;
        boolean fatal =
                alert.level() == TlsNames.ALERT_FATAL || isTls13() && alert.description() != TlsNames.USER_CANCELED;
        if (closes) {
            close();
        } else if (fatal && fatalAlert == null) {
            fatalAlert = new SessionProgress.FatalAlert(record.direction(), alert.description(), record);
        }
    }

    /** Before both sides have finished nobody says farewell: then it is a failure. */
    private void encryptedAlert(TlsRecord record) {
        boolean midway = reached.contains(Phase.CLIENT_HELLO) && !reached.contains(Phase.ESTABLISHED);
        if (midway && fatalAlert == null) {
            fatalAlert =
                    new SessionProgress.FatalAlert(record.direction(), SessionProgress.FatalAlert.ENCRYPTED, record);
        } else {
            close();
        }
    }

    private void close() {
        closed = true;
        reached.add(Phase.CLOSED);
    }

    private void data(TlsRecord record) {
        boolean fromClient = record.direction() == Direction.CLIENT_TO_SERVER;
        if (isAlert13(record)) {
            alert13(record);
        } else if (!isTls13()) {
            reached.add(Phase.ESTABLISHED);
            said(record);
        } else if (fromClient) {
            clientData13(record);
        } else {
            serverData13(record);
        }
    }

    private void alert13(TlsRecord record) {
        boolean fromClient = record.direction() == Direction.CLIENT_TO_SERVER;
        boolean midway = fromClient ? !reached.contains(Phase.CLIENT_FINISHED) : !reached.contains(Phase.ESTABLISHED);
        if (midway && fatalAlert == null) {
            fatalAlert =
                    new SessionProgress.FatalAlert(record.direction(), SessionProgress.FatalAlert.ENCRYPTED, record);
        } else {
            close();
        }
    }

    /**
     * The client's first encrypted flight ends in its Finished; it cannot be sent before all of the server's came. With
     * a client certificate there are up to three records, the last of a Finished's size or all in one frame.
     */
    private void clientData13(TlsRecord record) {
        reached.add(Phase.SERVER_FLIGHT_COMPLETE);
        reached.add(Phase.CLIENT_FINISHED);
        boolean first = clientFlight13 == 0;
        boolean mayEnd = clientFlight13 < MAX_FLIGHT_13 && (isFinished13(record) || isSameFrame(record, last[0]));
        if (first || !finished[0] && mayEnd) {
            clientFlight13++;
            finished[0] = isFinished13(record);
            return;
        }
        finished[0] = true;
        reached.add(Phase.ESTABLISHED);
        said(record);
    }

    private void serverData13(TlsRecord record) {
        serverKeysInUse = true;
        if (isFinished13(record) && !finished[1]) {
            finished[1] = true;
            reached.add(Phase.SERVER_FLIGHT_COMPLETE);
        }
        if (reached.contains(Phase.CLIENT_FINISHED)) {
            reached.add(Phase.ESTABLISHED);
            said(record);
        }
    }

    private void said(TlsRecord record) {
        lastData = record;
        talk.said(record);
    }

    private static boolean isSameFrame(TlsRecord record, @Nullable TlsRecord other) {
        return other != null && other.origin().frame().equals(record.origin().frame());
    }

    /** Notes the sender's padding too: it pads its alerts alike. */
    private boolean isFinished13(TlsRecord record) {
        int hash = serverHello != null && serverHello.cipherSuite() == AES_256_SHA_384 ? 48 : 32;
        int plain = 4 + hash + TAG_AND_TYPE_BYTES;
        int side = record.direction().index();
        for (int bytes : new int[] {0, PADDING_13_BYTES}) {
            if (isLength(record, plain + bytes)) {
                padding[side] = bytes;
                return true;
            }
        }
        return false;
    }

    private boolean isAlert13(TlsRecord record) {
        int known = Math.max(0, padding[record.direction().index()]);
        return isTls13() && (isLength(record, ALERT_13_BYTES) || isLength(record, ALERT_13_BYTES + known));
    }

    /** A last record of a padded alert's size, from a sender whose padding is not known, may be its farewell. */
    private boolean mayBeFarewell(@Nullable TlsRecord record) {
        return record != null
                && isTls13()
                && padding[record.direction().index()] == UNKNOWN_PADDING
                && isLength(record, ALERT_13_BYTES + PADDING_13_BYTES);
    }

    private static boolean isLength(TlsRecord record, int bodyBytes) {
        return record.count() == 1 && record.range().length() == TlsFraming.HEADER_BYTES + bodyBytes;
    }

    /** Who had to speak next. A record begun is owed to its end; then the handshake's order decides, then the talk. */
    Debt debt() {
        if (closed || fatalAlert != null || mayBeFarewell(latest)) {
            return Debt.NONE;
        }
        TlsRecord client = last[0];
        TlsRecord server = last[1];
        if (latest != null && latest.wholeness() == TlsRecord.Wholeness.GAP) {
            return latest == client
                    ? Debt.client("rest of a TLS record", latest.origin())
                    : Debt.server("rest of a TLS record", latest.origin());
        }
        if (reached.contains(Phase.ESTABLISHED)) {
            return lastData == null && latest != null ? finishedTurn(latest) : talk.debt();
        }
        if (lastClientHello != null && !helloAnswered) {
            return Debt.server("ServerHello", lastClientHello.origin());
        }
        if (retryRequested && server != null) {
            return Debt.client("second ClientHello", server.origin());
        }
        if (server == null || client == null) {
            return Debt.NONE;
        }
        return isTls13() ? handshakeDebt13(client, server) : handshakeDebt12(client, server);
    }

    /** The flights of RFC 5246 section 7.3, full and resumed. */
    private Debt handshakeDebt12(TlsRecord client, TlsRecord server) {
        if (!reached.contains(Phase.SERVER_FLIGHT_COMPLETE)) {
            return Debt.server("rest of its handshake flight", server.origin());
        }
        if (!finished[0]) {
            String what = cipherChanged[0] ? "Finished" : "ClientKeyExchange to Finished";
            return Debt.client(finished[1] ? "Finished" : what, server.origin());
        }
        return finished[1] ? Debt.NONE : Debt.server("ChangeCipherSpec and Finished", client.origin());
    }

    /** The flights of RFC 8446 section 2. A server that puts all in one record shows no Finished by its size. */
    private Debt handshakeDebt13(TlsRecord client, TlsRecord server) {
        if (!reached.contains(Phase.CLIENT_FINISHED)) {
            if (!serverKeysInUse) {
                return Debt.server("rest of its handshake flight", server.origin());
            }
            return finished[1]
                    ? Debt.client("Finished", server.origin())
                    : Debt.clientsTurn("Finished", server.origin());
        }
        return finishedTurn(client);
    }

    /** After STARTTLS the client says EHLO again (RFC 3207 section 4.2); on a TLS port the server greets (RFC 8314). */
    private Debt finishedTurn(TlsRecord last) {
        return afterClearText
                ? Debt.clientsTurn("EHLO within TLS", last.origin())
                : Debt.server("greeting within TLS", last.origin());
    }
}
