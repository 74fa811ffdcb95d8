package org.droppoint.redact;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.droppoint.base.IpAddress;

/**
 * The secret that all substitutes follow from. Whoever has it can undo the redaction of addresses and check guesses of
 * everything else, so it never goes where the redacted files go.
 */
public final class RedactionKey {
    public static final int BYTES = 32;
    static final String ADDRESSES = "addresses";
    private static final int LOOPBACK = 127;
    private static final int MULTICAST = 224;
    private static final String HMAC = "HmacSHA256";

    private final byte[] secret;

    private RedactionKey(byte[] secret) {
        this.secret = secret;
    }

    /** A key from the system's source of secrets. */
    public static RedactionKey random() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return new RedactionKey(secret);
    }

    /** @throws IllegalArgumentException if that is no key of {@link #BYTES} bytes in hexadecimal */
    public static RedactionKey ofHex(String hex) {
        byte[] secret = HexFormat.of().parseHex(hex.strip());
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a key has " + BYTES + " bytes, not " + secret.length);
        }
        return new RedactionKey(secret);
    }

    public String toHex() {
        return HexFormat.of().formatHex(secret);
    }

    /** Whether no pseudonym of these addresses is one that no host has: of 0/8, 127/8, multicast, reserved. */
    public boolean suits(Collection<IpAddress> addresses) {
        CryptoPan pan = new CryptoPan(derive(ADDRESSES));
        return addresses.stream().map(pan::pseudonym).map(IpAddress::toBytes).noneMatch(RedactionKey::isOdd);
    }

    private static boolean isOdd(byte[] address) {
        int first = address[0] & 0xFF;
        return first == 0 || first == 0xFF || address.length == 4 && (first == LOOPBACK || first >= MULTICAST);
    }

    /** A key of 32 bytes for one purpose; those of different purposes tell nothing about each other. */
    byte[] derive(String purpose) {
        return mac(secret, purpose.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] mac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + HMAC, e);
        }
    }
}
