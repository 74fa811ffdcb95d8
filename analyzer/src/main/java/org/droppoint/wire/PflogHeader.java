package org.droppoint.wire;

/** What OpenBSD's packet filter logs (LINKTYPE_PFLOG): its own length, then IP at the next multiple of four bytes. */
final class PflogHeader extends HeaderView {
    private static final int ALIGNMENT = 4;

    @Override
    int fixedLength() {
        return 4;
    }

    @Override
    int length() {
        return u8(0) + ALIGNMENT - 1 & -ALIGNMENT;
    }
}
