package org.droppoint.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.droppoint.base.Tap;
import org.droppoint.evidence.AnnotatedCapture;
import org.droppoint.evidence.CutFile;
import org.droppoint.evidence.EvidenceSource;
import org.droppoint.pipeline.Analysis;
import org.droppoint.pipeline.Request;
import org.droppoint.redact.Redaction;
import org.droppoint.report.Report;
import org.droppoint.report.SafeText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code droppoint analyze}: captures in, verdict out. */
@CommandLine.Command(
        name = "analyze",
        customSynopsis = {
            "droppoint analyze [OPTIONS] --host FILE [--inside FILE] [--outside FILE]",
            "  or  droppoint analyze [OPTIONS] --tap NAME=FILE... --path TAP,TAP",
            "  or  droppoint analyze [OPTIONS] FILE..."
        },
        description = "Analyses concurrent captures of one mail path and names the place that drops.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  droppoint analyze --host host.pcapng --inside inside.pcap --outside outside.pcap",
            "  droppoint analyze --host host.pcapng --outside outside.pcap -o report.html -o report.json",
            "  droppoint analyze a.pcap b.pcap c.pcap"
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:nothing wrong (losses that were made good too)",
            "10:a fault was found, however wide its suspects",
            "11:the captures cannot tell, or hold no session",
            "2:wrong usage, or no input readable",
            "1:droppoint itself failed"
        })
final class AnalyzeCommand implements Callable<Integer> {
    @CommandLine.Mixin
    private CaseInputs inputs = new CaseInputs();

    @CommandLine.Mixin
    private ReportOutput output = new ReportOutput();

    @CommandLine.Option(
            names = "--cut",
            paramLabel = "FOLDER",
            description = "Also write each tap's capture, cut down to its mail sessions, to FOLDER/TAP.pcapng.")
    private @Nullable Path cutFolder;

    @CommandLine.Mixin
    private CaptureTimes times = new CaptureTimes();

    @CommandLine.Mixin
    private ExitOption exit = new ExitOption();

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Request request = inputs.request(output.statesDigests());
        output.check(true, CaseInputs.files(request));
        boolean reference = times.isReference();
        if (wantsCaptures()) {
            CaseInputs.refuseStandardInput(request);
        }
        if (cutFolder != null) {
            Outputs.checkFolder(cutFolder);
            CaseInputs.files(request).stream()
                    .map(Path::toAbsolutePath)
                    .map(Path::getParent)
                    .forEach(home -> Outputs.spare(cutFolder, home == null ? List.of() : List.of(home)));
        }
        Report report;
        Attempts attempts = new Attempts();
        try (ProgressLine progress = inputs.progress();
                Analysis analysis = new Analysis(request, System.in, progress)) {
            report = analysis.run();
            progress.stage("writing captures");
            evidence(
                    analysis,
                    new EvidenceSource(report, analysis.correlation(), analysis.frames(), request.ports()),
                    reference,
                    attempts);
        }
        for (Report.RefusedInput refused : report.refusedInputs()) {
            warn(refused.file() + ": " + refused.reason());
        }
        output.write(report, attempts);
        attempts.conclude();
        return exit.status(report);
    }

    private boolean wantsCaptures() {
        return cutFolder != null || !output.captures().isEmpty();
    }

    private void evidence(Analysis analysis, EvidenceSource source, boolean reference, Attempts attempts) {
        for (Path target : output.captures()) {
            attempts.attempt(
                    () -> Outputs.write(target, draft -> new AnnotatedCapture(source, reference).write(draft)));
        }
        if (cutFolder != null) {
            CutFile cutter = new CutFile(source, Redaction.none());
            for (Tap tap : analysis.correlation().taps().path().taps()) {
                Path target = cutFolder.resolve(tap.name() + ".pcapng");
                attempts.attempt(
                        () -> Outputs.write(target, draft -> cutter.write(tap, draft, (of, frame, file, was) -> {})));
            }
        }
    }

    private void warn(String message) {
        if (spec != null) {
            spec.commandLine().getErr().println("droppoint: " + SafeText.inline(message));
        }
    }
}
