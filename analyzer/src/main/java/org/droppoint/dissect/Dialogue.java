package org.droppoint.dissect;

import java.util.List;

/**
 * What a mail session's two streams say: its SMTP lines and its TLS records, each list in order of first appearance.
 *
 * @param smtp SMTP commands, replies and stretches of message content, both directions
 * @param tls TLS records of both directions
 */
public record Dialogue(List<SmtpEvent> smtp, List<TlsRecord> tls) {}
