package org.droppoint.capture;

/**
 * Recognises further appearances of one packet by {@code epb_packetid}: Windows' pktmon, converted by etl2pcapng,
 * records a packet at every component of the host's stack that it passes.
 *
 * <p>An identical id alone is not enough. A router may number a packet alike on both of its sides, and what one side
 * shows must not hide the other: only bytes that are equal behind the link layer, time to live and checksums included,
 * are the same appearance.
 *
 * <p>Remembers the newest {@link #SLOTS} ids; the appearances of a packet lie close together.
 */
final class RepeatedPackets {
    private static final int SLOTS = 1 << 15;
    private static final int ETHERNET = 1;
    private static final int ETHERNET_HEADER_BYTES = 14;

    private final long[] ids = new long[SLOTS];
    private final long[] digests = new long[SLOTS];

    boolean isRepeated(long id, byte[] bytes, int at, int captured, CaptureInterface from) {
        long digest = digest(bytes, at, captured, from);
        int slot = (int) (mix(id) >>> 49);
        if (ids[slot] == id && digests[slot] == digest) {
            return true;
        }
        ids[slot] = id;
        digests[slot] = digest;
        return false;
    }

    /** Of what lies behind the link layer, whose addresses may differ from component to component. */
    static long digest(byte[] bytes, int at, int captured, CaptureInterface from) {
        int link = from.linkType() == ETHERNET ? Math.min(ETHERNET_HEADER_BYTES, captured) : 0;
        return digest(bytes, at + link, captured - link);
    }

    /** Never 0, so that an empty slot matches nothing. */
    private static long digest(byte[] bytes, int at, int length) {
        long hash = length + 1L;
        int end = at + length;
        int i = at;
        for (; i + 8 <= end; i += 8) {
            hash = mix(hash ^ Bytes.int64(bytes, i, false));
        }
        for (; i < end; i++) {
            hash = mix(hash ^ bytes[i]);
        }
        return hash | 1;
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * 0x9e37_79b9_7f4a_7c15L;
        return mixed ^ mixed >>> 29;
    }
}
