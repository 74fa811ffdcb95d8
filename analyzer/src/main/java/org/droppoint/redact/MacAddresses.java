package org.droppoint.redact;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Pseudonyms of MAC addresses: locally administered ones, so that no maker shows; groups stay groups. One thread. */
final class MacAddresses {
    static final int BYTES = 6;
    private static final int GROUP = 1;
    private static final int LOCAL = 2;
    private static final int MAX_REMEMBERED = 1 << 16;

    private final byte[] key;
    private final Map<String, String> known = new HashMap<>();

    MacAddresses(byte[] key) {
        this.key = key;
    }

    /** Replaces an address where it stands; the broadcast address and the one of zeros stay. */
    void replace(byte[] bytes, int at) {
        byte[] address = Arrays.copyOfRange(bytes, at, at + BYTES);
        if (isUniform(address)) {
            return;
        }
        byte[] made = Arrays.copyOf(RedactionKey.mac(key, address), BYTES);
        made[0] = (byte) (made[0] & ~GROUP | address[0] & GROUP | LOCAL);
        System.arraycopy(made, 0, bytes, at, BYTES);
        if (known.size() < MAX_REMEMBERED) {
            known.put(text(address), text(made));
        }
    }

    private static boolean isUniform(byte[] address) {
        boolean zeros = true;
        boolean ones = true;
        for (byte one : address) {
            zeros &= one == 0;
            ones &= one == -1;
        }
        return zeros || ones;
    }

    private static String text(byte[] address) {
        return HexFormat.ofDelimiter(":").formatHex(address);
    }

    SortedMap<String, String> known() {
        return new TreeMap<>(known);
    }
}
