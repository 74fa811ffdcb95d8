package org.droppoint.scoreboard;

import java.util.function.IntUnaryOperator;

/** The TCP segment in a frame, found by this test's own few lines, to have its numbers changed in place. */
final class Segments {
    private static final int ETHERNET = 1;
    private static final int ETHERNET_HEADER = 14;
    private static final int TCP = 6;
    private static final int MAIL = 25;
    private static final int ACK = 0x10;
    private static final int OPTION_SACK = 5;
    private static final int NOT_THERE = -1;

    private Segments() {}

    /** Shifts the sequence numbers of both directions by a constant each, wherever they stand, as a firewall does. */
    static byte[] shift(int linkType, byte[] frame, int clientShift, int serverShift) {
        int at = linkType == ETHERNET ? tcp(frame) : NOT_THERE;
        if (at == NOT_THERE || at + 20 > frame.length) {
            return frame;
        }
        boolean fromServer = u16(frame, at) == MAIL;
        int own = fromServer ? serverShift : clientShift;
        int other = fromServer ? clientShift : serverShift;
        change(frame, at + 4, value -> value + own);
        if ((frame[at + 13] & ACK) != 0) {
            change(frame, at + 8, value -> value + other);
        }
        int end = Math.min(frame.length, at + ((frame[at + 12] >> 4) & 0xf) * 4);
        for (int option = at + 20; option + 1 < end && frame[option] != 0; ) {
            int length = frame[option] == 1 ? 1 : Math.max(2, frame[option + 1]);
            if (frame[option] == OPTION_SACK) {
                for (int edge = option + 2; edge + 4 <= Math.min(end, option + length); edge += 4) {
                    change(frame, edge, value -> value + other);
                }
            }
            option += length;
        }
        return frame;
    }

    /** Where the TCP header of an unfragmented packet on port 25 begins, or -1. */
    private static int tcp(byte[] frame) {
        int ip = ETHERNET_HEADER;
        while (ip + 4 <= frame.length && u16(frame, ip - 2) == 0x8100) {
            ip += 4;
        }
        int at = NOT_THERE;
        if (ip + 20 <= frame.length && u16(frame, ip - 2) == 0x0800) {
            boolean whole = (u16(frame, ip + 6) & 0x3fff) == 0;
            at = frame[ip + 9] == TCP && whole ? ip + (frame[ip] & 0xf) * 4 : NOT_THERE;
        } else if (ip + 40 <= frame.length && u16(frame, ip - 2) == 0x86dd) {
            at = frame[ip + 6] == TCP ? ip + 40 : NOT_THERE;
        }
        boolean mail = at > 0 && at + 4 <= frame.length && (u16(frame, at) == MAIL || u16(frame, at + 2) == MAIL);
        return mail ? at : NOT_THERE;
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private static void change(byte[] bytes, int at, IntUnaryOperator by) {
        int value = by.applyAsInt(u16(bytes, at) << 16 | u16(bytes, at + 2));
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> (24 - 8 * i));
        }
    }
}
