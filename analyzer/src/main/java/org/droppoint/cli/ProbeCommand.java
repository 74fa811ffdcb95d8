package org.droppoint.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.droppoint.live.Wall;
import org.droppoint.probe.Bisection;
import org.droppoint.probe.ClientIdentity;
import org.droppoint.probe.Identities;
import org.droppoint.probe.Probe;
import org.droppoint.probe.ProbeOptions;
import org.droppoint.probe.ProbeResult;
import org.droppoint.probe.ProbeTimeouts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code droppoint probe}: what telnet was used for, done properly. */
@CommandLine.Command(
        name = "probe",
        description = {
            "Connects to a mail server as a client would and times every step: connect, banner, EHLO, STARTTLS, TLS,"
                    + " EHLO within TLS, QUIT. Sends no mail.",
            "With --bisect it varies one thing at a time and says what makes the path fail."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:all steps were done; of a bisection, nothing failed",
            "10:silence, a reset or a closed connection: something on the path or the server",
            "11:the server itself refused",
            "2:wrong usage, or no such server",
            "1:droppoint itself failed"
        })
final class ProbeCommand implements Callable<Integer> {
    private static final int SMTP_PORT = 25;
    private static final long LEAST_PAUSE_MILLIS = 500;
    private static final long NANOS_PER_MILLI = 1_000_000;

    @CommandLine.Parameters(paramLabel = "SERVER[:PORT]", description = "The mail server (default port: 25).")
    private String target = "";

    @CommandLine.Option(names = "--bisect", description = "Vary one thing at a time and find what makes it fail.")
    private boolean bisect;

    @CommandLine.Option(names = "--no-starttls", description = "Stop after EHLO, without TLS.")
    private boolean noStarttls;

    @CommandLine.Option(
            names = "--tls",
            paramLabel = "1.2|1.3",
            description = "Offer this version only (default: both).")
    private @Nullable String tls;

    @CommandLine.Option(
            names = "--client-hello",
            paramLabel = "small|large",
            description = "An unusually small or large ClientHello.")
    private @Nullable String hello;

    @CommandLine.Option(
            names = "--client-cert",
            paramLabel = "FILE.p12",
            description = "Client certificate and key (PKCS#12), sent where the server asks; the password is taken from"
                    + " the environment's DROPPOINT_PKCS12_PASSWORD. --bisect makes one for the occasion without it.")
    private @Nullable Path clientCertificate;

    @CommandLine.Option(
            names = "--ehlo",
            paramLabel = "NAME",
            description = "What to say in EHLO (default: this machine's name).")
    private @Nullable String ehlo;

    @CommandLine.Option(names = "--short-ehlo", description = "Say 'EHLO x'.")
    private boolean shortEhlo;

    @CommandLine.Option(names = "--many-segments", description = "Send TLS flights in many small segments.")
    private boolean manySegments;

