package org.droppoint.dissect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.droppoint.base.Coverage;
import org.droppoint.base.FrameRef;
import org.droppoint.flow.Origin;
import org.droppoint.flow.StreamView;
import org.junit.jupiter.api.Test;

/** A gigabyte in one session costs little memory, and few reads. */
class DissectorBulkTest {
    private static final long GIGABYTE = 1L << 30;
    private static final int RECORD_BYTES = 5 + (1 << 14) + 24;

    /** A stream that is made up as it is read, in frames of 1460 bytes; counts what was asked for. */
    private abstract static class Endless implements StreamView {
        final Coverage seen = new Coverage();
        long reads;
        long bytesRead;

        Endless(long length) {
            seen.add(0, length);
        }

        abstract int at(long offset);

        @Override
        public Coverage seen() {
            return seen;
        }

        @Override
        public int read(long offset, byte[] into, int at, int length) {
            int count = (int) Math.max(0, Math.min(length, end() - offset));
            for (int i = 0; i < count; i++) {
                into[at + i] = (byte) at(offset + i);
            }
            reads++;
            bytesRead += count;
            return count;
        }

        @Override
        public Origin origin(long offset) {
            long frame = 10 + offset / 1460;
            return new Origin(MemoryStream.TAP, new FrameRef(0, frame, 0), frame * 1000);
        }

        @Override
        public boolean fromStart() {
            return true;
        }
    }

    @Test
    void bulkApplicationData() {
        long records = GIGABYTE / RECORD_BYTES;
        byte[] header = {23, 3, 3, (byte) ((RECORD_BYTES - 5) >> 8), (byte) (RECORD_BYTES - 5)};
        Endless client = new Endless(records * RECORD_BYTES) {
            @Override
            int at(long offset) {
                int within = (int) (offset % RECORD_BYTES);
                return within < 5 ? header[within] : 0x41;
            }
        };
        Dialogue dialogue = SessionDissector.dissect(client, MemoryStream.empty());
        assertTrue(dialogue.tls().size() <= TlsLog.FIRST_SINGLE + TlsLog.LAST_SINGLE + 2, "entries");
        assertEquals(
                records, dialogue.tls().stream().mapToLong(TlsRecord::count).sum());
        assertEquals(0, dialogue.tlsOmitted());
        assertTrue(client.reads <= 2 * records + 10, client.reads + " reads for " + records + " records");
        assertTrue(client.bytesRead < GIGABYTE / 50, client.bytesRead + " bytes read");
    }

    @Test
    void recordsThatCannotBeMergedAreCounted() {
        int records = 20_000;
        byte[] alert = {21, 3, 3, 0, 2, 1, 90};
        Endless client = new Endless((long) records * alert.length) {
            @Override
            int at(long offset) {
                return alert[(int) (offset % alert.length)];
            }
        };
        Dialogue dialogue = SessionDissector.dissect(client, MemoryStream.empty());
        assertEquals(TlsLog.MAX_SETTLED + TlsLog.LAST_SINGLE, dialogue.tls().size());
        assertEquals(records - dialogue.tls().size(), dialogue.tlsOmitted());
    }

    /** Clear-text content is looked through near its end only, where the server's answer says that it must be. */
    @Test
    void bulkMessageContent() {
        byte[] before = "EHLO a\r\nDATA\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] after = "\r\n.\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII);
        long end = GIGABYTE / 4;
        Endless client = new Endless(end) {
            @Override
            int at(long offset) {
                if (offset < before.length) {
                    return before[(int) offset];
                }
                long fromEnd = end - offset;
                return fromEnd <= after.length ? after[after.length - (int) fromEnd] : offset % 70 == 0 ? '\n' : 'x';
            }
        };
        long last = client.origin(end - 1).frame().number();
        MemoryStream server = new MemoryStream(true)
                .add(9, "220 x\r\n")
                .add(10, "250 a\r\n354 go\r\n")
                .add(last + 1, "250 taken\r\n221 x\r\n");
        Dialogue dialogue = SessionDissector.dissect(client, server);
        SmtpEvent content = dialogue.smtp().stream()
                .filter(SmtpEvent.Content.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertTrue(content.complete());
        assertEquals(before.length, content.range().start());
        assertEquals(end - 6, content.range().end());
        assertTrue(client.bytesRead < 1 << 20, client.bytesRead + " bytes read");
    }

    @Test
    void endlessLine() {
        byte[] a = new byte[1];
        Arrays.fill(a, (byte) 'a');
        Endless client = new Endless(GIGABYTE / 16) {
            @Override
            int at(long offset) {
                return a[0];
            }
        };
        Dialogue dialogue = SessionDissector.dissect(client, MemoryStream.empty());
        assertTrue(dialogue.smtp().size() <= 2, "events");
        assertTrue(client.bytesRead < GIGABYTE / 16 * 3, client.bytesRead + " bytes read");
    }
}
