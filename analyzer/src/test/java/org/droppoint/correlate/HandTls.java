package org.droppoint.correlate;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;

/** TLS records (RFC 5246 sections 6.2 and 7.4) as text for {@link HandMade}: one character a byte. */
public final class HandTls {
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;

    private HandTls() {}

    public static String record(int type, String body) {
        return chars(type, 3, 3, body.length() >> 8, body.length()) + body;
    }

    /** A whole record with a hello whose random repeats one letter. */
    public static String clientHello(char random) {
        String body = chars(3, 3) + String.valueOf(random).repeat(32) + chars(0, 0, 2, 0xC0, 0x2B, 1, 0);
        return record(HANDSHAKE, handshake(1, body));
    }

    public static String serverHello(char random) {
        String body = chars(3, 3) + String.valueOf(random).repeat(32) + chars(0, 0xC0, 0x2B, 0);
        return record(HANDSHAKE, handshake(2, body));
    }

    /** A certificate message of so many bytes, in a record of its own. */
    public static String certificate(int length) {
        return record(HANDSHAKE, handshake(11, chars(0, 0, 0) + "\0".repeat(length - 3)));
    }

    /** A certificate message with one X.509 certificate (RFC 5280 section 4.1), whose signature nobody checks. */
    public static String certificate(String subject, String issuer) {
        try {
            KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
            keys.initialize(256);
            String algorithm = der(0x30, chars(6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2)); // ecdsa-with-SHA256
            String key = new String(keys.generateKeyPair().getPublic().getEncoded(), StandardCharsets.ISO_8859_1);
            String times = der(0x30, der(0x17, "180101000000Z") + der(0x17, "300101000000Z"));
            String told = der(
                    0x30, chars(0xA0, 3, 2, 1, 2, 2, 1, 7) + algorithm + name(issuer) + times + name(subject) + key);
            String whole = der(0x30, told + algorithm + der(3, chars(0, 0x30, 6, 2, 1, 1, 2, 1, 1)));
            return record(HANDSHAKE, handshake(11, length3(whole.length() + 3) + length3(whole.length()) + whole));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String name(String common) {
        return der(0x30, der(0x31, der(0x30, chars(6, 3, 0x55, 4, 3) + der(0x0C, common))));
    }

    private static String der(int tag, String body) {
        return (body.length() < 0x80 ? chars(tag, body.length()) : chars(tag, 0x82, body.length() >> 8, body.length()))
                + body;
    }

    private static String length3(int length) {
        return chars(length >> 16, length >> 8, length);
    }

    public static String fatalAlert(int description) {
        return record(ALERT, chars(2, description));
    }

    private static String handshake(int type, String body) {
        return chars(type) + length3(body.length()) + body;
    }

    private static String chars(int... bytes) {
        StringBuilder text = new StringBuilder();
        for (int one : bytes) {
            text.append((char) (one & 0xFF));
        }
        return text.toString();
    }
}
