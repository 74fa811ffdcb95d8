package org.droppoint.redact;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words that a protocol is made of, from the lists beside this class; all else may be a secret. */
final class Words {
    private final Set<String> words = new HashSet<>();

    private Words(String... lists) {
        for (String list : lists) {
            read(list);
        }
    }

    static Words ofSmtp() {
        return new Words("smtp-words.txt");
    }

    static Words ofLogs() {
        return new Words("smtp-words.txt", "log-words.txt");
    }

    private void read(String list) {
        try (InputStream in = Words.class.getResourceAsStream(list)) {
            if (in == null) {
                throw new IllegalStateException(list + " is missing from the program");
            }
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                lines.lines()
                        .filter(line -> !line.startsWith("#"))
                        .forEach(line -> words.addAll(List.of(line.strip().split(" +"))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean contains(String word) {
        return words.contains(word.toUpperCase(Locale.ROOT)) || isOverwritten(word);
    }

    /** {@code XXXX}, {@code XXXXXXXA}: what an inspecting device writes over commands and capabilities. */
    private static boolean isOverwritten(String word) {
        return word.length() >= 3
                && word.substring(0, word.length() - 1).chars().allMatch(c -> c == 'X')
                && (word.endsWith("X") || word.length() >= 4);
    }
}
