package org.droppoint.evidence;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.droppoint.base.Tap;
import org.droppoint.capture.CaptureFormatException;
import org.droppoint.capture.FileDigest;
import org.droppoint.redact.LogCopier;
import org.droppoint.redact.Redaction;
import org.droppoint.report.Report;
import org.droppoint.report.ReportRenderer;
import org.droppoint.report.html.HtmlRenderer;
import org.droppoint.report.json.JsonRenderer;
import org.droppoint.report.pdf.PdfRenderer;

/**
 * Puts a case together for others: captures and logs are redacted first, and the reports are made from the redacted
 * ones, so that they cannot hold what those do not, and so that every frame number in them is one of the bundle's own
 * captures. Everything is collected in a folder, which the caller then packs.
 */
public final class CaseBundle {
    private static final String CAPTURES = "evidence";
    private static final String LOGS = "logs";
    private static final String JOINT = "all-taps.pcapng";

    private final EvidenceSource original;
    private final Redaction redaction;
    private final BundleRequest request;
    private final BundleRequest.Analyst analyst;
    private final List<String> differences = new ArrayList<>();

    public CaseBundle(
            EvidenceSource original, Redaction redaction, BundleRequest request, BundleRequest.Analyst analyst) {
        this.original = original;
        this.redaction = redaction;
        this.request = request;
        this.analyst = analyst;
    }

    /** What the bundle's captures tell otherwise than the originals; known after {@link #collect}. */
    public List<String> differences() {
        return List.copyOf(differences);
    }

    /**
     * Writes all members below a folder.
     *
     * @param scratch an empty folder for what is not to be packed
     */
    public void collect(Path folder, Path scratch) throws IOException {
        Files.createDirectories(folder.resolve(CAPTURES));
        Map<String, Path> cut = cut(folder, scratch);
        List<Path> smtp = copy(request.smtpLogs(), folder, "smtp");
        List<Path> queues = copy(request.queues(), folder, "queue");
        List<Path> firewall = copy(request.firewallLogs(), folder, "firewall");
        List<Path> dropped = copyFirewalls(request.dropped(), folder, "firewall-drops");
        List<Path> processed = copyFirewalls(request.processed(), folder, "firewall-sessions");
        analyst.analyse(cut, smtp, queues, firewall, dropped, processed, source -> write(source, folder));
    }

    private Map<String, Path> cut(Path folder, Path scratch) throws IOException {
        Map<String, Path> cut = new LinkedHashMap<>();
        CutFile cutter = new CutFile(original, redaction);
        try (BufferedWriter frames = Files.newBufferedWriter(folder.resolve("frames.csv"))) {
            frames.write("tap,frame,original file,original frame\r\n");
            for (Tap tap : original.correlation().taps().path().taps()) {
                Path target = scratch.resolve(tap.name() + ".pcapng");
                cutter.write(
                        tap,
                        target,
                        (of, frame, file, was) -> line(frames, of.name() + "," + frame + "," + file + "," + was));
                cut.put(tap.name(), target);
            }
        }
        return cut;
    }

