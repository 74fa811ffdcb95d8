package org.droppoint.dissect;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Certificate message up to TLS 1.2 (RFC 5246 section 7.4.2); in TLS 1.3 it is never in clear text. */
final class CertificateParser {
    /** Chains on the public web have two to four; more are not listed. */
    private static final int MAX_CERTIFICATES = 12;

    /** A certificate longer than that is not handed to the parser. */
    private static final int MAX_PARSED_BYTES = 1 << 16;

    private static final int MAX_NAME_CHARS = 512;
    private static final int DER_SEQUENCE = 0x30;

    private CertificateParser() {}

    /** Null where not even the first certificate's length fits. */
    static TlsMessage.@Nullable CertificateChain chain(byte[] body, int length) {
        Fields in = new Fields(body, 0, length);
        Fields list = in.field(in.u24());
        List<TlsMessage.Certificate> certificates = new ArrayList<>();
        while (list.remaining() > 0 && certificates.size() < MAX_CERTIFICATES) {
            byte[] der = list.field(list.u24()).rest();
            if (list.isBroken()) {
                break;
            }
            certificates.add(certificate(der));
        }
        boolean nothing = certificates.isEmpty() && (in.isBroken() || list.isBroken());
        return nothing ? null : new TlsMessage.CertificateChain(List.copyOf(certificates));
    }

    private static TlsMessage.Certificate certificate(byte[] der) {
        String fingerprint = Digests.sha256(der);
        TlsMessage.Certificate parsed = parse(der, fingerprint);
        return parsed != null
                ? parsed
                : new TlsMessage.Certificate(
                        TlsMessage.Certificate.UNREADABLE, "", Instant.EPOCH, Instant.EPOCH, fingerprint, der.length);
    }

    /** The platform's parser promises checked exceptions; hostile bytes have brought forth unchecked ones too. */
    private static TlsMessage.@Nullable Certificate parse(byte[] der, String fingerprint) {
        if (der.length == 0 || der.length > MAX_PARSED_BYTES || (der[0] & 0xFF) != DER_SEQUENCE) {
            return null;
        }
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            X509Certificate parsed = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
            return new TlsMessage.Certificate(
                    shorten(parsed.getSubjectX500Principal().getName()),
                    shorten(parsed.getIssuerX500Principal().getName()),
                    parsed.getNotBefore().toInstant(),
                    parsed.getNotAfter().toInstant(),
                    fingerprint,
                    der.length);
        } catch (CertificateException | RuntimeException e) {
            return null;
        }
    }

    private static String shorten(String name) {
        return name.length() <= MAX_NAME_CHARS ? name : name.substring(0, MAX_NAME_CHARS);
    }
}
