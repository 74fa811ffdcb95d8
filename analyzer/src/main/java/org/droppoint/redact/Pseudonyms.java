package org.droppoint.redact;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Substitutes for words, of the same length: a letter stands for a letter of its case, a digit for a digit. The same
 * word, whatever its case, always gets the same substitute, so a host keeps one name over captures, logs and reports; a
 * dotted name is replaced label by label. One thread.
 */
final class Pseudonyms {
    /** Without x, which is what devices overwrite with. */
    private static final String LETTERS = "abcdefghijklmnopqrstuvwyz";

    private static final int MAC_BYTES = 32;
    private static final int FIRST_HIGH = 0x80;
    /** Words beyond this number get substitutes that are not held against those of others. */
    private static final int MAX_REMEMBERED = 1 << 18;

    /** Short words run out of substitutes: after so many tries two share one. */
    private static final int MAX_TRIES = 8;

    private final byte[] key;
    private final Map<String, String> known = new HashMap<>();
    private final Map<String, String> taken = new HashMap<>();

    Pseudonyms(byte[] key) {
        this.key = key;
    }

    /** @param word letters, digits and characters from U+0080 to U+00FF */
    String of(String word) {
        String folded = fold(word);
        String substitute = known.get(folded);
        if (substitute == null) {
            substitute = make(folded);
            if (known.size() < MAX_REMEMBERED) {
                known.put(folded, substitute);
                taken.putIfAbsent(substitute, folded);
            }
        }
        StringBuilder cased = new StringBuilder(substitute);
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) >= 'A' && word.charAt(i) <= 'Z') {
                cased.setCharAt(i, (char) (substitute.charAt(i) - 'a' + 'A'));
            }
        }
        return cased.toString();
    }

    /** Lower case of ASCII letters alone: others may change their length. */
    private static String fold(String word) {
        StringBuilder folded = new StringBuilder(word);
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c - 'A' + 'a'));
            }
        }
        return folded.toString();
    }

    private String make(String folded) {
        String made = attempt(folded, 0);
        for (int i = 1; i < MAX_TRIES && (made.equals(folded) || isTaken(made, folded)); i++) {
            made = attempt(folded, i);
        }
        return made;
    }

    private boolean isTaken(String substitute, String by) {
        String owner = taken.get(substitute);
        return owner != null && !owner.equals(by);
    }

    private String attempt(String folded, int number) {
        StringBuilder made = new StringBuilder(folded.length());
        byte[] stream = new byte[0];
        for (int i = 0; i < folded.length(); i++) {
            if (i % MAC_BYTES == 0) {
                String message = String.format(Locale.ROOT, "%d %d %s", number, i, folded);
                stream = RedactionKey.mac(key, message.getBytes(StandardCharsets.UTF_8));
            }
            made.append(substitute(folded.charAt(i), stream[i % MAC_BYTES] & 0xFF));
        }
        return made.toString();
    }

    private static char substitute(char c, int random) {
        if (c >= '0' && c <= '9') {
            return (char) ('0' + random % 10);
        }
        return c >= FIRST_HIGH ? (char) (FIRST_HIGH + random % FIRST_HIGH) : LETTERS.charAt(random % LETTERS.length());
    }

    /** The substitutes given so far, by original, in order of the alphabet. */
    SortedMap<String, String> known() {
        return new TreeMap<>(known);
    }
}
