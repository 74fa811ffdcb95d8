package org.droppoint.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.droppoint.base.Times;
import org.droppoint.probe.Bisection;
import org.droppoint.probe.ProbeResult;
import org.droppoint.probe.ProbeStep;
import org.droppoint.probe.TlsFacts;
import org.droppoint.report.SafeText;

/** Probes for people. */
final class ProbeText {
    private static final int DETAIL_CHARS = 200;
    private static final int LABEL_COLUMNS = 42;

    private final PrintWriter out;

    ProbeText(PrintWriter out) {
        this.out = out;
    }

    void print(ProbeResult result) {
        out.println(mark(result) + " " + result.outcome().label() + ": " + SafeText.inline(result.remote()) + ", "
                + result.options().label());
        out.println();
        for (ProbeStep step : result.steps()) {
            out.println(String.format(
                    Locale.ROOT,
                    "  %s %-12s %9s  %s",
                    step.ending() == ProbeStep.Ending.DONE ? "✓" : "✗",
                    step.name(),
                    Times.duration(step.nanos()),
                    (step.ending() == ProbeStep.Ending.DONE ? "" : step.ending().label() + ": ")
                            + SafeText.clipped(step.detail(), DETAIL_CHARS)));
        }
        TlsFacts tls = result.tls();
        if (tls != null) {
            print(tls);
        }
    }

    private void print(TlsFacts tls) {
        out.println();
        out.println("  ClientHello " + tls.helloBytes() + " bytes; client certificate "
                + (!tls.certificateAsked()
                        ? "not asked for"
                        : tls.certificateSent() ? "asked for and sent" : "asked for, none sent"));
        for (TlsFacts.Certificate one : tls.chain()) {
            out.println("  certificate " + SafeText.clipped(one.subject(), DETAIL_CHARS) + ", " + one.key() + ", "
                    + one.notBefore() + " to " + one.notAfter());
            out.println("    issued by " + SafeText.clipped(one.issuer(), DETAIL_CHARS) + ", SHA-256 " + one.sha256());
        }
        if (!tls.chain().isEmpty()) {
            out.println("  trust: "
                    + (tls.trust().isEmpty()
                            ? "chain and name are in order"
                            : "a strict client would object: " + SafeText.clipped(tls.trust(), DETAIL_CHARS)));
        }
    }

    /** One line a result, as it comes. */
    void line(ProbeResult result) {
        String how = result.failure()
                .map(step -> "at " + step.name() + ": " + step.ending().label() + ", "
                        + SafeText.clipped(step.detail(), DETAIL_CHARS))
                .orElse("");
        out.println(String.format(
                Locale.ROOT,
                "  %s %-" + LABEL_COLUMNS + "s %-8s %s",
                mark(result),
                result.options().label(),
                result.outcome().label(),
                how));
        out.flush();
    }

    void print(Bisection.Findings findings) {
        out.println();
        out.println(findings.summary());
        if (!findings.unsteady().isEmpty()) {
            out.println("Failed once and passed once: " + String.join("; ", findings.unsteady()) + ".");
        }
    }

    private static String mark(ProbeResult result) {
        return switch (result.outcome()) {
            case PASSED -> "✓";
            case REFUSED -> "–";
            case FAILED -> "✗";
        };
    }
}
