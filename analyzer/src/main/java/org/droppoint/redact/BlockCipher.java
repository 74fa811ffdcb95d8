package org.droppoint.redact;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/** AES-128 of single blocks, as a keyed function. One thread. */
final class BlockCipher {
    static final int BLOCK = 16;

    private final Cipher cipher;

    /** @param key of which the first 16 bytes count */
    BlockCipher(byte[] key) {
        try {
            cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(Arrays.copyOf(key, BLOCK), "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES", e);
        }
    }

    void encrypt(byte[] block, byte[] into) {
        try {
            cipher.update(block, 0, BLOCK, into, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("a block of " + into.length + " bytes", e);
        }
    }
}
