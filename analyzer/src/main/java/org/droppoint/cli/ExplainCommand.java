package org.droppoint.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.droppoint.explain.Explanation;
import org.droppoint.explain.Explanations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code droppoint explain}: what the words of a report mean, the physics, and what else looks like it. */
@CommandLine.Command(
        name = "explain",
        description = "Explains a class or a finding of a report; without a name, lists them all.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class ExplainCommand implements Callable<Integer> {
    private static final int NAME_WIDTH = 23;

    enum Format {
        text,
        markdown,
        json
    }

    /** For completion: every name there is. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Explanations.all().iterator();
        }
    }

    @CommandLine.Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ID",
            completionCandidates = Names.class,
            description = "A class or finding, as reports name it.")
    private @Nullable String id;

    @CommandLine.Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "One of: ${COMPLETION-CANDIDATES}.")
    private Format format = Format.text;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        if (id == null) {
            list(out);
        } else {
            String name = id;
            page(
                    out,
                    Explanations.of(name)
                            .orElseThrow(() -> new UsageException(
                                    "nothing is called '" + name + "'; 'droppoint explain' lists all names")));
        }
        out.flush();
        return ExitStatus.NOTHING_WRONG;
    }

    private void list(PrintWriter out) throws IOException {
        if (format == Format.json) {
            ArrayNode all = new ObjectMapper().createArrayNode();
            Explanations.all().forEach(name -> all.add(json(name)));
            out.println(all.toPrettyString());
            return;
        }
        group(out, "Classes, the first that fits wins", Explanations.classes());
        out.println();
        group(out, "Findings", Explanations.findings());
        out.println();
        group(out, "Contradictions between a mail server's log and the wire", Explanations.contradictions());
    }

    private void group(PrintWriter out, String heading, List<String> names) {
        out.println(format == Format.markdown ? "## " + heading + "\n" : heading);
        for (String name : names) {
            String title =
                    Explanations.of(name).orElseThrow().title().replaceAll(" \\((finding|contradiction)\\)$", "");
            out.println(
                    format == Format.markdown
                            ? "- `" + name + "`: " + title
                            : "  " + name + " ".repeat(Math.max(1, NAME_WIDTH - name.length())) + title);
        }
    }

    private void page(PrintWriter out, Explanation page) {
        switch (format) {
            case json -> out.println(json(page.id()).toPrettyString());
            case markdown -> out.print(page.markdown());
            case text -> text(out, page);
        }
    }

    private static void text(PrintWriter out, Explanation page) {
        int width = Terminal.ofStandardOutput().width();
        out.println(page.id() + ": " + page.title());
        for (Explanation.Section section : page.sections()) {
            out.println();
            out.println(section.heading());
            for (String paragraph : section.paragraphs()) {
                wrap(out, paragraph, section.points() ? "  - " : "  ", width);
            }
        }
    }

    private static void wrap(PrintWriter out, String paragraph, String lead, int width) {
        String indent = " ".repeat(lead.length());
        StringBuilder line = new StringBuilder(lead);
        for (String word : paragraph.split(" ")) {
            boolean first = line.length() == lead.length();
            if (!first && line.length() + 1 + word.length() > width) {
                out.println(line);
                line = new StringBuilder(indent);
                first = true;
            }
            line.append(first ? "" : " ").append(word);
        }
        out.println(line);
    }

    private static ObjectNode json(String name) {
        Explanation page = Explanations.of(name).orElseThrow();
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("id", page.id()).put("title", page.title());
        ArrayNode sections = node.putArray("sections");
        for (Explanation.Section section : page.sections()) {
            ObjectNode one = sections.addObject().put("heading", section.heading());
            ArrayNode paragraphs = one.putArray("paragraphs");
            section.paragraphs().forEach(paragraphs::add);
        }
        return node;
    }
}
