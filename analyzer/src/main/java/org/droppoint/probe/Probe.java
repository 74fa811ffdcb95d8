package org.droppoint.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** One mail server, to be spoken to again and again, one connection at a time. */
public final class Probe {
    /** Enough to reach beyond one segment of 1460 bytes whatever else the ClientHello holds. */
    private static final int LARGE_NAMES = 8;

    private static final int LARGE_NAME_LETTERS = 220;
    private static final String SHORT_NAME = "x";
    private static final List<String> FEW_SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

    private final String host;
    private final InetAddress address;
    private final int port;
    private final String ehloName;
    private final ProbeTimeouts timeouts;
    private final @Nullable ClientIdentity identity;
    private final LongSupplier wallNanos;

    /**
     * @param host the name that the server's certificate should bear
     * @param address one of its addresses, the same for all connections
     * @param identity what is sent where a client certificate is asked for and wanted
     * @param wallNanos this machine's clock, in nanoseconds since 1970
     */
    public Probe(
            String host,
            InetAddress address,
            int port,
            String ehloName,
            ProbeTimeouts timeouts,
            @Nullable ClientIdentity identity,
            LongSupplier wallNanos) {
        this.host = host;
        this.address = address;
        this.port = port;
        this.ehloName = ehloName;
        this.timeouts = timeouts;
        this.identity = identity;
        this.wallNanos = wallNanos;
    }

    /** One connection from SYN to QUIT, or to where it fails. */
    public ProbeResult run(ProbeOptions options) {
        return new Run(options).go();
    }

    /** What one connection gathers. */
    private final class Run {
        private final ProbeOptions options;
        private final long begun = wallNanos.getAsLong();
        private final List<ProbeStep> steps = new ArrayList<>();
        private List<String> capabilities = List.of();
        private String local = "";
        private @Nullable TlsTalk tls;
        private @Nullable SSLEngine engine;
        private @Nullable ProbeKeys keys;
        private @Nullable ProbeTrust trust;

        Run(ProbeOptions options) {
            this.options = options;
        }

        /** What a step does; returns what is to be said of it. */
        private interface Step {
            String take() throws IOException;
        }

        ProbeResult go() {
            try (Socket socket = new Socket()) {
                socket.setTcpNoDelay(true);
                talk(socket);
            } catch (StepFailure e) {
                // the step that failed is among the steps
            } catch (IOException e) {
                steps.add(new ProbeStep("close", 0, ProbeStep.Ending.RESET, String.valueOf(e.getMessage())));
            }
            return new ProbeResult(
                    options, address.getHostAddress() + ":" + port, local, begun, steps, capabilities, facts());
        }

        private void step(String name, String limitName, int limitMillis, Step step) throws StepFailure {
            long from = System.nanoTime();
            String limit = limitName + " time-out of " + limitMillis + " ms";
            try {
                String detail = step.take();
                steps.add(new ProbeStep(name, System.nanoTime() - from, ProbeStep.Ending.DONE, detail));
            } catch (IOException e) {
                StepFailure failure = StepFailure.of(e, limit);
                String detail = String.valueOf(failure.getMessage());
                steps.add(new ProbeStep(name, System.nanoTime() - from, failure.ending(), detail));
                throw failure;
            }
        }

        private void talk(Socket socket) throws IOException {
            step("connect", "connect", timeouts.connectMillis(), () -> connect(socket));
            Wire wire = new Wire(socket);
            SmtpTalk clear = new SmtpTalk(new Channel() {
                @Override
                public int read(byte[] into, int at, int length) throws IOException {
                    return wire.read(into, at, length);
                }

                @Override
                public void write(byte[] bytes) throws IOException {
                    wire.write(bytes, 0, bytes.length);
                }
            });
            step("banner", "banner", timeouts.bannerMillis(), () -> {
                wire.limit(timeouts.bannerMillis());
                return positive(clear.reply()).text();
            });
            SmtpTalk last = clear;
            ehlo("ehlo", clear, wire);
            if (options.starttls()) {
                last = starttls(clear, wire);
            }
            SmtpTalk open = last;
            step("quit", "reply", timeouts.replyMillis(), () -> {
                wire.limit(timeouts.replyMillis());
                return open.ask("QUIT").text();
            });
        }

        private String connect(Socket socket) throws IOException {
            try {
                socket.connect(new InetSocketAddress(address, port), timeouts.connectMillis());
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                throw new StepFailure(ProbeStep.Ending.UNREACHABLE, String.valueOf(e.getMessage()));
            }
            local = socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
            return "from " + local;
        }

        private void ehlo(String name, SmtpTalk talk, Wire wire) throws StepFailure {
            step(name, "reply", timeouts.replyMillis(), () -> {
                wire.limit(timeouts.replyMillis());
                SmtpTalk.Reply reply = positive(talk.ask("EHLO " + (options.shortEhlo() ? SHORT_NAME : ehloName)));
                List<String> keywords = reply.lines().stream()
                        .skip(1)
                        .map(line -> line.strip().toUpperCase(Locale.ROOT))
                        .toList();
                capabilities = capabilities.isEmpty() ? keywords : capabilities;
                return reply.code() + " " + String.join(", ", keywords);
            });
        }

