package org.droppoint.dissect;

import java.util.List;

/**
 * What a mail session's two streams say: its SMTP lines and its TLS records, each list in the order in which
 * its entries were complete or came to an end.
 *
 * @param smtp SMTP commands, replies and stretches of message content, both directions
 * @param tls TLS records of both directions
 * @param smtpOmitted events of the middle of a very long session that are not listed
 * @param tlsOmitted TLS records of the middle of a very long session that are not listed
 */
public record Dialogue(List<SmtpEvent> smtp, List<TlsRecord> tls, long smtpOmitted, long tlsOmitted) {
    /** A dialogue listed in full. */
    public Dialogue(List<SmtpEvent> smtp, List<TlsRecord> tls) {
        this(smtp, tls, 0, 0);
    }
}
