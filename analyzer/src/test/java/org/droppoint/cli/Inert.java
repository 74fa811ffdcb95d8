package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.parser.PdfTextExtractor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** What no output may hold, by its format: text that would act on whoever opens it. */
final class Inert {
    private static final Pattern MARKDOWN_CODE = Pattern.compile("(?s)(?<![\\\\`])(`+)(?!`)(.+?)(?<!`)\\1(?!`)");
    private static final Pattern MARKDOWN_ALIVE = Pattern.compile("(?<!\\\\)(?:<|@|!\\[|\\]\\(|(?m:^#{1,6} alive))");
    private static final Pattern ELEMENT =
            Pattern.compile("<\\s*(script|img|iframe|object|embed|link|a|base|form)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern HANDLER = Pattern.compile("<[^>]*\\son[a-z]+\\s*=", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]+(\\.[0-9]+)?");
    private static final List<String> PDF_ACTIONS =
            List.of("/JavaScript", "/JS", "/URI", "/Launch", "/OpenAction", "/EmbeddedFile", "/SubmitForm");

    private Inert() {}

    static void check(String name, byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        String end = name.substring(name.lastIndexOf('.') + 1);
        switch (end) {
            case "html" -> html(name, text);
            case "md" -> markdown(name, text);
            case "csv" -> csv(name, text);
            case "txt", "json", "log" -> quiet(name, text);
            case "pdf" -> pdf(name, bytes);
            case "pcapng" -> pcapng(name, bytes);
            case "zip" -> zip(bytes);
            default -> throw new IllegalArgumentException(name);
        }
    }

    /** Nothing moves a cursor, rings a bell, hides, or turns the order of letters round. */
    static void quiet(String name, String text) {
        text.codePoints().forEach(c -> {
            boolean control = (c < 0x20 && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0);
            assertFalse(
                    control || Character.getType(c) == Character.FORMAT,
                    () -> name + " holds U+" + Integer.toHexString(c) + ": " + around(text, text.indexOf(c)));
        });
        assertFalse(text.replace("\r\n", "").contains("\r"), name + " holds a bare carriage return");
    }

    private static void html(String name, String text) {
        quiet(name, text);
        int scripts = 0;
        Matcher elements = ELEMENT.matcher(text.replaceAll("(?s)<style>.*?</style>", ""));
        while (elements.find()) {
            assertEquals("script", elements.group(1), () -> name + ": " + around(text, text.indexOf(elements.group())));
            scripts++;
        }
        assertEquals(2, scripts, name + ": the page's data and its script, and no other");
        String outside = text.replaceAll("(?s)<script.*?</script>", "");
        Matcher handler = HANDLER.matcher(outside);
        assertFalse(handler.find(), () -> name + ": " + handler.group());
    }

    private static void markdown(String name, String text) {
        quiet(name, text);
        Matcher alive = MARKDOWN_ALIVE.matcher(MARKDOWN_CODE.matcher(text).replaceAll("code"));
        assertFalse(
                alive.find(),
                () -> name + ": " + around(MARKDOWN_CODE.matcher(text).replaceAll("code"), alive.start()));
    }

    private static void csv(String name, String text) {
        quiet(name, text);
        for (String cell : cells(text)) {
            boolean formula = !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0;
            assertFalse(formula && !NUMBER.matcher(cell).matches(), () -> name + ": " + cell);
        }
    }

    /** RFC 4180. */
    private static List<String> cells(String text) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (char c : text.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '\n')) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        return cells;
    }

    private static void pdf(String name, byte[] bytes) throws IOException {
        String raw = new String(bytes, StandardCharsets.ISO_8859_1);
        PDF_ACTIONS.forEach(action -> assertFalse(raw.contains(action + " ") || raw.contains(action + "("), action));
        PdfReader reader = new PdfReader(bytes);
        PdfTextExtractor extractor = new PdfTextExtractor(reader);
        for (int page = 1; page <= reader.getNumberOfPages(); page++) {
            quiet(name, extractor.getTextFromPage(page).replace('\t', ' '));
        }
    }

    /** The text that blocks bear: comments, names of interfaces, whatever other option. Packets are as they came. */
    private static void pcapng(String name, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int options = 0;
        while (in.remaining() >= 12) {
            int start = in.position();
            int type = in.getInt();
            int length = in.getInt();
            int fixed =
                    switch (type) {
                        case 0x0A0D0D0A -> 16;
                        case 1 -> 8;
                        case 5 -> 12;
                        case 6 -> 20 + (in.getInt(start + 20) + 3 & ~3);
                        default -> length - 12;
                    };
            int at = start + 8 + fixed;
            while (at + 4 <= start + length - 4 && in.getShort(at) != 0) {
                int code = in.getShort(at) & 0xFFFF;
                int size = in.getShort(at + 2) & 0xFFFF;
                boolean text = code == 1 || type == 0x0A0D0D0A || type == 1 && (code == 2 || code == 3 || code >= 11);
                if (text) {
                    quiet(name + " option " + code, new String(bytes, at + 4, size, StandardCharsets.UTF_8));
                    options++;
                }
                at += 4 + (size + 3 & ~3);
            }
            in.position(start + length);
        }
        assertTrue(options > 0, name + " bears no text at all");
    }

    private static void zip(byte[] bytes) throws IOException {
        int members = 0;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                assertTrue(name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*"), name);
                if (!name.startsWith("logs/")) {
                    check(name, zip.readAllBytes());
                }
                members++;
            }
        }
        assertTrue(members > 6, members + " members");
    }

    private static String around(String text, int at) {
        return text.substring(Math.max(0, at - 80), Math.min(text.length(), at + 80));
    }
}