        private SmtpTalk starttls(SmtpTalk clear, Wire wire) throws IOException {
            step("starttls", "reply", timeouts.replyMillis(), () -> {
                if (capabilities.stream().noneMatch(word -> word.equals("STARTTLS"))) {
                    throw new StepFailure(ProbeStep.Ending.REFUSED, "STARTTLS is not offered" + masked());
                }
                wire.limit(timeouts.replyMillis());
                return positive(clear.ask("STARTTLS")).text();
            });
            TlsTalk talk = tlsTalk(wire);
            step("tls", "handshake", timeouts.handshakeMillis(), () -> {
                wire.limit(timeouts.handshakeMillis());
                try {
                    talk.handshake();
                } catch (IOException e) {
                    StepFailure failure =
                            StepFailure.of(e, "handshake time-out of " + timeouts.handshakeMillis() + " ms");
                    throw new StepFailure(failure.ending(), failure.getMessage() + "; " + progress(talk));
                }
                SSLEngine done = engine;
                return done == null
                        ? ""
                        : done.getSession().getProtocol() + " "
                                + done.getSession().getCipherSuite();
            });
            SmtpTalk inside = new SmtpTalk(talk);
            ehlo("ehlo-in-tls", inside, wire);
            return inside;
        }

        /** Cisco's inspection writes over what it does not allow. */
        private String masked() {
            return capabilities.stream().anyMatch(word -> word.matches("X{4,}[A-Z]?"))
                    ? "; a keyword is written over with X, as inspecting firewalls do"
                    : "";
        }

        private static String progress(TlsTalk talk) {
            return "sent " + words(talk.sent()) + "; received " + words(talk.received());
        }

        private static String words(List<String> entries) {
            return entries.isEmpty() ? "nothing" : String.join(", ", entries);
        }

        private TlsTalk tlsTalk(Wire wire) {
            try {
                ProbeKeys keyManager = new ProbeKeys(options.clientCertificate() ? identity : null);
                ProbeTrust trustManager = new ProbeTrust();
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(new KeyManager[] {keyManager}, new TrustManager[] {trustManager}, null);
                SSLEngine created = context.createSSLEngine(host, port);
                created.setUseClientMode(true);
                created.setSSLParameters(parameters(created.getSSLParameters()));
                keys = keyManager;
                trust = trustManager;
                engine = created;
                TlsTalk talk = new TlsTalk(created, wire, options.manySegments());
                tls = talk;
                return talk;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no TLS", e);
            }
        }

        private SSLParameters parameters(SSLParameters parameters) {
            parameters.setProtocols(options.version().protocols().toArray(new String[0]));
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            if (host.matches(".*[A-Za-z].*") && !host.contains(":")) {
                parameters.setServerNames(List.of(new SNIHostName(host)));
            }
            if (options.helloSize() == ProbeOptions.HelloSize.SMALL) {
                parameters.setCipherSuites(FEW_SUITES.toArray(new String[0]));
                parameters.setServerNames(List.of());
            } else if (options.helloSize() == ProbeOptions.HelloSize.LARGE) {
                String[] names = new String[LARGE_NAMES];
                for (int i = 0; i < names.length; i++) {
                    names[i] = "x-droppoint-" + i + "-" + "a".repeat(LARGE_NAME_LETTERS);
                }
                parameters.setApplicationProtocols(names);
            }
            return parameters;
        }

        private @Nullable TlsFacts facts() {
            TlsTalk talk = tls;
            SSLEngine used = engine;
            ProbeKeys keyManager = keys;
            ProbeTrust trustManager = trust;
            if (talk == null || used == null || keyManager == null || trustManager == null) {
                return null;
            }
            boolean done = steps.stream()
                    .anyMatch(step -> step.name().equals("tls") && step.ending() == ProbeStep.Ending.DONE);
            return new TlsFacts(
                    done ? used.getSession().getProtocol() : "",
                    done ? used.getSession().getCipherSuite() : "",
                    trustManager.chain().stream().map(Probe::describe).toList(),
                    trustManager.objection(),
                    keyManager.asked(),
                    keyManager.given(),
                    talk.helloBytes(),
                    talk.sent(),
                    talk.received());
        }
    }

    private static SmtpTalk.Reply positive(SmtpTalk.Reply reply) throws StepFailure {
        if (!reply.isPositive()) {
            throw new StepFailure(ProbeStep.Ending.REFUSED, reply.text());
        }
        return reply;
    }

    private static TlsFacts.Certificate describe(X509Certificate certificate) {
        String key = certificate.getPublicKey() instanceof RSAPublicKey rsa
                ? "RSA " + rsa.getModulus().bitLength()
                : certificate.getPublicKey() instanceof ECPublicKey ec
                        ? "EC " + ec.getParams().getOrder().bitLength()
                        : certificate.getPublicKey().getAlgorithm();
        return new TlsFacts.Certificate(
                certificate.getSubjectX500Principal().getName(),
                certificate.getIssuerX500Principal().getName(),
                certificate.getNotBefore().toInstant().toString(),
                certificate.getNotAfter().toInstant().toString(),
                key,
                sha256(certificate));
    }

    private static String sha256(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            return "";
        }
    }
}
