package org.droppoint.probe;

import java.util.List;

/**
 * What the TLS handshake came to.
 *
 * @param version as JSSE names it, empty where the handshake did not come so far
 * @param chain the server's certificates, its own first
 * @param trust empty where the chain is trusted and fits the name, else why not
 * @param certificateAsked the server asked for a client certificate
 * @param certificateSent one was given
 * @param helloBytes size of the ClientHello's record
 * @param sent records and readable handshake messages in order
 * @param received likewise
 */
public record TlsFacts(
        String version,
        String cipherSuite,
        List<Certificate> chain,
        String trust,
        boolean certificateAsked,
        boolean certificateSent,
        int helloBytes,
        List<String> sent,
        List<String> received) {
    public TlsFacts {
        chain = List.copyOf(chain);
        sent = List.copyOf(sent);
        received = List.copyOf(received);
    }

    /** A certificate of the chain. */
    public record Certificate(
            String subject, String issuer, String notBefore, String notAfter, String key, String sha256) {}
}
