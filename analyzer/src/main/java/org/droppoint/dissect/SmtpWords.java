package org.droppoint.dissect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words that SMTP itself is made of (RFC 5321 and its extensions), from the list beside this class; any other word
 * of a line may name a person, a mailbox or a house.
 */
public final class SmtpWords {
    private static final String LIST = "smtp-words.txt";
    private static final String HIDDEN = "…";

    /** RFC 3463. */
    private static final Pattern STATUS_CODE = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}");

    /** What stands around a word in running text. */
    private static final Pattern AROUND = Pattern.compile("^[<(\"'\\[]+|[>)\"'\\].,;:!?]+$");

    private final Set<String> words;

    private SmtpWords(Set<String> words) {
        this.words = words;
    }

    public static SmtpWords standard() {
        try (InputStream in = SmtpWords.class.getResourceAsStream(LIST)) {
            if (in == null) {
                throw new IllegalStateException(LIST + " is missing from the program");
            }
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                return new SmtpWords(lines.lines()
                        .filter(line -> !line.startsWith("#"))
                        .flatMap(line -> List.of(line.strip().split(" +")).stream())
                        .collect(Collectors.toUnmodifiableSet()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean contains(String word) {
        return words.contains(word.toUpperCase(Locale.ROOT)) || isOverwritten(word);
    }

    /** {@code XXXX}, {@code XXXXXXXA}: what an inspecting device writes over commands and capabilities. */
    private static boolean isOverwritten(String word) {
        return word.length() >= 3
                && word.substring(0, word.length() - 1).chars().allMatch(c -> c == 'X')
                && (word.endsWith("X") || word.length() >= 4);
    }

    /**
     * The text of a reply line as reports may show it: enhanced status codes (RFC 3463) and the protocol's own words stay,
     * runs of others become an ellipsis. Mailboxes need no {@code @} to be named: {@code 550 5.1.1 john.doe unknown user}.
     */
    public String shown(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (String word : text.split(" ")) {
            String bare = AROUND.matcher(word).replaceAll("");
            boolean stays = contains(bare) || STATUS_CODE.matcher(bare).matches();
            String piece = stays ? bare : HIDDEN;
            boolean again = piece.equals(HIDDEN) && shown.toString().endsWith(HIDDEN);
            if (!word.isEmpty() && !again) {
                shown.append(shown.length() == 0 ? "" : " ").append(piece);
            }
        }
        return shown.toString();
    }
}
