package org.droppoint.redact;

import java.nio.ByteBuffer;

/**
 * Masks bytes by their place in a stream. At one place different bytes become different bytes and equal ones equal, so
 * retransmissions still match and changes still show; what the bytes were cannot be told without the key. One thread.
 */
final class Pad {
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    /** X is left alone and never made: inspecting devices write it over what they do not like. */
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWYZ";

    private static final String DIGITS = "0123456789";
    /** The dot ends messages and the asterisk masks greetings. */
    private static final String SIGNS = "!\"#$%&'()+,-/:;<=>?@[\\]^_`{|}~";

    private static final int FIRST_HIGH = 0x80;
    private static final int BYTE_VALUES = 0x100;

    private final BlockCipher cipher;
    private final ByteBuffer block = ByteBuffer.allocate(BlockCipher.BLOCK);
    private final byte[] masks = new byte[BlockCipher.BLOCK];
    private long blockStream;
    private long blockNumber = -1;
    /** Where each byte value stands among those it may become, and which these are. */
    private final int[] rank = new int[BYTE_VALUES];

    private final byte[][] classes = new byte[BYTE_VALUES][];

    Pad(byte[] key) {
        cipher = new BlockCipher(key);
        for (String letters : new String[] {LOWER, UPPER, DIGITS, SIGNS, controls(), high()}) {
            byte[] members = new byte[letters.length()];
            for (int i = 0; i < members.length; i++) {
                members[i] = (byte) letters.charAt(i);
                rank[letters.charAt(i)] = i;
                classes[letters.charAt(i)] = members;
            }
        }
    }

    private static String controls() {
        StringBuilder controls = new StringBuilder("\u007f");
        for (char c = 0; c < ' '; c++) {
            if (c != '\r' && c != '\n' && c != '\t') {
                controls.append(c);
            }
        }
        return controls.toString();
    }

    private static String high() {
        StringBuilder high = new StringBuilder();
        for (char c = FIRST_HIGH; c < BYTE_VALUES; c++) {
            high.append(c);
        }
        return high.toString();
    }

    /** Masks a byte that may be anything. */
    byte binary(byte value, long stream, long offset) {
        return (byte) (value ^ mask(stream, offset));
    }

    /**
     * Masks a byte of text: letters become letters of the same case, digits digits, signs signs. Line ends, blanks, dots,
     * asterisks and the letter X stay, as the shape of lines, the end of messages and the marks of devices hang on them.
     */
    byte text(byte value, long stream, long offset) {
        byte[] members = classes[value & 0xFF];
        return members == null ? value : members[(rank[value & 0xFF] + (mask(stream, offset) & 0xFF)) % members.length];
    }

    /** As {@link #text}, but not what is there already. */
    byte otherText(byte value, long stream, long offset, byte taken) {
        byte masked = text(value, stream, offset);
        byte[] members = classes[masked & 0xFF];
        return masked != taken || members == null ? masked : members[(rank[masked & 0xFF] + 1) % members.length];
    }

    private byte mask(long stream, long offset) {
        long number = offset >> 4;
        if (number != blockNumber || stream != blockStream) {
            block.putLong(0, stream).putLong(Long.BYTES, number);
            cipher.encrypt(block.array(), masks);
            blockNumber = number;
            blockStream = stream;
        }
        return masks[(int) (offset & 15)];
    }
}
