package org.droppoint.capture;

/** The formats that are told apart by their content; names never count. */
enum CaptureFormat {
    EMPTY,
    PCAP,
    PCAPNG,
    UNKNOWN;

    /** Enough of a file's beginning to tell. */
    static final int HEAD_BYTES = 4096;

    private static final int MAGIC_BYTES = 4;

    /** Judges the first bytes of a file, {@link #HEAD_BYTES} or all that there are. */
    static CaptureFormat of(byte[] head) {
        if (head.length == 0) {
            return EMPTY;
        }
        if (head.length < MAGIC_BYTES) {
            return UNKNOWN;
        }
        if (PcapLayout.isMagic(Bytes.int32(head, 0, false)) || PcapLayout.isMagic(Bytes.int32(head, 0, true))) {
            return PCAP;
        }
        if (Bytes.int32(head, 0, false) == PcapngBlocks.SECTION_HEADER) {
            return PCAPNG;
        }
        return UNKNOWN;
    }
}
