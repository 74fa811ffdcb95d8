package org.droppoint.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextLinesTest {
    private static List<String> lines(byte[] bytes) {
        return TextLines.over(bytes, TextLinesTest::all);
    }

    private static List<String> all(TextLines lines) throws IOException {
        List<String> all = new ArrayList<>();
        String line;
        while ((line = lines.next()) != null) {
            all.add(line);
            assertEquals(all.size(), lines.lineNumber());
        }
        return all;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void readsTheSameLogInEveryEncoding() {
        String text = Samples.SEND
                .replace("To partners", "An Geschäftspartner – alle")
                .replace("\n", "\r\n");
        List<String> expected = text.lines().toList();
        assertEquals(expected, lines(text.getBytes(StandardCharsets.UTF_8)));
        assertEquals(expected, lines(("\uFEFF" + text).getBytes(StandardCharsets.UTF_8)));
        assertEquals(expected, lines(("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE)));
        assertEquals(expected, lines(("\uFEFF" + text).getBytes(StandardCharsets.UTF_16BE)));
        assertEquals(expected, lines(text.getBytes(StandardCharsets.UTF_16LE)));
        assertEquals(expected, lines(text.getBytes(StandardCharsets.UTF_16BE)));
        assertEquals(expected, lines(text.getBytes(Charset.forName("windows-1252"))));
    }

    @Test
    void decidesTheEncodingLineByLine() {
        byte[] mixed =
                join("größe\n".getBytes(StandardCharsets.UTF_8), "größe".getBytes(Charset.forName("windows-1252")));
        assertEquals(List.of("größe", "größe"), lines(mixed));
    }

    @Test
    void endsLinesAtAnyLineEnd() {
        assertEquals(List.of("a", "b", "", "c", "", "d"), lines(Samples.bytes("a\r\nb\n\nc\r\rd")));
        assertEquals(List.of("a"), lines(Samples.bytes("a\r\n")));
        assertEquals(List.of(), lines(new byte[0]));
    }

    @Test
    void replacesWhatWouldSteerATerminal() {
        assertEquals(List.of("a\uFFFD[31mb\tc\uFFFD"), lines(Samples.bytes("a\u001B[31mb\tc\u0000")));
    }

    @Test
    void cutsALongLineAtAWholeCharacter() {
        String longLine = "a" + "é".repeat(Limits.MAX_LINE_CHARS);
        List<String> read = lines(Samples.bytes(longLine + "\nnext"));
        assertEquals("a" + "é".repeat((Limits.MAX_LINE_CHARS - 1) / 2), read.get(0));
        assertEquals("next", read.get(1));
    }

    @Test
    void readsStreamsThatTrickleAndSaysWhenItStopsEarly() throws IOException {
        byte[] bytes = ("\uFEFF" + Samples.SEND).getBytes(StandardCharsets.UTF_16LE);
        InputStream trickle = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(1, length));
            }
        };
        assertEquals(Samples.SEND.lines().toList(), all(new TextLines(trickle)));

        TextLines exact = new TextLines(new ByteArrayInputStream(Samples.bytes("one\ntwo")), 7);
        assertEquals(List.of("one", "two"), all(exact));
        assertFalse(exact.cutOff());
        TextLines early = new TextLines(new ByteArrayInputStream(Samples.bytes("one\ntwo\n")), 7);
        assertEquals(List.of("one", "two"), all(early));
        assertTrue(early.cutOff());
    }
}
