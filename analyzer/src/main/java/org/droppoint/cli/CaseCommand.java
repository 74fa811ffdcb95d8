package org.droppoint.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.droppoint.base.IpAddress;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.evidence.Archive;
import org.droppoint.evidence.BundleRequest;
import org.droppoint.evidence.CaseBundle;
import org.droppoint.evidence.EvidenceSource;
import org.droppoint.evidence.Mapping;
import org.droppoint.pipeline.Analysis;
import org.droppoint.pipeline.LogInputs;
import org.droppoint.pipeline.Refusals;
import org.droppoint.pipeline.Request;
import org.droppoint.pipeline.TapInput;
import org.droppoint.redact.Redaction;
import org.droppoint.redact.RedactionKey;
import org.droppoint.redact.RedactionLevel;
import org.droppoint.report.Report;
import org.droppoint.report.SafeText;
import org.droppoint.report.Words;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code droppoint case}: analyses, and packs what proves the answer for others, redacted. */
@CommandLine.Command(
        name = "case",
        customSynopsis = {
            "droppoint case [OPTIONS] --host FILE [--inside FILE] [--outside FILE] -o CASE.zip",
            "  or  droppoint case [OPTIONS] --tap NAME=FILE... --path TAP,TAP -o CASE.zip",
            "  or  droppoint case [OPTIONS] -o CASE.zip FILE..."
        },
        description = {
            "Analyses captures and packs report and evidence into one archive that may leave the house.",
            "Addresses, names, credentials and content are replaced by substitutes that keep lengths, so that it analyses to the same answer."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class CaseCommand implements Callable<Integer> {
    private static final String ENDING = ".zip";
    private static final int MAX_KEYS = 200;
    private static final int MAX_LEGS_ASKED = 1000;

    @CommandLine.Mixin
    private CaseInputs inputs = new CaseInputs();

    @CommandLine.Option(
            names = {"-o", "--output"},
            paramLabel = "CASE.zip",
            required = true,
            description = "The archive to write.")
    private Path target = Path.of("case.zip");

    @CommandLine.Option(
            names = "--redact",
            paramLabel = "none|addresses|all",
            defaultValue = "all",
            description = "What is replaced (default: ${DEFAULT-VALUE}). 'addresses': IP and MAC addresses alone.")
    private String redact = "all";

    @CommandLine.Option(
            names = "--certificates",
            paramLabel = "keep|replace",
            defaultValue = "replace",
            description = "Whether certificates stay as they are (default: ${DEFAULT-VALUE}).")
    private String certificates = "replace";

    @CommandLine.Option(
            names = "--mapping",
            paramLabel = "FILE",
            description = "Where to write which substitute stands for what, and the key; for you alone"
                    + " (default: CASE.mapping.json beside the archive).")
    private @Nullable Path mapping;

    @CommandLine.Option(
            names = "--key",
            paramLabel = "FILE",
            description = "A file with a key of 64 hexadecimal digits, as a mapping holds it: the same substitutes once"
                    + " more.")
    private @Nullable Path keyFile;

    @CommandLine.Mixin
    private CaptureTimes times = new CaptureTimes();

    @CommandLine.Mixin
    private ExitOption exit = new ExitOption();

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Request request = inputs.request(true);
        CaseInputs.refuseStandardInput(request);
        RedactionLevel level = level();
        boolean keep = keepsCertificates();
        boolean reference = times.isReference();
        if (!target.toString().toLowerCase(Locale.ROOT).endsWith(ENDING)) {
            throw new UsageException("-o wants a name that ends in " + ENDING + ", not '" + target + "'");
        }
        Path mappingFile = mappingFile();
        Outputs.check(target);
        Outputs.check(mappingFile);
        Outputs.spare(target, CaseInputs.files(request));
        Outputs.spare(mappingFile, CaseInputs.files(request));
        @Nullable RedactionKey given = key();
        try (ProgressLine progress = inputs.progress();
                Analysis analysis = new Analysis(request, InputStream.nullInputStream(), progress)) {
            Report report = analysis.run();
            progress.stage("redacting and packing");
            RedactionKey key = given == null ? fitting(analysis.correlation()) : given;
            Redaction redaction = new Redaction(key, level, keep);
            EvidenceSource source =
                    new EvidenceSource(report, analysis.correlation(), analysis.frames(), request.ports());
            CaseBundle bundle =
                    new CaseBundle(source, redaction, bundleRequest(request, keep, reference), new Again(request));
            pack(bundle);
            if (redaction.redacts()) {
                Mapping.write(mappingFile, redaction, key);
            }
            progress.done();
            report.refusedInputs().forEach(refused -> say(refused.file() + ": " + refused.reason()));
            told(report, bundle, redaction.redacts() ? mappingFile : null);
            return exit.status(report);
        }
    }

    private void told(Report report, CaseBundle bundle, @Nullable Path mappingFile) {
        say(Words.headline(report.verdict()) + " ("
                + Words.sessions(report.verdict().counts()) + ")");
        say("written: " + target + (mappingFile == null ? "" : "; for you alone: " + mappingFile));
        List<String> differences = bundle.differences();
        if (!differences.isEmpty()) {
            say("the bundle's captures do not tell all that the originals tell: " + differences.get(0)
                    + (differences.size() > 1 ? ", and " + (differences.size() - 1) + " more; see its manifest" : ""));
        }
    }

    private void say(String message) {
        if (spec != null) {
            spec.commandLine().getErr().println("droppoint: " + SafeText.inline(message));
        }
    }

    // ---- options ----

    private RedactionLevel level() {
        return switch (redact) {
            case "none" -> RedactionLevel.NONE;
            case "addresses" -> RedactionLevel.ADDRESSES;
            case "all" -> RedactionLevel.ALL;
            default -> throw new UsageException("--redact knows none, addresses and all, not '" + redact + "'");
        };
    }

    private boolean keepsCertificates() {
        if (!certificates.equals("keep") && !certificates.equals("replace")) {
            throw new UsageException("--certificates knows keep and replace, not '" + certificates + "'");
        }
        return certificates.equals("keep");
    }

    private Path mappingFile() {
        if (mapping != null) {
            return mapping;
        }
        String name = String.valueOf(target.getFileName());
        return target.resolveSibling(name.substring(0, name.length() - ENDING.length()) + ".mapping.json");
    }

    private @Nullable RedactionKey key() {
        if (keyFile == null) {
            return null;
        }
        try {
            return RedactionKey.ofHex(Files.readString(keyFile));
        } catch (IOException e) {
            throw new UsageException(keyFile + ": " + Refusals.reason(e));
        } catch (IllegalArgumentException e) {
            throw new UsageException(keyFile + ": no key of 64 hexadecimal digits: " + e.getMessage());
        }
    }

    /** A new key whose pseudonyms look like hosts' addresses, not like groups or loopback, as far as one is found. */
    private static RedactionKey fitting(Correlation correlation) {
        Set<IpAddress> addresses = new TreeSet<>();
        correlation.sessions().stream()
                .flatMap(trace -> trace.session().legs().stream())
                .limit(MAX_LEGS_ASKED)
                .forEach(leg -> addresses.addAll(
                        List.of(leg.key().client().address(), leg.key().server().address())));
        RedactionKey key = RedactionKey.random();
        for (int i = 0; i < MAX_KEYS && !key.suits(addresses); i++) {
            key = RedactionKey.random();
        }
        return key;
    }

    private BundleRequest bundleRequest(Request request, boolean keep, boolean reference) {
        List<String> arguments =
                spec == null ? List.of() : spec.commandLine().getParseResult().originalArgs();
        return new BundleRequest(
                request.logs().smtp(),
                request.logs().queues(),
                request.logs().firewall(),
                request.logs().dropped(),
                request.logs().processed(),
                arguments,
                reference,
                keep);
    }

    // ---- work ----

    private record Again(Request first) implements BundleRequest.Analyst {
        @Override
        public void analyse(
                Map<String, Path> captures,
                List<Path> smtpLogs,
                List<Path> queues,
                List<Path> firewallLogs,
                List<Path> dropped,
                List<Path> processed,
                BundleRequest.Consumer then)
                throws IOException {
            List<TapInput> taps = new ArrayList<>();
            captures.forEach((tap, file) -> taps.add(new TapInput(tap, List.of(file), null)));
            Request again = new Request(
                    taps,
                    List.copyOf(captures.keySet()),
                    first.ports(),
                    new LogInputs(smtpLogs, queues, firewallLogs, dropped, processed),
                    first.version(),
                    first.effort());
            try (Analysis analysis = new Analysis(again)) {
                Report report = analysis.run();
                then.accept(new EvidenceSource(report, analysis.correlation(), analysis.frames(), again.ports()));
            }
        }
    }

    /** The folder is the owner's alone while it lasts, as temporary folders are. */
    private void pack(CaseBundle bundle) throws IOException {
        try (Temporary work = new Temporary(Files.createTempDirectory("droppoint-case-"))) {
            Path folder = Files.createDirectory(work.path().resolve("bundle"));
            bundle.collect(folder, Files.createDirectory(work.path().resolve("scratch")));
            Outputs.write(target, draft -> Archive.pack(folder, draft));
        }
    }
}
