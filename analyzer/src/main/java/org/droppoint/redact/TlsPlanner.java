package org.droppoint.redact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.dissect.TlsMessage;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.flow.StreamView;

/** Plans the part of a stream that is TLS: keeps what shows its shape, redacts the handshake, masks all else. */
final class TlsPlanner {
    private static final int RECORD_HEADER = 5;
    private static final int MAX_RECORD_BYTES = 16384 + 2048;
    private static final int MAX_MESSAGE_BYTES = 1 << 17;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int LAST_TYPE = 24;
    private static final int MAX_PLAIN_BYTES = 2;

    private final Redaction redaction;
    private final StreamView view;
    private final StreamPlan plan;
    /** The bodies of handshake records in clear text, in order. */
    private final List<ByteRange> bodies = new ArrayList<>();

    TlsPlanner(Redaction redaction, StreamView view, StreamPlan plan) {
        this.redaction = redaction;
        this.view = view;
        this.plan = plan;
    }

    /** @param smtp the session's lines: what stands between records and is one of them is no business of this class */
    void plan(List<TlsRecord> records, List<SmtpEvent> smtp, Direction direction) {
        if (records.isEmpty()) {
            return;
        }
        long begin =
                records.stream().mapToLong(one -> one.range().start()).min().orElse(0);
        long textUntil = smtp.stream()
                .filter(event -> event.direction() == direction)
                .mapToLong(event -> event.range().end())
                .filter(end -> end <= begin)
                .max()
                .orElse(begin);
        plan.area(Math.min(begin, textUntil), Long.MAX_VALUE, StreamPlan.Treatment.BINARY);
        List<TlsRecord> inOrder = new ArrayList<>(records);
        inOrder.sort(
                (one, other) -> Long.compare(one.range().start(), other.range().start()));
        inOrder.forEach(this::record);
        inOrder.stream()
                .flatMap(record -> record.messages().stream())
                .filter(TlsMessage.Handshake.class::isInstance)
                .map(TlsMessage.Handshake.class::cast)
                .forEach(message -> message(message.range()));
    }

    // ---- records ----

    private void record(TlsRecord record) {
        long at = record.range().start();
        for (int i = 0; i < record.count() && at < record.range().end(); i++) {
            byte[] header = read(at, RECORD_HEADER);
            if (header.length < RECORD_HEADER || !isHeader(header)) {
                return;
            }
            plan.exact(at, header, header, false);
            int length = (header[3] & 0xFF) << 8 | header[4] & 0xFF;
            body(record, header[0], at + RECORD_HEADER, length);
            at += RECORD_HEADER + length;
        }
    }

    private static boolean isHeader(byte[] header) {
        int length = (header[3] & 0xFF) << 8 | header[4] & 0xFF;
        return header[0] >= CHANGE_CIPHER_SPEC
                && header[0] <= LAST_TYPE
                && header[1] == 3
                && header[2] >= 0
                && header[2] <= 4
                && length <= MAX_RECORD_BYTES;
    }

    private void body(TlsRecord record, int type, long start, int length) {
        boolean plain = !record.encrypted() && length <= MAX_PLAIN_BYTES;
        if (plain && (type == CHANGE_CIPHER_SPEC || type == ALERT)) {
            byte[] body = read(start, length);
            plan.exact(start, body, body, false);
        } else if (type == HANDSHAKE && !record.encrypted()) {
            bodies.add(new ByteRange(start, start + length));
        }
    }

    private byte[] read(long offset, int length) {
        byte[] bytes = new byte[length];
        int read = view.read(offset, bytes, 0, length);
        return read == length ? bytes : Arrays.copyOf(bytes, read);
    }

    // ---- handshake messages, which may cross records ----

    private void message(ByteRange range) {
        int first = 0;
        while (first < bodies.size() && !bodies.get(first).contains(range.start())) {
            first++;
        }
        byte[] message = new byte[0];
        long[] offsets = new long[0];
        long wanted = HandshakeRedactor.HEADER;
        for (int i = first; i < bodies.size() && message.length < wanted; i++) {
            long from = i == first ? range.start() : bodies.get(i).start();
            long expected = i == first ? from : bodies.get(i - 1).end() + RECORD_HEADER;
            if (from != expected) {
                break;
            }
            byte[] part = read(from, (int) (bodies.get(i).end() - from));
            offsets = joined(offsets, from, part.length);
            message = joined(message, part);
            wanted = lengthOf(message);
            if (from + part.length < bodies.get(i).end()) {
                break;
            }
        }
        int length = (int) Math.min(message.length, wanted);
        if (length > 0) {
            replace(Arrays.copyOf(message, length), offsets);
        }
    }

    private static long lengthOf(byte[] message) {
        if (message.length < HandshakeRedactor.HEADER) {
            return HandshakeRedactor.HEADER;
        }
        int length = (message[1] & 0xFF) << 16 | (message[2] & 0xFF) << 8 | message[3] & 0xFF;
        return Math.min(MAX_MESSAGE_BYTES, HandshakeRedactor.HEADER + length);
    }

    private static long[] joined(long[] offsets, long from, int count) {
        long[] all = Arrays.copyOf(offsets, offsets.length + count);
        for (int i = 0; i < count; i++) {
            all[offsets.length + i] = from + i;
        }
        return all;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }

    private void replace(byte[] before, long[] offsets) {
        byte[] after = before.clone();
        redaction.handshakes.redact(after, after.length, (bytes, from, to) -> plan.mask(bytes, offsets, from, to));
        int from = 0;
        for (int i = 1; i <= before.length; i++) {
            if (i == before.length || offsets[i] != offsets[i - 1] + 1) {
                plan.exact(
                        offsets[from], Arrays.copyOfRange(before, from, i), Arrays.copyOfRange(after, from, i), false);
                from = i;
            }
        }
    }
}
