package org.droppoint.capture;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The formats that are told apart by their content; names never count. */
enum CaptureFormat {
    EMPTY,
    PCAP,
    PCAPNG,
    SNOOP,
    NETMON,
    ERF,
    FORTIGATE_TEXT,
    ASA_TEXT,
    NETSCREEN_TEXT,
    COMPRESSED,
    REFUSED;

    /** Enough of a file's beginning to tell; texts may begin with the log of a terminal. */
    static final int HEAD_BYTES = 64 * 1024;
    /** Enough for the formats that begin with a magic number. */
    static final int MAGIC_BYTES = 12;

    /** A {@link #COMPRESSED} file's compression, or null. */
    static @Nullable Compression compression(byte[] head) {
        if (begins(head, 0x1f, 0x8b, 8)) {
            return Compression.GZIP;
        }
        if (begins(head, 0x28, 0xb5, 0x2f, 0xfd)) {
            return Compression.ZSTD;
        }
        if (begins(head, 0x04, 0x22, 0x4d, 0x18)) {
            return Compression.LZ4;
        }
        if (begins(head, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return Compression.XZ;
        }
        boolean bzip = begins(head, 'B', 'Z', 'h') && head.length > 9 && head[4] == 0x31 && head[5] == 0x41;
        return bzip ? Compression.BZIP2 : null;
    }

    /** Judges the first bytes of a file, {@link #HEAD_BYTES} or all that there are. */
    static CaptureFormat of(byte[] head) {
        if (head.length == 0) {
            return EMPTY;
        }
        if (head.length >= 4
                && (PcapLayout.isMagic(Bytes.int32(head, 0, false))
                        || PcapLayout.isMagic(Bytes.int32(head, 0, true)))) {
            return PCAP;
        }
        if (begins(head, 0x0a, 0x0d, 0x0d, 0x0a)) {
            return PCAPNG;
        }
        return compression(head) != null ? COMPRESSED : REFUSED;
    }

    static boolean begins(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    static boolean begins(byte[] head, String magic) {
        return new String(head, 0, Math.min(head.length, magic.length()), StandardCharsets.ISO_8859_1).equals(magic);
    }
}
