package org.droppoint.wire;

/** LINKTYPE_NFLOG: family, version, resource id, then length-type-value items of which one is the packet. */
final class NflogHeader extends HeaderView {
    private static final int FIXED = 4;
    private static final int ITEM_HEADER = 4;
    private static final int PAYLOAD = 9;
    private static final int MAX_ITEMS = 64;

    @Override
    int fixedLength() {
        return FIXED;
    }

    /** Offset of the packet's first byte, or -1 where no item before {@code limit} is one. */
    int payloadAt(int limit) {
        int item = at + FIXED;
        for (int i = 0; i < MAX_ITEMS && limit - item >= ITEM_HEADER; i++) {
            int length = Bytes.u16LittleEndian(bytes, item);
            if (Bytes.u16LittleEndian(bytes, item + 2) == PAYLOAD) {
                return item + ITEM_HEADER;
            }
            if (length < ITEM_HEADER) {
                return -1;
            }
            item += (length + 3) & ~3;
        }
        return -1;
    }
}
