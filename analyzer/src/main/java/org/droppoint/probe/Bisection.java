package org.droppoint.probe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.droppoint.probe.ProbeOptions.HelloSize;
import org.droppoint.probe.ProbeOptions.Version;
import org.droppoint.probe.ProbeResult.Outcome;

/**
 * Varies one thing at a time around TLS 1.2 and TLS 1.3 and finds what a connection that fails must have: the things that,
 * each alone taken away, let it pass. What fails is tried twice, so that a passing weakness of the network names nothing.
 */
public final class Bisection {
    private final Probe probe;
    private final long pauseMillis;
    private final Consumer<ProbeResult> each;
    private final Map<ProbeOptions, ProbeResult> tried = new LinkedHashMap<>();
    private final Set<ProbeOptions> unsteady = new LinkedHashSet<>();
    private long lastEnd;

    /**
     * @param pauseMillis between two connections
     * @param each hears of every result as it comes
     */
    public Bisection(Probe probe, long pauseMillis, Consumer<ProbeResult> each) {
        this.probe = probe;
        this.pauseMillis = pauseMillis;
        this.each = each;
    }

    /**
     * What was found.
     *
     * @param results one for each variation, in the order in which they were first tried
     * @param triggers for each kind of failure what it takes, as the words of {@link ProbeOptions#label}; empty where
     *     nothing fails
     * @param unsteady variations that failed once and passed once
     */
    public record Findings(
            List<ProbeResult> results, List<List<String>> triggers, List<String> unsteady, String summary) {
        public Findings {
            results = List.copyOf(results);
            triggers = List.copyOf(triggers);
            unsteady = List.copyOf(unsteady);
        }

        public boolean fails() {
            return results.stream().anyMatch(result -> result.outcome() == Outcome.FAILED);
        }
    }

    public Findings run() throws InterruptedException {
        ProbeOptions usual = ProbeOptions.USUAL;
        outcome(usual);
        outcome(usual.withoutStarttls());
        outcome(usual.withoutStarttls().withShortEhlo(true));
        for (Version version : List.of(Version.TLS_1_2, Version.TLS_1_3)) {
            ProbeOptions base = usual.with(version);
            outcome(base);
            outcome(base.withClientCertificate(true));
            outcome(base.with(HelloSize.SMALL));
            outcome(base.with(HelloSize.LARGE));
            outcome(base.withManySegments(true));
            outcome(base.withShortEhlo(true));
        }
        Set<List<String>> triggers = new LinkedHashSet<>();
        for (ProbeOptions failing : List.copyOf(tried.keySet())) {
            if (outcome(failing) == Outcome.FAILED) {
                triggers.add(necessary(failing));
            }
        }
        List<List<String>> least = smallest(triggers);
        return new Findings(
                List.copyOf(tried.values()),
                least,
                unsteady.stream().map(ProbeOptions::label).toList(),
                summary(least));
    }

    /** The outcome of a variation, tried now if it was not before. */
    private Outcome outcome(ProbeOptions options) throws InterruptedException {
        ProbeResult known = tried.get(options);
        if (known == null) {
            known = once(options);
            if (known.outcome() == Outcome.FAILED) {
                ProbeResult again = once(options);
                if (again.outcome() != Outcome.FAILED) {
                    unsteady.add(options);
                    known = again;
                }
            }
            tried.put(options, known);
        }
        return known.outcome();
    }

    private ProbeResult once(ProbeOptions options) throws InterruptedException {
        long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastEnd);
        if (lastEnd != 0 && since < pauseMillis) {
            TimeUnit.MILLISECONDS.sleep(pauseMillis - since);
        }
        ProbeResult result = probe.run(options);
        lastEnd = System.nanoTime();
        each.accept(result);
        return result;
    }

    /** What a failing variation cannot do without: each of these alone taken away, it does not fail. */
    private List<String> necessary(ProbeOptions failing) throws InterruptedException {
        Set<String> words = new TreeSet<>();
        if (failing.shortEhlo() && spares(failing.withShortEhlo(false))) {
            words.add("short EHLO");
        }
        if (failing.starttls()) {
            if (failing.clientCertificate() && spares(failing.withClientCertificate(false))) {
                words.add("client certificate");
            }
            if (failing.helloSize() != HelloSize.USUAL && spares(failing.with(HelloSize.USUAL))) {
                words.add(failing.helloSize().label());
            }
            if (failing.manySegments() && spares(failing.withManySegments(false))) {
                words.add("many segments");
            }
            Version other = failing.version() == Version.TLS_1_2 ? Version.TLS_1_3 : Version.TLS_1_2;
            if (failing.version() != Version.ANY && spares(failing.with(other))) {
                words.add(failing.version().label());
            }
            if (words.isEmpty() && spares(failing.withoutStarttls())) {
                words.add("STARTTLS");
            }
        }
        return List.copyOf(words);
    }

    private boolean spares(ProbeOptions options) throws InterruptedException {
        return outcome(options) != Outcome.FAILED;
    }

    /** Where one thing alone suffices, what holds it and more says nothing new. */
    private static List<List<String>> smallest(Set<List<String>> triggers) {
        List<List<String>> least = new ArrayList<>();
        for (List<String> one : triggers) {
            boolean covered =
                    triggers.stream().anyMatch(other -> other != one && one.containsAll(other) && !other.equals(one));
            if (!covered) {
                least.add(one);
            }
        }
        return least;
    }

    private String summary(List<List<String>> triggers) {
        if (triggers.isEmpty()) {
            boolean refused = tried.values().stream().anyMatch(result -> result.outcome() == Outcome.REFUSED);
            return refused
                    ? "Nothing makes the path fail; what did not pass, the server itself refused."
                    : "Nothing that was varied makes the path fail.";
        }
        if (triggers.contains(List.<String>of())) {
            return "It fails whatever is varied: nothing that was tried makes the difference.";
        }
        List<String> ways = triggers.stream()
                .map(words -> String.join(" together with ", words))
                .toList();
        return "The path fails with " + String.join("; and with ", ways) + "; without, it passes." + remark(triggers);
    }

    /** A server that asks gets a Certificate message from every client, an empty one from those that have none. */
    private String remark(List<List<String>> triggers) {
        List<ProbeResult> failed = tried.values().stream()
                .filter(result -> result.outcome() == Outcome.FAILED)
                .toList();
        boolean certificates = failed.stream().allMatch(result -> {
            TlsFacts tls = result.tls();
            return tls != null && tls.version().isEmpty() && tls.sent().contains("Certificate");
        });
        boolean said = triggers.stream().anyMatch(words -> words.contains("client certificate"));
        return certificates && !said
                ? " Each time the flight without an answer held the client's Certificate message (an empty one where it"
                        + " has no certificate)."
                : "";
    }
}
