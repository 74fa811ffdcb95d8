package org.droppoint.dissect;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.flow.Origin;

/** A TLS record still being filled: a handshake message that begins in it may end records later. */
final class Draft {
    /** Empty handshake messages are four bytes long: more of them in one record than this are not listed. */
    private static final int MAX_MESSAGES = 32;

    final long sequence;
    final Direction direction;
    final int contentType;
    final int version;
    final TlsRecord.Wholeness wholeness;
    final Origin origin;
    private Origin completion;
    ByteRange range;
    boolean encrypted;
    int count = 1;
    private final List<TlsMessage> messages = new ArrayList<>(1);

    Draft(long sequence, Direction direction, Step.Record record, Origin origin) {
        this.sequence = sequence;
        this.direction = direction;
        this.contentType = record.contentType();
        this.version = record.version();
        this.wholeness = record.wholeness();
        this.range = record.range();
        this.origin = origin;
        this.completion = record.last();
    }

    /** Returns the message's slot, or -1 where it is not listed. */
    int add(TlsMessage message) {
        if (messages.size() == MAX_MESSAGES) {
            return -1;
        }
        messages.add(message);
        return messages.size() - 1;
    }

    void replace(int slot, TlsMessage message) {
        if (slot >= 0) {
            messages.set(slot, message);
        }
    }

    boolean isBulk() {
        return contentType == TlsNames.APPLICATION_DATA && wholeness == TlsRecord.Wholeness.COMPLETE;
    }

    boolean continues(Draft before) {
        return isBulk() && before.isBulk() && before.version == version && before.range.end() == range.start();
    }

    void absorb(Draft next) {
        range = new ByteRange(range.start(), next.range.end());
        completion = next.completion;
        count += next.count;
    }

    TlsRecord toRecord() {
        return new TlsRecord(
                direction,
                contentType,
                version,
                range,
                wholeness,
                encrypted,
                List.copyOf(messages),
                origin,
                completion,
                count);
    }
}
