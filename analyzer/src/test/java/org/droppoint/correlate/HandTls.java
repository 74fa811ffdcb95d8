package org.droppoint.correlate;

/** TLS records (RFC 5246 sections 6.2 and 7.4) as text for {@link HandMade}: one character a byte. */
final class HandTls {
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;

    private HandTls() {}

    static String record(int type, String body) {
        return chars(type, 3, 3, body.length() >> 8, body.length()) + body;
    }

    /** A whole record with a hello whose random repeats one letter. */
    static String clientHello(char random) {
        String body = chars(3, 3) + String.valueOf(random).repeat(32) + chars(0, 0, 2, 0xC0, 0x2B, 1, 0);
        return record(HANDSHAKE, handshake(1, body));
    }

    static String serverHello(char random) {
        String body = chars(3, 3) + String.valueOf(random).repeat(32) + chars(0, 0xC0, 0x2B, 0);
        return record(HANDSHAKE, handshake(2, body));
    }

    /** A certificate message of so many bytes, in a record of its own. */
    static String certificate(int length) {
        return record(HANDSHAKE, handshake(11, chars(0, 0, 0) + "\0".repeat(length - 3)));
    }

    static String fatalAlert(int description) {
        return record(ALERT, chars(2, description));
    }

    private static String handshake(int type, String body) {
        return chars(type, body.length() >> 16, body.length() >> 8, body.length()) + body;
    }

    private static String chars(int... bytes) {
        StringBuilder text = new StringBuilder();
        for (int one : bytes) {
            text.append((char) (one & 0xFF));
        }
        return text.toString();
    }
}
