package org.droppoint.dissect;

import java.util.List;
import java.util.Set;
import org.droppoint.base.Direction;
import org.jspecify.annotations.Nullable;

/**
 * The TLS part of a dialogue read from its start to its end. What is encrypted is told apart by what must be so: by
 * order, and by sizes that follow from the protocol.
 */
final class TlsPhases {
    private static final int TAG_AND_TYPE_BYTES = 16 + 1;

    /** TLS 1.3: level, description, content type and tag (RFC 8446 sections 5.2 and 6). No SMTP line is so short. */
    private static final int ALERT_13_BYTES = 2 + TAG_AND_TYPE_BYTES;

    private static final int MAX_FLIGHT_13 = 3;

    /** What the Java platform adds to every record; others add nothing (RFC 8446 section 5.4 allows any number). */
    private static final int PADDING_13_BYTES = 16;

    private static final int AES_256_SHA_384 = 0x1302;

    private final Set<Phase> reached;
    private final boolean[] finished = new boolean[2];
    private final int[] padding = new int[2];
    private TlsMessage.@Nullable ServerHello serverHello;
    private @Nullable TlsRecord lastOfClient;
    private int clientFlight13;
    private boolean failed;

    /** @param reached is added to */
    TlsPhases(Set<Phase> reached) {
        this.reached = reached;
    }

    void read(List<TlsRecord> records) {
        for (TlsRecord record : records) {
            switch (record.contentType()) {
                case TlsNames.ALERT -> alert(record);
                case TlsNames.HANDSHAKE -> handshake(record);
                case TlsNames.APPLICATION_DATA -> data(record);
                default -> {}
            }
            if (isFromClient(record)) {
                lastOfClient = record;
            }
        }
    }

    private static boolean isFromClient(TlsRecord record) {
        return record.direction() == Direction.CLIENT_TO_SERVER;
    }

    private boolean isTls13() {
        return serverHello != null && serverHello.version() == TlsNames.TLS_1_3;
    }

    private void handshake(TlsRecord record) {
        if (record.encrypted()) {
            finished(record);
        }
        for (TlsMessage message : record.messages()) {
            if (message instanceof TlsMessage.Handshake handshake) {
                message(handshake);
            }
        }
    }

    private void message(TlsMessage.Handshake message) {
        switch (message.type()) {
            case TlsNames.CLIENT_HELLO -> reached.add(Phase.CLIENT_HELLO);
            case TlsNames.SERVER_HELLO -> {
                TlsMessage.ServerHello hello =
                        message.detail() instanceof TlsMessage.ServerHello detail ? detail : null;
                if (hello == null || !hello.helloRetryRequest()) {
                    reached.add(Phase.SERVER_HELLO);
                    serverHello = hello;
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
        if (!isFromClient(record) && resumed && !finished[0]) {
            reached.add(Phase.SERVER_FLIGHT_COMPLETE);
        }
        if (isFromClient(record)) {
            reached.add(Phase.CLIENT_FINISHED);
        }
        if (finished[0] && finished[1]) {
            reached.add(Phase.ESTABLISHED);
        }
    }

    private void alert(TlsRecord record) {
        if (record.encrypted()) {
            boolean midway = reached.contains(Phase.CLIENT_HELLO) && !reached.contains(Phase.ESTABLISHED);
            sealedAlert(midway);
            return;
        }
        for (TlsMessage message : record.messages()) {
            if (message instanceof TlsMessage.Alert alert) {
                clearAlert(alert);
            }
        }
    }

    /** In TLS 1.3 the level means nothing: all but two are fatal (RFC 8446 section 6). */
    private void clearAlert(TlsMessage.Alert alert) {
        if (alert.description() == TlsNames.CLOSE_NOTIFY) {
            reached.add(Phase.CLOSED);
        } else {
            failed |=
                    alert.level() == TlsNames.ALERT_FATAL || isTls13() && alert.description() != TlsNames.USER_CANCELED;
        }
    }

    /**
     * Only its record's kind and size give it away.
     *
     * @param midway the handshake is not over: then nobody says farewell, and it is a failure
     */
    private void sealedAlert(boolean midway) {
        if (midway && !failed) {
            failed = true;
        } else {
            reached.add(Phase.CLOSED);
        }
    }

    private void data(TlsRecord record) {
        if (isAlert13(record)) {
            sealedAlert(!reached.contains(isFromClient(record) ? Phase.CLIENT_FINISHED : Phase.ESTABLISHED));
        } else if (!isTls13()) {
            reached.add(Phase.ESTABLISHED);
        } else if (isFromClient(record)) {
            clientData13(record);
        } else {
            serverData13(record);
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
        boolean mayEnd = clientFlight13 < MAX_FLIGHT_13 && (isFinished13(record) || isSameFrame(record, lastOfClient));
        if (first || !finished[0] && mayEnd) {
            clientFlight13++;
            finished[0] = isFinished13(record);
            return;
        }
        finished[0] = true;
        reached.add(Phase.ESTABLISHED);
    }

    private void serverData13(TlsRecord record) {
        if (isFinished13(record) && !finished[1]) {
            finished[1] = true;
            reached.add(Phase.SERVER_FLIGHT_COMPLETE);
        }
        if (reached.contains(Phase.CLIENT_FINISHED)) {
            reached.add(Phase.ESTABLISHED);
        }
    }

    private static boolean isSameFrame(TlsRecord record, @Nullable TlsRecord other) {
        return other != null && other.origin().frame().equals(record.origin().frame());
    }

    /** Notes the sender's padding too: it pads its alerts alike. */
    private boolean isFinished13(TlsRecord record) {
        int hash = serverHello != null && serverHello.cipherSuite() == AES_256_SHA_384 ? 48 : 32;
        int plain = 4 + hash + TAG_AND_TYPE_BYTES;
        for (int bytes : new int[] {0, PADDING_13_BYTES}) {
            if (isLength(record, plain + bytes)) {
                padding[record.direction().index()] = bytes;
                return true;
            }
        }
        return false;
    }

    private boolean isAlert13(TlsRecord record) {
        int known = padding[record.direction().index()];
        return isTls13() && (isLength(record, ALERT_13_BYTES) || isLength(record, ALERT_13_BYTES + known));
    }

    private static boolean isLength(TlsRecord record, int bodyBytes) {
        return record.count() == 1 && record.range().length() == TlsFraming.HEADER_BYTES + bodyBytes;
    }
}
