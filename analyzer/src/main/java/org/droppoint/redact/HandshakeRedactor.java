package org.droppoint.redact;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Redacts the messages of a TLS handshake that travel in clear text (RFC 5246 section 7.4, RFC 8446 section 4): server
 * names, certificates, names of authorities, signatures. Randoms, session identifiers, key shares and lists of what is
 * supported stay, as flows are matched and explained by them. What is not known is masked.
 */
final class HandshakeRedactor {
    static final int HEADER = 4;
    private static final int HELLO_REQUEST = 0;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int CERTIFICATE = 11;
    private static final int SERVER_KEY_EXCHANGE = 12;
    private static final int CERTIFICATE_REQUEST = 13;
    private static final int SERVER_HELLO_DONE = 14;
    private static final int CERTIFICATE_VERIFY = 15;
    private static final int CERTIFICATE_STATUS = 22;

    private static final int RANDOM_END = 34;
    private static final int SERVER_NAME = 0;
    private static final int STATUS_REQUEST = 5;
    private static final int MAX_PLAIN_STATUS_REQUEST = 5;
    private static final int NAMED_CURVE = 3;
    private static final int FIRST_GREASE = 0x0A0A;
    /** Extensions that hold numbers, keys and tickets, no words. */
    private static final Set<Integer> HARMLESS = Set.of(
            1, 10, 11, 13, 14, 15, 18, 21, 22, 23, 24, 27, 28, 34, 35, 41, 42, 43, 44, 45, 48, 49, 50, 51, 0x3374,
            0xFF01);

    private static final int APPLICATION_PROTOCOLS = 16;
    private static final int MAX_PLAIN_PROTOCOLS = 7;

    private final DerRedactor der;
    private final TextRedactor text;
    private final boolean keepCertificates;

    HandshakeRedactor(DerRedactor der, TextRedactor text, boolean keepCertificates) {
        this.der = der;
        this.text = text;
        this.keepCertificates = keepCertificates;
    }

    /** Masks bytes of a message by their place. */
    interface Masker {
        void mask(byte[] bytes, int from, int to);
    }

