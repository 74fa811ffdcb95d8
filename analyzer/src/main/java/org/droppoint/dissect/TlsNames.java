package org.droppoint.dissect;

import java.util.Locale;

/**
 * Names of TLS codes in the words of the RFCs, lower case; a code without a name is its number. From the IANA
 * registries "TLS ContentType", "TLS HandshakeType" and "TLS Alerts" (RFC 8446 section 11).
 */
public final class TlsNames {
    public static final int CHANGE_CIPHER_SPEC = 20;
    public static final int ALERT = 21;
    public static final int HANDSHAKE = 22;
    public static final int APPLICATION_DATA = 23;
    public static final int HEARTBEAT = 24;

    public static final int HELLO_REQUEST = 0;
    public static final int CLIENT_HELLO = 1;
    public static final int SERVER_HELLO = 2;
    public static final int NEW_SESSION_TICKET = 4;
    public static final int CERTIFICATE = 11;
    public static final int SERVER_KEY_EXCHANGE = 12;
    public static final int CERTIFICATE_REQUEST = 13;
    public static final int SERVER_HELLO_DONE = 14;
    public static final int CERTIFICATE_VERIFY = 15;
    public static final int CLIENT_KEY_EXCHANGE = 16;
    public static final int FINISHED = 20;

    public static final int ALERT_WARNING = 1;
    public static final int ALERT_FATAL = 2;
    public static final int CLOSE_NOTIFY = 0;
    public static final int USER_CANCELED = 90;

    public static final int TLS_1_3 = 0x0304;

    private TlsNames() {}

    public static String contentType(int code) {
        return switch (code) {
            case CHANGE_CIPHER_SPEC -> "change_cipher_spec";
            case ALERT -> "alert";
            case HANDSHAKE -> "handshake";
            case APPLICATION_DATA -> "application_data";
            case HEARTBEAT -> "heartbeat";
            default -> number(code);
        };
    }

    public static String handshakeType(int code) {
        String name = handshakeTypeOrEmpty(code);
        return name.isEmpty() ? number(code) : name;
    }

    static boolean isHandshakeType(int code) {
        return !handshakeTypeOrEmpty(code).isEmpty();
    }

    private static String handshakeTypeOrEmpty(int code) {
        return switch (code) {
            case HELLO_REQUEST -> "hello_request";
            case CLIENT_HELLO -> "client_hello";
            case SERVER_HELLO -> "server_hello";
            case 3 -> "hello_verify_request";
            case NEW_SESSION_TICKET -> "new_session_ticket";
            case 5 -> "end_of_early_data";
            case 6 -> "hello_retry_request";
            case 8 -> "encrypted_extensions";
            case CERTIFICATE -> "certificate";
            case SERVER_KEY_EXCHANGE -> "server_key_exchange";
            case CERTIFICATE_REQUEST -> "certificate_request";
            case SERVER_HELLO_DONE -> "server_hello_done";
            case CERTIFICATE_VERIFY -> "certificate_verify";
            case CLIENT_KEY_EXCHANGE -> "client_key_exchange";
            case FINISHED -> "finished";
            case 21 -> "certificate_url";
            case 22 -> "certificate_status";
            case 23 -> "supplemental_data";
            case 24 -> "key_update";
            case 25 -> "compressed_certificate";
            case 67 -> "next_protocol";
            case 254 -> "message_hash";
            default -> "";
        };
    }

    /** As people write it: {@code TLS 1.2}. */
    public static String version(int code) {
        return switch (code) {
            case 0x0002 -> "SSL 2.0";
            case 0x0300 -> "SSL 3.0";
            case 0x0301 -> "TLS 1.0";
            case 0x0302 -> "TLS 1.1";
            case 0x0303 -> "TLS 1.2";
            case TLS_1_3 -> "TLS 1.3";
            default -> hex(code);
        };
    }

    public static String alertDescription(int code) {
        return switch (code) {
            case CLOSE_NOTIFY -> "close_notify";
            case 10 -> "unexpected_message";
            case 20 -> "bad_record_mac";
            case 21 -> "decryption_failed";
            case 22 -> "record_overflow";
            case 30 -> "decompression_failure";
            case 40 -> "handshake_failure";
            case 41 -> "no_certificate";
            case 42 -> "bad_certificate";
            case 43 -> "unsupported_certificate";
            case 44 -> "certificate_revoked";
            case 45 -> "certificate_expired";
            case 46 -> "certificate_unknown";
            case 47 -> "illegal_parameter";
            case 48 -> "unknown_ca";
            case 49 -> "access_denied";
            case 50 -> "decode_error";
            case 51 -> "decrypt_error";
            case 60 -> "export_restriction";
            case 70 -> "protocol_version";
            case 71 -> "insufficient_security";
            case 80 -> "internal_error";
            case 86 -> "inappropriate_fallback";
            case USER_CANCELED -> "user_canceled";
            case 100 -> "no_renegotiation";
            case 109 -> "missing_extension";
            case 110 -> "unsupported_extension";
            case 111 -> "certificate_unobtainable";
            case 112 -> "unrecognized_name";
            case 113 -> "bad_certificate_status_response";
            case 114 -> "bad_certificate_hash_value";
            case 115 -> "unknown_psk_identity";
            case 116 -> "certificate_required";
            case 120 -> "no_application_protocol";
            case 121 -> "ech_required";
            default -> number(code);
        };
    }

    private static String number(int code) {
        return Integer.toString(code);
    }

    private static String hex(int code) {
        return String.format(Locale.ROOT, "0x%04X", code);
    }
}
