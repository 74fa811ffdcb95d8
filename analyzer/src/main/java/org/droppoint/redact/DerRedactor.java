package org.droppoint.redact;

import java.nio.charset.StandardCharsets;

/**
 * Redacts a certificate, a name or an OCSP response in DER (X.690): tags, lengths, object identifiers and times stay, so
 * that it is still one and as long; texts become pseudonyms, and all other contents (serial number, keys, signature,
 * fingerprints of keys) become bytes that depend on the content alone, so that the same certificate looks the same
 * wherever it is met.
 */
final class DerRedactor {
    private static final int MAX_DEPTH = 24;

    private static final int CLASS = 0xC0;
    private static final int CONSTRUCTED = 0x20;
    private static final int CONTEXT = 0x80;
    private static final int TAG = 0x1F;

    private static final int BOOLEAN = 1;
    private static final int INTEGER = 2;
    private static final int BIT_STRING = 3;
    private static final int OCTET_STRING = 4;
    private static final int NULL = 5;
    private static final int OBJECT_IDENTIFIER = 6;
    private static final int ENUMERATED = 10;
    private static final int UTC_TIME = 23;
    private static final int GENERALIZED_TIME = 24;
    /** Version numbers and path lengths tell nothing. */
    private static final int MAX_PLAIN_INTEGER_BYTES = 2;

    /** Behind the count of unused bits: an uncompressed point's format, else a parser refuses the key. */
    private static final int UNCOMPRESSED_POINT = 4;

    private final TextRedactor text;
    private final Pad pad;
    private final byte[] key;

    DerRedactor(TextRedactor text, Pad pad, byte[] key) {
        this.text = text;
        this.pad = pad;
        this.key = key;
    }

    /** Redacts in place what is DER from an index on; what is not is masked to the end. */
    void redact(byte[] bytes, int from, int to) {
        if (!walk(bytes, from, to, 0)) {
            mask(bytes, from, to);
        }
    }

    /** False, and nothing changed, where the bytes are no whole sequence of elements. */
    private boolean walk(byte[] bytes, int from, int to, int depth) {
        if (depth > MAX_DEPTH || !isDer(bytes, from, to)) {
            return false;
        }
        int at = from;
        while (at < to) {
            int content = contentOf(bytes, at, to);
            int end = content + lengthOf(bytes, at, to);
            element(bytes, bytes[at] & 0xFF, content, end, depth);
            at = end;
        }
        return true;
    }

    private void element(byte[] bytes, int identifier, int from, int to, int depth) {
        boolean universal = (identifier & CLASS) == 0;
        if ((identifier & CONSTRUCTED) != 0) {
            if (!walk(bytes, from, to, depth + 1)) {
                mask(bytes, from, to);
            }
            return;
        }
        int tag = identifier & TAG;
        if (!universal) {
            contextual(bytes, identifier, from, to);
            return;
        }
        switch (tag) {
            case BOOLEAN, NULL, OBJECT_IDENTIFIER, UTC_TIME, GENERALIZED_TIME, ENUMERATED -> {}
            case INTEGER -> {
                if (to - from > MAX_PLAIN_INTEGER_BYTES) {
                    mask(bytes, positive(bytes, from), to);
                }
            }
            case BIT_STRING -> bits(bytes, from, to, depth);
            case OCTET_STRING -> {
                if (to - from < 2 || !walk(bytes, from, to, depth + 1)) {
                    mask(bytes, from, to);
                }
            }
            default -> characters(bytes, from, to);
        }
    }

    /** The first byte carries the sign, and where it is zero the next one may not be small. */
    private static int positive(byte[] bytes, int from) {
        return bytes[from] == 0 ? from + 2 : from + 1;
    }

    private void bits(byte[] bytes, int from, int to, int depth) {
        int data = from + 1;
        if (to - from <= MAX_PLAIN_INTEGER_BYTES) {
            return;
        }
        if (!walk(bytes, data, to, depth + 1)) {
            mask(bytes, bytes[data] == UNCOMPRESSED_POINT ? data + 1 : data, to);
        }
    }

    /** In GeneralName (RFC 5280 section 4.2.1.6) texts are [1], [2] and [6], an address is [7]; others are unknown. */
    private void contextual(byte[] bytes, int identifier, int from, int to) {
        boolean context = (identifier & CLASS) == CONTEXT;
        int tag = identifier & TAG;
        if (context && (tag == 1 || tag == 2 || tag == 6) && isPrintable(bytes, from, to)) {
            characters(bytes, from, to);
        } else if (to - from > 1) {
            mask(bytes, from, to);
        }
    }

    private static boolean isPrintable(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < ' ' || bytes[i] == 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** Texts of one byte a character get the pseudonyms of their words; others are masked. */
    private void characters(byte[] bytes, int from, int to) {
        if (!isPrintable(bytes, from, to)) {
            mask(bytes, from, to);
            return;
        }
        String words = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        byte[] redacted = text.name(words).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(redacted, 0, bytes, from, redacted.length);
    }

    private void mask(byte[] bytes, int from, int to) {
        if (to <= from) {
            return;
        }
        byte[] content = new byte[to - from];
        System.arraycopy(bytes, from, content, 0, content.length);
        long stream = Streams.of(RedactionKey.mac(key, content));
        for (int i = from; i < to; i++) {
            bytes[i] = pad.binary(bytes[i], stream, i - from);
        }
    }

    // ---- structure ----

    private static boolean isDer(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int content = contentOf(bytes, at, to);
            int length = lengthOf(bytes, at, to);
            if (content < 0 || length < 0 || length > to - content) {
                return false;
            }
            at = content + length;
        }
        return at == to && to > from;
    }

    /** Where an element's content begins; -1 where it is none of a form that certificates have. */
    private static int contentOf(byte[] bytes, int at, int to) {
        boolean highTag = (bytes[at] & TAG) == TAG;
        if (highTag || bytes[at] == 0 || at + 2 > to) {
            return -1;
        }
        int first = bytes[at + 1] & 0xFF;
        int content = first < 0x80 ? at + 2 : at + 2 + (first & 0x7F);
        return first == 0x80 || first > 0x83 || content > to ? -1 : content;
    }

    private static int lengthOf(byte[] bytes, int at, int to) {
        int content = contentOf(bytes, at, to);
        if (content < 0) {
            return -1;
        }
        int first = bytes[at + 1] & 0xFF;
        int length = first < 0x80 ? first : 0;
        for (int i = at + 2; i < content; i++) {
            length = length << 8 | bytes[i] & 0xFF;
        }
        return length;
    }
}
