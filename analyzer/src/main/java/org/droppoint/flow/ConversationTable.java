package org.droppoint.flow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.droppoint.wire.Packet;
import org.jspecify.annotations.Nullable;

/**
 * Finds conversations by 5-tuple: open addressing over fingerprints in a long array, so that a look-up allocates
 * nothing and mostly touches one cache line. The seed differs from run to run, against captures made to collide; no
 * output depends on it.
 */
final class ConversationTable {
    private static final long FREE = 0;

    private final long seed = new SplittableRandom().nextLong();
    private long[] fingerprints = new long[256];
    private @Nullable Conversation[] conversations = new Conversation[256];
    private int size;
    private @Nullable Conversation latest;

    Conversation find(Packet packet, boolean fromA) {
        if (latest != null && latest.matches(packet, fromA)) {
            return latest;
        }
        long fingerprint = fingerprint(packet);
        int mask = fingerprints.length - 1;
        int slot = (int) fingerprint & mask;
        while (fingerprints[slot] != FREE) {
            Conversation found = conversations[slot];
            if (fingerprints[slot] == fingerprint && found != null && found.matches(packet, fromA)) {
                latest = found;
                return found;
            }
            slot = slot + 1 & mask;
        }
        Conversation added = new Conversation(packet, fromA);
        fingerprints[slot] = fingerprint;
        conversations[slot] = added;
        latest = added;
        if (++size * 2 > fingerprints.length) {
            grow();
        }
        return added;
    }

    private void grow() {
        rebuild(fingerprints.length * 2, any -> true);
    }

    /** Forgets every conversation but those wanted; the predicate is asked once for each. */
    void retain(Predicate<Conversation> wanted) {
        List<Conversation> kept = new ArrayList<>();
        for (Conversation conversation : conversations) {
            if (conversation != null && wanted.test(conversation)) {
                kept.add(conversation);
            }
        }
        size = kept.size();
        latest = null;
        Set<Conversation> these = Collections.newSetFromMap(new IdentityHashMap<>());
        these.addAll(kept);
        rebuild(Math.max(256, Integer.highestOneBit(Math.max(1, size)) * 4), these::contains);
    }

    private void rebuild(int slots, Predicate<Conversation> wanted) {
        long[] oldFingerprints = fingerprints;
        @Nullable Conversation[] oldConversations = conversations;
        fingerprints = new long[slots];
        conversations = new Conversation[slots];
        int mask = slots - 1;
        for (int i = 0; i < oldFingerprints.length; i++) {
            Conversation moved = oldConversations[i];
            if (oldFingerprints[i] != FREE && moved != null && wanted.test(moved)) {
                int slot = (int) oldFingerprints[i] & mask;
                while (fingerprints[slot] != FREE) {
                    slot = slot + 1 & mask;
                }
                fingerprints[slot] = oldFingerprints[i];
                conversations[slot] = oldConversations[i];
            }
        }
    }

    /** The same for both directions, never {@link #FREE}. */
    private long fingerprint(Packet packet) {
        long source = end(packet.sourceHigh, packet.sourceLow, packet.sourcePort);
        long destination = end(packet.destinationHigh, packet.destinationLow, packet.destinationPort);
        long mixed = mix(source + destination);
        return mixed == FREE ? 1 : mixed;
    }

    private long end(long high, long low, int port) {
        return mix(high * 0x9E37_79B9_7F4A_7C15L ^ low ^ (long) port << 44 ^ seed);
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 29) * 0xBF58_476D_1CE4_E5B9L;
        return mixed ^ mixed >>> 32;
    }
}
