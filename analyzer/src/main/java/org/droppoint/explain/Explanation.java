package org.droppoint.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * A page of text, read from a resource: a title, and sections of one paragraph or of points.
 *
 * @param id the class's or finding's name in reports
 */
public record Explanation(String id, String title, List<Section> sections) {
    private static final String TITLE = "# ";
    private static final String HEADING = "## ";
    private static final String POINT = "- ";

    public Explanation {
        sections = List.copyOf(sections);
    }

    /** A heading with what stands under it. */
    public record Section(String heading, boolean points, List<String> paragraphs) {
        public Section {
            paragraphs = List.copyOf(paragraphs);
        }
    }

    static Explanation parse(String id, List<String> lines) {
        String title = id;
        List<Section> sections = new ArrayList<>();
        String heading = "";
        List<String> body = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(HEADING)) {
                close(heading, body, sections);
                heading = line.substring(HEADING.length());
            } else if (line.startsWith(TITLE)) {
                title = line.substring(TITLE.length());
            } else if (!line.isBlank()) {
                body.add(line);
            }
        }
        close(heading, body, sections);
        return new Explanation(id, title, sections);
    }

    private static void close(String heading, List<String> body, List<Section> sections) {
        if (!body.isEmpty()) {
            boolean points = body.get(0).startsWith(POINT);
            List<String> paragraphs = points
                    ? body.stream().map(line -> line.substring(POINT.length())).toList()
                    : List.of(String.join(" ", body));
            sections.add(new Section(heading, points, paragraphs));
            body.clear();
        }
    }

    /** The page as its resource has it. */
    public String markdown() {
        StringBuilder text = new StringBuilder(TITLE + title + "\n");
        for (Section section : sections) {
            text.append('\n').append(HEADING).append(section.heading()).append('\n');
            section.paragraphs().forEach(paragraph -> text.append(section.points() ? POINT : "")
                    .append(paragraph)
                    .append('\n'));
        }
        return text.toString();
    }
}
