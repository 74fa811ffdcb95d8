package org.droppoint.report.html;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.droppoint.report.SafeText;

/**
 * The only way by which text gets onto the page: element and attribute names are the page's own, every text and every
 * attribute's value is made safe and escaped. Elements nest as they are opened.
 */
final class HtmlWriter {
    private static final Set<String> VOID = Set.of("meta", "br", "hr", "input", "col");

    /** Longer texts are clipped; the JSON report has them in full. */
    private static final int MAX_TEXT_CHARS = 4_000;

    private final StringBuilder html = new StringBuilder(65_536);
    private final Deque<String> open = new ArrayDeque<>();

    /** @param attributes names and values in turn */
    HtmlWriter open(String tag, String... attributes) {
        start(tag, attributes).append('>');
        open.push(tag);
        return this;
    }

    /** Opens a drawing of its own size in pixels, named by a label for those who hear the page. */
    HtmlWriter openDrawing(String style, int width, int height, String label) {
        return open(
                "svg",
                "class",
                style,
                "viewBox",
                "0 0 " + width + " " + height,
                "width",
                Integer.toString(width),
                "height",
                Integer.toString(height),
                "role",
                "img",
                "aria-label",
                label);
    }

    HtmlWriter close(String tag) {
        if (!tag.equals(open.poll())) {
            throw new IllegalStateException("element " + tag + " is not the one to close");
        }
        html.append("</").append(tag).append('>');
        return this;
    }

    /** An element without content. */
    HtmlWriter empty(String tag, String... attributes) {
        start(tag, attributes).append(VOID.contains(tag) ? ">" : "/>");
        return this;
    }

    /** An element with text alone. */
    HtmlWriter leaf(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    HtmlWriter text(String text) {
        escape(SafeText.clipped(text, MAX_TEXT_CHARS));
        return this;
    }

    HtmlWriter line() {
        html.append('\n');
        return this;
    }

    /** Content of the page's own, such as its style; never anything from a report. */
    HtmlWriter trusted(String content) {
        html.append(content);
        return this;
    }

    private StringBuilder start(String tag, String... attributes) {
        html.append('<').append(tag);
        for (int i = 0; i + 1 < attributes.length; i += 2) {
            html.append(' ').append(attributes[i]).append("=\"");
            escape(SafeText.clipped(attributes[i + 1], MAX_TEXT_CHARS));
            html.append('"');
        }
        return html;
    }

    private void escape(String safe) {
        for (int i = 0; i < safe.length(); i++) {
            char c = safe.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("elements left open: " + open);
        }
        return html.toString();
    }
}
