package org.droppoint.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.droppoint.pipeline.Analysis;
import org.droppoint.pipeline.LogInputs;
import org.droppoint.pipeline.Request;
import org.droppoint.pipeline.TapInput;
import org.droppoint.redact.Redaction;
import org.droppoint.redact.RedactionKey;
import org.droppoint.redact.RedactionLevel;
import org.droppoint.report.Report;

/** Makes bundles in tests, with a key that is always the same. */
final class Bundles {
    static final RedactionKey KEY =
            RedactionKey.ofHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    private Bundles() {}

    static Redaction all() {
        return new Redaction(KEY, RedactionLevel.ALL, false);
    }

    /** Collects a bundle's members below {@code folder}; what the two analyses disagree about. */
    static List<String> make(Request request, Redaction redaction, Path folder, List<String> arguments)
            throws IOException {
        Path scratch = Files.createDirectories(folder.resolveSibling(folder.getFileName() + "-scratch"));
        try (Analysis analysis = new Analysis(request)) {
            Report report = analysis.run();
            EvidenceSource source =
                    new EvidenceSource(report, analysis.correlation(), analysis.frames(), request.ports());
            BundleRequest wanted = new BundleRequest(
                    request.logs().smtp(),
                    request.logs().queues(),
                    request.logs().firewall(),
                    request.logs().dropped(),
                    request.logs().processed(),
                    arguments,
                    true,
                    false);
            CaseBundle bundle = new CaseBundle(source, redaction, wanted, analyst(request));
            bundle.collect(Files.createDirectories(folder), scratch);
            return bundle.differences();
        }
    }

    private static BundleRequest.Analyst analyst(Request first) {
        return (captures, smtp, queues, firewall, dropped, processed, then) -> {
            List<TapInput> taps = new ArrayList<>();
            for (Map.Entry<String, Path> one : captures.entrySet()) {
                taps.add(new TapInput(one.getKey(), List.of(one.getValue()), null));
            }
            Request again = new Request(
                    taps,
                    List.copyOf(captures.keySet()),
                    first.ports(),
                    new LogInputs(smtp, queues, firewall, dropped, processed),
                    first.version());
            try (Analysis analysis = new Analysis(again)) {
                Report report = analysis.run();
                then.accept(new EvidenceSource(report, analysis.correlation(), analysis.frames(), again.ports()));
            }
        };
    }
}
