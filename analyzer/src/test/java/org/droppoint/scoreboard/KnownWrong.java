package org.droppoint.scoreboard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The cases that are not right yet, each with how wrong it may be and why: {@code known-wrong.txt}. The list may only
 * shrink: a listed case that turns right fails its test until it is taken out.
 */
record KnownWrong(int falseAccusations, int invented, String why) {
    static Map<String, KnownWrong> read() throws IOException {
        Map<String, KnownWrong> known = new TreeMap<>();
        try (InputStream in = KnownWrong.class.getResourceAsStream("known-wrong.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\s+", 4))
                    .forEach(row -> known.put(
                            row[0], new KnownWrong(Integer.parseInt(row[1]), Integer.parseInt(row[2]), row[3])));
        }
        return known;
    }
}
