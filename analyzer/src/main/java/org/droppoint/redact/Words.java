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
import org.droppoint.dissect.SmtpWords;

/** The words that a protocol is made of, from the lists beside this class; all else may be a secret. */
final class Words {
    private final Set<String> words = new HashSet<>();

    private final SmtpWords smtp = SmtpWords.standard();

    private Words() {}

    static Words ofSmtp() {
        return new Words();
    }

    static Words ofLogs() {
        Words words = new Words();
        words.read("log-words.txt");
        return words;
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
        return smtp.contains(word) || words.contains(word.toUpperCase(Locale.ROOT));
    }
}
