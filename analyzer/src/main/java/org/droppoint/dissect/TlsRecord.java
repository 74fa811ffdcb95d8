package org.droppoint.dissect;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.flow.Origin;

/**
 * One TLS record (RFC 8446 section 5.1) found by content. Codes stay numbers; {@code TlsNames} has their names.
 *
 * @param range header and body, as the header's length says, whether or not all of it was seen
 * @param encrypted the body cannot be read: after ChangeCipherSpec (TLS 1.2 and before) or as TLS 1.3 ciphertext
 * @param messages what could be read in it; a handshake message belongs to the record in which it begins, and records
 *     it goes on in hold a {@link TlsMessage.Continuation}
 * @param origin the frame and time of its first byte
 * @param completion those of its last byte on record: what answers it cannot do so sooner
 * @param count how many records this entry stands for: 1, or more where a long run of whole application data records
 *     is listed as one
 */
public record TlsRecord(
        Direction direction,
        int contentType,
        int version,
        ByteRange range,
        Wholeness wholeness,
        boolean encrypted,
        List<TlsMessage> messages,
        Origin origin,
        Origin completion,
        int count) {

    /** Bytes of a record's header. */
    public static final int HEADER_BYTES = 5;

    /** How much of the record there is. */
    public enum Wholeness {
        COMPLETE,
        /** Some of its bytes were not seen. */
        GAP,
        /** Its bytes were seen but the capture cut them off (snap length). */
        TRUNCATED
    }
}