    @CommandLine.Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "Limit of every step (default: connect 10s, banner 30s, replies and handshake 15s each; with"
                    + " --bisect 8s).")
    private @Nullable String timeout;

    @CommandLine.Option(
            names = "--pause",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "Least time between two connections of --bisect, 500ms or more (default: ${DEFAULT-VALUE}).")
    private String pause = "1s";

    @CommandLine.Option(
            names = "--capture",
            paramLabel = "FILE.pcapng",
            description = "Capture the conversation meanwhile; needs libpcap and the right to capture.")
    private @Nullable Path capture;

    @CommandLine.Option(
            names = {"-i", "--interface"},
            paramLabel = "IFACE",
            defaultValue = "any",
            description = "Interface for --capture (default: ${DEFAULT-VALUE}).")
    private String captureInterface = "any";

    @CommandLine.Option(names = "--json", description = "Write JSON to standard output.")
    private boolean json;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Target server = Target.parse(target, SMTP_PORT);
        InetAddress address = resolve(server.host());
        ClientIdentity identity = identity();
        Probe probe = new Probe(server.host(), address, server.port(), ehloName(), timeouts(), identity, Wall::nanos);
        PrintWriter out =
                spec == null ? Main.commandLine().getOut() : spec.commandLine().getOut();
        ProbeCapture capturing = ProbeCapture.start(capture, captureInterface, address, server.port());
        try {
            return bisect ? bisect(probe, out) : single(probe, identity != null, out);
        } finally {
            capturing.end();
        }
    }

    private int single(Probe probe, boolean certificate, PrintWriter out) {
        ProbeResult result =
                probe.run(new ProbeOptions(!noStarttls, version(), helloSize(), certificate, shortEhlo, manySegments));
        if (json) {
            out.println(ProbeJson.of(result));
        } else {
            new ProbeText(out).print(result);
        }
        return switch (result.outcome()) {
            case PASSED -> ExitStatus.NOTHING_WRONG;
            case REFUSED -> ExitStatus.CANNOT_TELL;
            case FAILED -> ExitStatus.FAULT;
        };
    }

    private int bisect(Probe probe, PrintWriter out) throws IOException {
        ProbeText text = new ProbeText(out);
        try {
            Bisection.Findings findings = new Bisection(probe, pauseMillis(), result -> {
                        if (!json) {
                            text.line(result);
                        }
                    })
                    .run();
            if (json) {
                out.println(ProbeJson.of(findings));
            } else {
                text.print(findings);
            }
            return findings.fails() ? ExitStatus.FAULT : ExitStatus.NOTHING_WRONG;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted");
        }
    }

    // ---- what was asked for ----

    private static InetAddress resolve(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new UsageException("no address is known of '" + host + "'");
        }
    }

    private String ehloName() {
        String name = ehlo;
        if (name == null) {
            try {
                name = InetAddress.getLocalHost().getCanonicalHostName();
            } catch (UnknownHostException e) {
                name = "localhost.localdomain";
            }
        }
        if (!name.matches("[A-Za-z0-9\\[\\]._:-]{1,255}")) {
            throw new UsageException("--ehlo wants a host name, not '" + name + "'");
        }
        return name;
    }

    private ProbeTimeouts timeouts() {
        if (timeout == null) {
            return bisect ? ProbeTimeouts.of(8000) : ProbeTimeouts.DEFAULT;
        }
        long millis = Durations.nanos(timeout) / NANOS_PER_MILLI;
        if (millis < 1 || millis > Integer.MAX_VALUE) {
            throw new UsageException("--timeout wants a time such as 8s");
        }
        return ProbeTimeouts.of((int) millis);
    }

    private long pauseMillis() {
        long millis = Durations.nanos(pause) / NANOS_PER_MILLI;
        if (millis < LEAST_PAUSE_MILLIS) {
            throw new UsageException("--pause is " + LEAST_PAUSE_MILLIS + "ms or more");
        }
        return millis;
    }

    private @Nullable ClientIdentity identity() throws IOException {
        Path file = clientCertificate;
        if (file == null) {
            return bisect ? Identities.throwAway() : null;
        }
        String password = System.getenv("DROPPOINT_PKCS12_PASSWORD");
        try {
            return Identities.load(file, password == null ? new char[0] : password.toCharArray());
        } catch (IOException e) {
            throw new UsageException("--client-cert: " + e.getMessage());
        }
    }

    private ProbeOptions.Version version() {
        if (tls == null) {
            return ProbeOptions.Version.ANY;
        }
        return switch (tls) {
            case "1.2" -> ProbeOptions.Version.TLS_1_2;
            case "1.3" -> ProbeOptions.Version.TLS_1_3;
            default -> throw new UsageException("--tls is 1.2 or 1.3");
        };
    }

    private ProbeOptions.HelloSize helloSize() {
        if (hello == null) {
            return ProbeOptions.HelloSize.USUAL;
        }
        return switch (hello) {
            case "small" -> ProbeOptions.HelloSize.SMALL;
            case "large" -> ProbeOptions.HelloSize.LARGE;
            default -> throw new UsageException("--client-hello is small or large");
        };
    }

    /** A host and a port; IPv6 addresses stand in brackets where a port follows. */
    record Target(String host, int port) {
        static Target parse(String text, int otherwise) {
            int colon = text.lastIndexOf(':');
            boolean bracketed = text.startsWith("[");
            boolean bare = !bracketed && colon >= 0 && text.indexOf(':') != colon;
            boolean withPort = colon > 0 && !bare && (!bracketed || text.charAt(colon - 1) == ']');
            String host = withPort ? text.substring(0, colon) : text;
            host = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
            try {
                int port = withPort ? Integer.parseInt(text.substring(colon + 1)) : otherwise;
                if (!host.matches("[A-Za-z0-9._:%-]{1,255}") || port < 1 || port > 65535) {
                    throw new UsageException(
                            "not a server: '" + text + "'; such as mx.example.net or mx.example.net:25");
                }
                return new Target(host, port);
            } catch (NumberFormatException e) {
                throw new UsageException("not a port in '" + text + "'");
            }
        }
    }
}
