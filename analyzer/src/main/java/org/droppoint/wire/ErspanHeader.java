package org.droppoint.wire;

/** ERSPAN type II and III (draft-foschiano-erspan): version 1 has 8 bytes, version 2 has 12 and an optional subheader. */
final class ErspanHeader extends HeaderView {
    private static final int VERSION = 0;
    private static final int FLAGS = 11;
    private static final int TYPE_2_LENGTH = 8;
    private static final int TYPE_3_LENGTH = 12;
    private static final int SUBHEADER_LENGTH = 8;

    private boolean type3;

    ErspanHeader ofType3(boolean type3) {
        this.type3 = type3;
        return this;
    }

    @Override
    int fixedLength() {
        return type3 ? TYPE_3_LENGTH : TYPE_2_LENGTH;
    }

    @Override
    int length() {
        return type3 && (u8(FLAGS) & 1) != 0 ? TYPE_3_LENGTH + SUBHEADER_LENGTH : fixedLength();
    }
}