    private static void line(BufferedWriter out, String line) {
        try {
            out.write(line + "\r\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<Path> copy(List<Path> logs, Path folder, String kind) throws IOException {
        List<Path> copies = new ArrayList<>();
        for (Path log : logs) {
            Path target = folder.resolve(LOGS).resolve(kind + "-" + (copies.size() + 1) + ".log");
            Files.createDirectories(folder.resolve(LOGS));
            if (Files.isReadable(log) && !Files.isDirectory(log)) {
                new LogCopier(redaction).copy(log, target);
                copies.add(target);
            }
        }
        return copies;
    }

    private List<Path> copyFirewalls(List<Path> captures, Path folder, String kind) throws IOException {
        List<Path> copies = new ArrayList<>();
        for (Path capture : captures) {
            Path target = folder.resolve(CAPTURES).resolve(kind + "-" + (copies.size() + 1) + ".pcapng");
            try {
                new FirewallCopy(original.ports(), redaction, kind).write(capture, target);
                copies.add(target);
            } catch (CaptureFormatException | NoSuchFileException | AccessDeniedException refused) {
                // the report of the originals names it among what could not be read
                Files.deleteIfExists(target);
            }
        }
        return copies;
    }

    private void write(EvidenceSource source, Path folder) throws IOException {
        differences.addAll(Agreement.differences(original.report(), source.report()));
        NotedCopy copies = new NotedCopy(source);
        for (Tap tap : source.correlation().taps().path().taps()) {
            copies.write(tap, folder.resolve(CAPTURES).resolve(tap.name() + ".pcapng"));
        }
        new AnnotatedCapture(source, request.referenceClock())
                .write(folder.resolve(CAPTURES).resolve(JOINT));
        Report report = withDigests(source.report(), folder);
        render(new HtmlRenderer(), report, folder.resolve("report.html"));
        render(new PdfRenderer(), report, folder.resolve("report.pdf"));
        render(new JsonRenderer(), report, folder.resolve("report.json"));
        Files.writeString(folder.resolve("README.txt"), readme(report), StandardCharsets.UTF_8);
        new Manifest(original, redaction, request, differences).write(folder, report);
    }

    /** The comments came into the captures after they were analysed; their digests are those of the final files. */
    private static Report withDigests(Report report, Path folder) throws IOException {
        List<Report.Capture> captures = new ArrayList<>();
        for (Report.Capture capture : report.captures()) {
            String name = capture.tap() + ".pcapng";
            String digest = FileDigest.sha256(folder.resolve(CAPTURES).resolve(name));
            captures.add(new Report.Capture(
                    capture.tap(),
                    capture.interfaceName(),
                    capture.files().stream()
                            .map(file -> new Report.CaptureFile(name, digest, file.frames()))
                            .toList(),
                    capture.firstNanos(),
                    capture.lastNanos(),
                    capture.clock(),
                    capture.health(),
                    capture.roleReason(),
                    capture.sessions(),
                    capture.segments()));
        }
        return new Report(
                report.tool(),
                report.path(),
                report.taps(),
                captures,
                report.verdict(),
                report.flows(),
                report.logs(),
                report.refusedInputs());
    }

    private static void render(ReportRenderer renderer, Report report, Path target) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
            renderer.render(report, out);
        }
    }

    private String readme(Report report) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("A case of droppoint: ").append(report.verdict().headline()).append("\n\n");
        text.append("report.html    open this first\nreport.pdf     the same on paper\n");
        text.append("report.json    the same for programs\n");
        text.append("evidence/      the captures, cut down to the mail sessions; open all-taps.pcapng in Wireshark\n");
        text.append("               and filter by frame.comment\n");
        text.append("frames.csv     which frame of the original captures each frame was\n");
        text.append("manifest.json  what was put in, what came out, with SHA-256\n\n");
        text.append("Analyse it again:\n\n    droppoint analyze");
        for (String tap : report.taps()) {
            boolean usual = Stream.of(Tap.HOST, Tap.INSIDE, Tap.OUTSIDE).anyMatch(tap::equals);
            text.append(usual ? " --" + tap + " " : " --tap " + tap + "=")
                    .append("evidence/")
                    .append(tap)
                    .append(".pcapng");
        }
        boolean own = !List.of(Tap.HOST, Tap.INSIDE, Tap.OUTSIDE).containsAll(report.taps());
        text.append(own ? " --path " + String.join(",", report.taps()) : "").append('\n');
        text.append(
                switch (redaction.level()) {
                    case NONE -> "\nNothing was redacted: keep this to yourself.\n";
                    case ADDRESSES -> "\nAddresses are pseudonyms; names and content are as captured.\n";
                    case ALL ->
                        "\nAddresses, names, credentials and content are replaced, the same original always by the same\n"
                                + "substitute. Lengths, times and sequence numbers are those of the originals.\n";
                });
        return text.toString();
    }
}
