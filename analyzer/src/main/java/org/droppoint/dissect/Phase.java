package org.droppoint.dissect;

/**
 * How far a mail session came, in the order of RFC 5321, RFC 3207 and RFC 8446. What happens within TLS cannot be told
 * apart: there the last phases are seen only where the session is in clear text, or closes.
 */
public enum Phase {
    /** Nothing was said. */
    CONNECTED,
    /** The server's greeting (RFC 5321 section 3.1), whatever its code. */
    GREETED,
    EHLO_SENT,
    /** EHLO or HELO was answered with 250. */
    EHLO_ANSWERED,
    STARTTLS_SENT,
    STARTTLS_REFUSED,
    STARTTLS_ACCEPTED,
    CLIENT_HELLO,
    /** A ServerHello that is no HelloRetryRequest. */
    SERVER_HELLO,
    /** All that the client waits for before it finishes. */
    SERVER_FLIGHT_COMPLETE,
    CLIENT_FINISHED,
    /** Both ends finished the handshake. */
    ESTABLISHED,
    /** Message content was sent up to its end, in clear text. */
    MESSAGE_SENT,
    /** The server took the message over with 250 (RFC 5321 section 4.2.5). */
    MESSAGE_ACCEPTED,
    QUIT_SENT,
    /** 221, 421 or close_notify: the session was ended by protocol. */
    CLOSED
}
