package org.droppoint.wire;

/** A tag of fixed length that ends in the next EtherType: VN-Tag (IEEE 802.1BR) and Cisco metadata. */
final class TypedTag extends HeaderView {
    static final int VN_TAG_LENGTH = 6;
    /** Version, length, option and security group tag, then the EtherType. */
    static final int CISCO_METADATA_LENGTH = 8;

    private final int length;

    TypedTag(int length) {
        this.length = length;
    }

    @Override
    int fixedLength() {
        return length;
    }

    int type() {
        return u16(length - 2);
    }
}