    /**
     * Redacts a message in place.
     *
     * @param length of the message, header included; it may be cut off
     */
    void redact(byte[] message, int length, Masker masker) {
        int end = Math.min(length, message.length);
        if (end < HEADER) {
            masker.mask(message, 0, end);
            return;
        }
        boolean known =
                switch (message[0]) {
                    case HELLO_REQUEST, SERVER_HELLO_DONE -> end == HEADER;
                    case CLIENT_HELLO -> clientHello(message, end, masker);
                    case SERVER_HELLO -> serverHello(message, end, masker);
                    case CERTIFICATE -> certificates(message, end, masker);
                    case CERTIFICATE_REQUEST -> certificateRequest(message, end, masker);
                    case CERTIFICATE_STATUS -> certificateStatus(message, end, masker);
                    case SERVER_KEY_EXCHANGE -> serverKeyExchange(message, end, masker);
                    case CERTIFICATE_VERIFY -> certificateVerify(message, end, masker);
                    default -> false;
                };
        if (!known) {
            masker.mask(message, HEADER, end);
        }
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    private static int u24(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 16 | u16(bytes, at + 1);
    }

    // ---- hellos ----

    private boolean clientHello(byte[] bytes, int end, Masker masker) {
        int at = HEADER + RANDOM_END;
        if (at >= end) {
            return false;
        }
        at += 1 + (bytes[at] & 0xFF);
        if (at + 2 > end) {
            return false;
        }
        at += 2 + u16(bytes, at);
        if (at + 1 > end) {
            return false;
        }
        at += 1 + (bytes[at] & 0xFF);
        return at <= end && extensions(bytes, at, end, masker);
    }

    private boolean serverHello(byte[] bytes, int end, Masker masker) {
        int at = HEADER + RANDOM_END;
        if (at >= end) {
            return false;
        }
        at += 1 + (bytes[at] & 0xFF) + 3;
        return at <= end && extensions(bytes, at, end, masker);
    }

    private boolean extensions(byte[] bytes, int from, int end, Masker masker) {
        int at = from + 2;
        while (at + 4 <= end) {
            int type = u16(bytes, at);
            int data = at + 4;
            int until = data + u16(bytes, at + 2);
            if (until > end) {
                masker.mask(bytes, data, end);
                return true;
            }
            extension(type, bytes, data, until, masker);
            at = until;
        }
        masker.mask(bytes, Math.min(at, end), end);
        return true;
    }

    private void extension(int type, byte[] bytes, int from, int to, Masker masker) {
        boolean grease = (type & 0x0F0F) == FIRST_GREASE && type >> 8 == (type & 0xFF);
        boolean harmless = HARMLESS.contains(type)
                || grease && to - from <= 1
                || type == STATUS_REQUEST && to - from <= MAX_PLAIN_STATUS_REQUEST
                || type == APPLICATION_PROTOCOLS && to - from <= MAX_PLAIN_PROTOCOLS;
        if (type == SERVER_NAME && to - from > HEADER + 1) {
            String name = new String(bytes, from + 5, to - from - 5, StandardCharsets.ISO_8859_1);
            byte[] redacted = text.name(name).getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(redacted, 0, bytes, from + 5, redacted.length);
        } else if (!harmless) {
            masker.mask(bytes, from, to);
        }
    }

    // ---- certificates ----

    private boolean certificates(byte[] bytes, int end, Masker masker) {
        if (keepCertificates) {
            return true;
        }
        redactEach(bytes, HEADER + 3, end, 3, masker);
        return true;
    }

    /** DER structures, each behind its length of so many bytes; what is left over or cut off is masked. */
    private void redactEach(byte[] bytes, int start, int end, int lengthBytes, Masker masker) {
        int at = start;
        while (at + lengthBytes <= end) {
            int from = at + lengthBytes;
            int to = from + (lengthBytes == 3 ? u24(bytes, at) : u16(bytes, at));
            if (to > end) {
                masker.mask(bytes, from, end);
                return;
            }
            der.redact(bytes, from, to);
            at = to;
        }
        masker.mask(bytes, Math.min(at, end), end);
    }

    private boolean certificateStatus(byte[] bytes, int end, Masker masker) {
        if (keepCertificates) {
            return true;
        }
        int from = HEADER + HEADER;
        if (end < from || from + u24(bytes, HEADER + 1) != end) {
            masker.mask(bytes, HEADER, end);
        } else {
            der.redact(bytes, from, end);
        }
        return true;
    }

    /** RFC 5246 section 7.4.4; in TLS 1.3 it is encrypted. */
    private boolean certificateRequest(byte[] bytes, int end, Masker masker) {
        if (keepCertificates) {
            return true;
        }
        int at = HEADER + 1 + (end > HEADER ? bytes[HEADER] & 0xFF : 0);
        if (at + 2 > end) {
            return false;
        }
        at += 2 + u16(bytes, at);
        if (at + 2 > end) {
            return false;
        }
        redactEach(bytes, at + 2, end, 2, masker);
        return true;
    }

    // ---- keys and signatures ----

    /** RFC 8422 section 5.4; the signature, by which a certificate could be found out, is masked. */
    private static boolean serverKeyExchange(byte[] bytes, int end, Masker masker) {
        if (end < HEADER + 4 || bytes[HEADER] != NAMED_CURVE) {
            return false;
        }
        int signature = HEADER + 4 + (bytes[HEADER + 3] & 0xFF) + 4;
        if (signature > end) {
            return false;
        }
        masker.mask(bytes, signature, end);
        return true;
    }

    private static boolean certificateVerify(byte[] bytes, int end, Masker masker) {
        if (end < HEADER + 4) {
            return false;
        }
        masker.mask(bytes, HEADER + 4, end);
        return true;
    }
}
