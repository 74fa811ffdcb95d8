package org.droppoint.explain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.VerdictClass;

/** All that can be explained. */
public final class Explanations {
    private static final List<String> FINDINGS = List.of(
            "bytes-vanished",
            "loss-repaired",
            "reset",
            "reset-forged",
            "end-left",
            "answer-missing",
            "answer-late",
            "window-shut",
            "content-changed",
            "session-remade",
            "capture-missed",
            "not-observable",
            "retransmission-burst",
            "gave-up",
            "size-limit",
            "size-passed",
            "icmp-error",
            "congestion-flags",
            "refusal",
            "options-changed",
            "made-on-the-way");

    private static final List<String> CONTRADICTIONS =
            List.of("certificate-not-sent", "closed-by-host", "no-such-flow", "clock-shifted");

    private Explanations() {}

    /** The classes in order of precedence, then what a case may be beside them. */
    public static List<String> classes() {
        return Stream.concat(Arrays.stream(VerdictClass.values()).map(VerdictClass::id), Stream.of(CaseVerdict.MIXED))
                .toList();
    }

    /** The findings that are no class's namesake. */
    public static List<String> findings() {
        return FINDINGS;
    }

    /** What a mail server's log says and the wire does not. */
    public static List<String> contradictions() {
        return CONTRADICTIONS;
    }

    public static List<String> all() {
        return Stream.of(classes(), FINDINGS, CONTRADICTIONS)
                .flatMap(List::stream)
                .toList();
    }

    /** The page of that name, in any case of letters. */
    public static Optional<Explanation> of(String id) {
        return all().stream().filter(id::equalsIgnoreCase).findFirst().map(Explanations::load);
    }

    private static Explanation load(String id) {
        try (InputStream in = Explanations.class.getResourceAsStream(id + ".md")) {
            if (in == null) {
                throw new IllegalStateException("no page explains " + id);
            }
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                return Explanation.parse(id, lines.lines().toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
