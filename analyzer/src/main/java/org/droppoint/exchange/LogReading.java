package org.droppoint.exchange;

/**
 * What a row of a protocol log says. It is what Exchange believed: "Sending certificate" is logged when the handshake is
 * begun, not when a certificate has left the machine.
 */
public sealed interface LogReading {

    /** A connection is about to be opened; the log has no local endpoint yet. */
    record ConnectAttempt() implements LogReading {}

    /** The connection stands ({@code +}). */
    record Connected() implements LogReading {}

    /** The connection could not be opened. The code is Winsock's, 10060 timed out and 10061 refused, or -1. */
    record ConnectFailed(int winsockCode) implements LogReading {}

    /** An SMTP command; the verb in capitals. */
    record Command(String verb, String text) implements LogReading {}

    /** An SMTP reply, RFC 5321 section 4.2; the enhanced code of RFC 3463 or an empty string. */
    record Reply(int code, String enhancedCode, String text) implements LogReading {}

    /** Exchange says that it sends its certificate; older logs put the certificate's fields on the same row. */
    record CertificateSent(String details) implements LogReading {}

    /** Exchange says that it received the other side's certificate. */
    record CertificateReceived(String details) implements LogReading {}

    /** One field of a certificate on a row of its own (Microsoft KB 4051498 shows this style). */
    record CertificateField(String name, String value) implements LogReading {}

    /** The handshake succeeded: names as Schannel spells them, a strength in bits or -1, empty where the row has none. */
    record TlsSucceeded(String protocol, String cipher, int strengthBits, String mac, String keyExchange)
            implements LogReading {}

    /** The handshake failed; the error is TimedOut, SocketError, NoCredentials, UnknownCredentials, or another word. */
    record TlsFailure(String error) implements LogReading {}

    /** The connection ended ({@code -}); newer logs add a detail, such as ConnectionReset. */
    record Disconnected(Closer by, String detail) implements LogReading {}

    /** Anything else. */
    record Note() implements LogReading {}

    /** Which side a log says ended the connection: Local is the Exchange that writes the log. */
    enum Closer {
        LOCAL,
        REMOTE,
        UNSTATED
    }
}
