package org.droppoint.report.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import org.droppoint.report.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * Escapes, beyond what JSON demands, every character that does not print as itself, so that a report shown with
 * {@code cat} cannot repaint the terminal; and {@code <}, {@code >}, {@code &}, so that the same text may stand inside
 * a script block of a page. All of it reads back to the same string.
 */
public final class VisibleEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    private final int[] ascii = standardAsciiEscapesForJSON();

    public VisibleEscapes() {
        for (char c : new char[] {'<', '>', '&', 0x7F}) {
            ascii[c] = ESCAPE_STANDARD;
        }
    }

    /** A mapper whose every text is escaped so. */
    public static ObjectMapper mapper() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.getFactory().setCharacterEscapes(new VisibleEscapes());
        return mapper;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
        return ascii.clone();
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
        return character > 0x7F && SafeText.isUnsafe(character)
                ? new SerializedString(String.format(Locale.ROOT, "\\u%04X", character))
                : null;
    }
}
