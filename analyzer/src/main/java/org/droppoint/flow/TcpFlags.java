package org.droppoint.flow;

import java.util.List;
import org.droppoint.base.FlagNames;

/** The TCP flags of RFC 9293 section 3.1 and RFC 3168, with the names that Wireshark prints. */
public final class TcpFlags {
    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    public static final int ECE = 0x40;
    public static final int CWR = 0x80;
    public static final int NS = 0x100;

    private TcpFlags() {}

    public static boolean has(int flags, int mask) {
        return (flags & mask) == mask;
    }

    /** The names of the set flags, lowest bit first. */
    public static List<String> names(int flags) {
        return FlagNames.of(flags);
    }
}
