package org.droppoint.dissect;

import java.time.Instant;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.jspecify.annotations.Nullable;

/** What a TLS record holds, where it can be read. */
public sealed interface TlsMessage {

    /**
     * A handshake message (RFC 8446 section 4, RFC 5246 section 7.4). Its range may cross records, whose headers it then
     * covers; where its end was not seen, the range ends where its length says, further headers not counted.
     */
    record Handshake(int type, ByteRange range, @Nullable HandshakeDetail detail) implements TlsMessage {}

    /** More of a handshake message that began in an earlier record; the range is this record's part of it. */
    record Continuation(int type, ByteRange range) implements TlsMessage {}

    /** An alert in clear text. */
    record Alert(int level, int description) implements TlsMessage {}

    /** ChangeCipherSpec. */
    record ChangeCipherSpec() implements TlsMessage {}

    /** What a readable handshake message says. */
    sealed interface HandshakeDetail {}

    /** Random, session id and key share digests are lower-case hex; versions are those offered, highest first. */
    record ClientHello(
            int legacyVersion,
            String random,
            String sessionId,
            @Nullable String serverName,
            List<Integer> versions,
            List<Integer> cipherSuites,
            List<Integer> keyShareGroups,
            String keyShareDigest)
            implements HandshakeDetail {}

    /** The version is the negotiated one, also where it stands in the supported_versions extension. */
    record ServerHello(
            int version,
            String random,
            String sessionId,
            int cipherSuite,
            String keyShareDigest,
            boolean helloRetryRequest)
            implements HandshakeDetail {}

    /** A certificate chain in clear text, the sender's own first. */
    record CertificateChain(List<Certificate> certificates) implements HandshakeDetail {}

    /**
     * One X.509 certificate; names as RFC 2253 text, the fingerprint SHA-256 of the DER in hex. Of one that cannot be
     * parsed only fingerprint and length are known.
     */
    record Certificate(
            String subject, String issuer, Instant notBefore, Instant notAfter, String fingerprint, int lengthBytes) {
        /** The subject of a certificate that cannot be parsed; its validity is then the epoch, twice. */
        public static final String UNREADABLE = "unreadable";

        public boolean isReadable() {
            return !subject.equals(UNREADABLE);
        }
    }
}
