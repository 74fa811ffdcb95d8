package org.droppoint.wire;

/**
 * What Junos puts before a frame ({@code monitor traffic … write-file}): {@code MGC}, flags, with flag 0x80 a length and
 * so many bytes of extensions; with flag 0x02 no link layer follows but the family in four bytes.
 *
 * <pre>
 *  0                   1                   2                   3
 *  +-------+-------+-------+-------+-------+-------+---- … ----+
 *  |  'M'  |  'G'  |  'C'  | flags | extensions' length |  TLVs |
 *  +-------+-------+-------+-------+-------+-------+---- … ----+
 * </pre>
 */
final class JuniperHeader extends HeaderView {
    private static final int MAGIC = 0x4D47_4300;
    private static final int FLAGS = 3;
    private static final int EXTENSIONS = 4;

    private static final int NO_LINK_LAYER = 0x02;
    private static final int EXTENDED = 0x80;
    private static final int FAMILY_BYTES = 4;

    @Override
    int fixedLength() {
        return 6;
    }

    @Override
    int length() {
        int header = (u8(FLAGS) & EXTENDED) == 0 ? EXTENSIONS : fixedLength() + u16(EXTENSIONS);
        return isBare() ? header + FAMILY_BYTES : header;
    }

    boolean isJuniper() {
        return (s32(0) & 0xFFFF_FF00) == MAGIC;
    }

    /** No link layer: IP itself comes next. */
    boolean isBare() {
        return (u8(FLAGS) & NO_LINK_LAYER) != 0;
    }
}
