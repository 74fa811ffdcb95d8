package org.droppoint.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * What one connection does; each component is one of the things that a path may choke on.
 *
 * @param clientCertificate send one where the server asks
 * @param shortEhlo a name of one letter instead of the client's full name
 * @param manySegments TLS flights in pieces of {@value TlsTalk#PIECE_BYTES} bytes, a segment each
 */
public record ProbeOptions(
        boolean starttls,
        Version version,
        HelloSize helloSize,
        boolean clientCertificate,
        boolean shortEhlo,
        boolean manySegments) {
    /** STARTTLS, the best version that both sides have, nothing unusual. */
    public static final ProbeOptions USUAL = new ProbeOptions(true, Version.ANY, HelloSize.USUAL, false, false, false);

    /** TLS versions to offer. */
    public enum Version {
        ANY("TLS 1.2 or 1.3", "TLSv1.3", "TLSv1.2"),
        TLS_1_2("TLS 1.2", "TLSv1.2"),
        TLS_1_3("TLS 1.3", "TLSv1.3");

        private final String label;
        private final List<String> protocols;

        Version(String label, String... protocols) {
            this.label = label;
            this.protocols = List.of(protocols);
        }

        public String label() {
            return label;
        }

        /** As JSSE names them. */
        List<String> protocols() {
            return protocols;
        }
    }

    /** How large the ClientHello is made. */
    public enum HelloSize {
        /** Few cipher suites, no server name. */
        SMALL("small ClientHello"),
        /** As JSSE makes it. */
        USUAL("usual ClientHello"),
        /** Longer than one segment of 1460 bytes, by protocol names (ALPN, RFC 7301) that nobody speaks. */
        LARGE("large ClientHello");

        private final String label;

        HelloSize(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    ProbeOptions with(Version other) {
        return new ProbeOptions(starttls, other, helloSize, clientCertificate, shortEhlo, manySegments);
    }

    ProbeOptions with(HelloSize other) {
        return new ProbeOptions(starttls, version, other, clientCertificate, shortEhlo, manySegments);
    }

    ProbeOptions withClientCertificate(boolean other) {
        return new ProbeOptions(starttls, version, helloSize, other, shortEhlo, manySegments);
    }

    ProbeOptions withShortEhlo(boolean other) {
        return new ProbeOptions(starttls, version, helloSize, clientCertificate, other, manySegments);
    }

    ProbeOptions withManySegments(boolean other) {
        return new ProbeOptions(starttls, version, helloSize, clientCertificate, shortEhlo, other);
    }

    ProbeOptions withoutStarttls() {
        return new ProbeOptions(false, Version.ANY, HelloSize.USUAL, false, shortEhlo, false);
    }

    /** What sets it apart, in words. */
    public String label() {
        List<String> words = new ArrayList<>();
        words.add(starttls ? version.label() : "no STARTTLS");
        if (starttls && helloSize != HelloSize.USUAL) {
            words.add(helloSize.label());
        }
        if (clientCertificate) {
            words.add("client certificate");
        }
        if (shortEhlo) {
            words.add("short EHLO");
        }
        if (manySegments) {
            words.add("many segments");
        }
        return String.join(", ", words);
    }
}
