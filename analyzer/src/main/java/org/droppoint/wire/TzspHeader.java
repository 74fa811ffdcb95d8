package org.droppoint.wire;

/** TaZmen Sniffer Protocol: version, type, encapsulated protocol, then tags up to an end tag. */
final class TzspHeader extends HeaderView {
    private static final int PROTOCOL = 2;
    private static final int FIXED = 4;
    private static final int PADDING_TAG = 0;
    private static final int END_TAG = 1;
    private static final int MAX_TAGS = 64;

    @Override
    int fixedLength() {
        return FIXED;
    }

    boolean carriesEthernet() {
        return u16(PROTOCOL) == 1;
    }

    /** Where the encapsulated frame begins, or -1 where the tags do not end before {@code limit}. */
    int payloadAt(int limit) {
        int tag = at + FIXED;
        for (int i = 0; i < MAX_TAGS && tag < limit; i++) {
            int type = Bytes.u8(bytes, tag);
            if (type == END_TAG) {
                return tag + 1;
            }
            if (type == PADDING_TAG) {
                tag++;
            } else if (tag + 1 < limit) {
                tag += 2 + Bytes.u8(bytes, tag + 1);
            } else {
                return -1;
            }
        }
        return -1;
    }
}
