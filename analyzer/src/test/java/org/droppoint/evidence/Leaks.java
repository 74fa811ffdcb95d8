package org.droppoint.evidence;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Looks for words in an archive: in its bytes, its members, what is compressed within them, in several writings. */
public final class Leaks {
    private final Map<String, String> haystacks = new LinkedHashMap<>();

    /** Reads an archive, its members' names and bytes, and the deflated streams in them. */
    public Leaks(Path archive) throws IOException {
        byte[] whole = Files.readAllBytes(archive);
        add("archive", whole);
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] member = all(zip);
                add("name of " + entry.getName(), entry.getName().getBytes(StandardCharsets.UTF_8));
                add(entry.getName(), member);
                int number = 0;
                for (byte[] inflated : inflated(member)) {
                    add(entry.getName() + " stream " + number++, inflated);
                }
            }
        }
    }

    private Leaks(String name, byte[] bytes) {
        add(name, bytes);
        int number = 0;
        for (byte[] inflated : inflated(bytes)) {
            add(name + " stream " + number++, inflated);
        }
    }

    /** A single file: its bytes, and what is compressed within them. */
    public static Leaks ofFile(Path file) throws IOException {
        return new Leaks(String.valueOf(file.getFileName()), Files.readAllBytes(file));
    }

    private static byte[] all(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        in.transferTo(out);
        return out.toByteArray();
    }

    private void add(String where, byte[] bytes) {
        haystacks.put(where, new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT));
    }

    /** What of a PDF is between stream and endstream, inflated. */
    private static List<byte[]> inflated(byte[] member) {
        List<byte[]> all = new ArrayList<>();
        String text = new String(member, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf("stream\n"); at >= 0; at = text.indexOf("stream\n", at + 1)) {
            Inflater inflater = new Inflater();
            inflater.setInput(member, at + 7, member.length - at - 7);
            byte[] out = new byte[1 << 20];
            try {
                int length = inflater.inflate(out);
                all.add(java.util.Arrays.copyOf(out, length));
            } catch (DataFormatException e) {
                // not a deflated stream
            } finally {
                inflater.end();
            }
        }
        return all;
    }

    /** Where a word stands, in whatever writing; empty for nowhere. */
    public TreeSet<String> of(String word) {
        return of(word.getBytes(StandardCharsets.UTF_8), word);
    }

    TreeSet<String> of(byte[] bytes) {
        TreeSet<String> found = new TreeSet<>();
        find("as it is", new String(bytes, StandardCharsets.ISO_8859_1), found);
        find("in hex", HexFormat.of().formatHex(bytes), found);
        find("in hex with colons", HexFormat.ofDelimiter(":").formatHex(bytes), found);
        return found;
    }

    private TreeSet<String> of(byte[] bytes, String word) {
        TreeSet<String> found = of(bytes);
        find("UTF-16LE", latin(word.getBytes(StandardCharsets.UTF_16LE)), found);
        find("UTF-16BE", latin(word.getBytes(StandardCharsets.UTF_16BE)), found);
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + bytes.length];
            System.arraycopy(bytes, 0, shifted, shift, bytes.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            // letters at either end hang on what stands beside
            int from = shift == 0 ? 0 : shift + 1;
            int to = encoded.length() - (shifted.length % 3 == 0 ? 0 : 1);
            if (to - from >= 8) {
                find("base64", encoded.substring(from, to), found);
            }
        }
        return found;
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private void find(String how, String needle, TreeSet<String> found) {
        String wanted = needle.toLowerCase(Locale.ROOT);
        haystacks.forEach((where, hay) -> {
            if (hay.contains(wanted)) {
                found.add(where + " (" + how + ")");
            }
        });
    }
}
