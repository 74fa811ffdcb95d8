package org.droppoint.capture;

import java.io.IOException;

/** Block types of pcapng, and how a block is told from junk. */
final class PcapngBlocks {
    static final int SECTION_HEADER = 0x0a0d_0d0a;
    static final int INTERFACE_DESCRIPTION = 1;
    static final int OBSOLETE_PACKET = 2;
    static final int SIMPLE_PACKET = 3;
    static final int NAME_RESOLUTION = 4;
    static final int INTERFACE_STATISTICS = 5;
    static final int ENHANCED_PACKET = 6;
    static final int JOURNAL_ENTRY = 9;
    static final int DECRYPTION_SECRETS = 10;
    static final int CUSTOM = 0xbad;
    static final int CUSTOM_NOT_COPIED = 0x4000_0bad;
    // Sysdig's event blocks: without flags, version 2, and large payload
    private static final int SYSDIG_FIRST = 0x201;
    private static final int SYSDIG_LAST = 0x221;

    static final int BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
    static final int MIN_BYTES = 12;
    static final int MIN_SECTION_BYTES = 28;
    /** Wireshark's limit too; no writer makes larger ones. */
    static final int MAX_BYTES = 16 * 1024 * 1024;

    private PcapngBlocks() {}

    static boolean isPacket(int type) {
        return type == ENHANCED_PACKET || type == SIMPLE_PACKET || type == OBSOLETE_PACKET;
    }

    static boolean isKnown(int type) {
        return type >= INTERFACE_DESCRIPTION && type <= DECRYPTION_SECRETS
                || type == SECTION_HEADER
                || type == CUSTOM
                || type == CUSTOM_NOT_COPIED
                || type >= SYSDIG_FIRST && type <= SYSDIG_LAST;
    }

    /** Blocks that Wireshark gives a frame number though they hold no packet. */
    static boolean isRecordInWireshark(int type) {
        return type == JOURNAL_ENTRY || type == CUSTOM || type == CUSTOM_NOT_COPIED || type == 0x204 || type == 0x208;
    }

    static boolean isLength(int total) {
        return total >= MIN_BYTES && total <= MAX_BYTES && (total & 3) == 0;
    }

    /** Whether the block ends with its length once more; it is wholly buffered. */
    static boolean closes(byte[] bytes, int at, int total, boolean bigEndian) {
        return Bytes.int32(bytes, at + total - 4, bigEndian) == total;
    }

    /** Whether a whole block of a known type begins at the feed's position, and another one or the end follows it. */
    static boolean wholeBlocksFrom(ByteFeed feed, boolean bigEndian) throws IOException {
        if (Bytes.int32(feed.bytes, feed.at, false) == SECTION_HEADER) {
            return isSection(feed.bytes, feed.at, true) && wholeBlock(feed, 0, true) > 0
                    || isSection(feed.bytes, feed.at, false) && wholeBlock(feed, 0, false) > 0;
        }
        int total = wholeBlock(feed, 0, bigEndian);
        return total > 0
                && (!feed.require(total + MIN_BYTES)
                        || wholeBlock(feed, total, bigEndian) > 0
                        || Bytes.int32(feed.bytes, feed.at + total, false) == SECTION_HEADER);
    }

    /** Whether the magic of a section header, 8 bytes behind its begin, has this byte order. */
    static boolean isSection(byte[] bytes, int at, boolean bigEndian) {
        return Bytes.int32(bytes, at + 8, bigEndian) == BYTE_ORDER_MAGIC;
    }

    /** The length of the whole block of a known type there, or 0. */
    private static int wholeBlock(ByteFeed feed, int ahead, boolean bigEndian) throws IOException {
        if (!isKnown(Bytes.int32(feed.bytes, feed.at + ahead, bigEndian))) {
            return 0;
        }
        int total = Bytes.int32(feed.bytes, feed.at + ahead + 4, bigEndian);
        return isLength(total) && feed.require(ahead + total) && closes(feed.bytes, feed.at + ahead, total, bigEndian)
                ? total
                : 0;
    }
}
