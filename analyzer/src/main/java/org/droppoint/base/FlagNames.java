package org.droppoint.base;

import java.util.ArrayList;
import java.util.List;

/** The TCP flags of RFC 9293 section 3.1 and RFC 3168 by the names that Wireshark prints. */
public final class FlagNames {
    private static final String[] NAMES = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "NS"};

    private FlagNames() {}

    /** The names of the set flags, lowest bit first. */
    public static List<String> of(int flags) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < NAMES.length; i++) {
            if ((flags >>> i & 1) != 0) {
                names.add(NAMES[i]);
            }
        }
        return names;
    }
}
