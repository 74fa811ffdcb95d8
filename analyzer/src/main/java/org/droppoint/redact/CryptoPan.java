package org.droppoint.redact;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.droppoint.base.IpAddress;

/**
 * Crypto-PAn: prefix-preserving pseudonyms of addresses (Xu, Fan, Ammar, Moon: "Prefix-Preserving IP Address
 * Anonymization", ICNP 2002). Two addresses that share their first n bits, and no more, share the first n bits of
 * their pseudonyms, and no more; so subnets stay subnets. IPv6 by the same construction over 128 bits. One thread.
 */
public final class CryptoPan {
    private static final int KEY_BYTES = 32;
    /** Beyond that many addresses are worked out anew each time: a scan is no reason to run out of memory. */
    private static final int MAX_REMEMBERED = 1 << 18;

    private final BlockCipher cipher;
    private final byte[] pad = new byte[BlockCipher.BLOCK];
    private final byte[] block = new byte[BlockCipher.BLOCK];
    private final byte[] output = new byte[BlockCipher.BLOCK];
    private final Map<IpAddress, IpAddress> known = new HashMap<>();

    /** @param key 16 bytes of AES key, then 16 bytes that become the padding, as the authors' programs take it */
    CryptoPan(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("Crypto-PAn takes " + KEY_BYTES + " bytes, not " + key.length);
        }
        cipher = new BlockCipher(key);
        cipher.encrypt(Arrays.copyOfRange(key, BlockCipher.BLOCK, KEY_BYTES), pad);
    }

    public IpAddress pseudonym(IpAddress address) {
        IpAddress before = known.get(address);
        if (before != null) {
            return before;
        }
        IpAddress made = IpAddress.of(pseudonym(address.toBytes()));
        if (known.size() < MAX_REMEMBERED) {
            known.put(address, made);
        }
        return made;
    }

    /** The pseudonyms given so far. */
    Map<IpAddress, IpAddress> known() {
        return known;
    }

    private byte[] pseudonym(byte[] address) {
        byte[] made = address.clone();
        for (int bit = 0; bit < address.length * Byte.SIZE; bit++) {
            System.arraycopy(pad, 0, block, 0, pad.length);
            int whole = bit / Byte.SIZE;
            System.arraycopy(address, 0, block, 0, whole);
            int kept = 0xFF << Byte.SIZE - bit % Byte.SIZE & 0xFF;
            block[whole] = (byte) (address[whole] & kept | pad[whole] & ~kept);
            cipher.encrypt(block, output);
            int flip = output[0] >>> 7 & 1;
            made[whole] ^= (byte) (flip << 7 - bit % Byte.SIZE);
        }
        return made;
    }
}
