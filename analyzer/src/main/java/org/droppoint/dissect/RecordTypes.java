package org.droppoint.dissect;

import java.util.ArrayList;
import java.util.List;

/** What a record is, in the words of the report: {@code handshake:certificate}, {@code alert:close_notify}. */
public final class RecordTypes {
    private static final String ENCRYPTED = "encrypted";
    private static final String UNKNOWN = "unknown";

    private RecordTypes() {}

    /** The word for what the record begins with. */
    public static String describe(TlsRecord record) {
        return describeAll(record).get(0);
    }

    /**
     * A word for each message in the record, in order, at least one. A record that only continues a message has that
     * message's word; {@code handshake:unknown} is one whose content was not seen.
     */
    public static List<String> describeAll(TlsRecord record) {
        String type = TlsNames.contentType(record.contentType());
        boolean hasParts = record.contentType() == TlsNames.HANDSHAKE || record.contentType() == TlsNames.ALERT;
        if (!hasParts) {
            return List.of(type);
        }
        List<String> words = new ArrayList<>();
        for (TlsMessage message : record.messages()) {
            words.add(type + ":" + part(message));
        }
        if (words.isEmpty()) {
            words.add(type + ":" + (record.encrypted() ? ENCRYPTED : UNKNOWN));
        }
        return List.copyOf(words);
    }

    private static String part(TlsMessage message) {
        if (message instanceof TlsMessage.Handshake handshake) {
            return TlsNames.handshakeType(handshake.type());
        }
        if (message instanceof TlsMessage.Continuation continuation) {
            return TlsNames.handshakeType(continuation.type());
        }
        return message instanceof TlsMessage.Alert alert
                ? TlsNames.alertDescription(alert.description())
                : TlsNames.contentType(TlsNames.CHANGE_CIPHER_SPEC);
    }
}
