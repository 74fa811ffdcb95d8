package org.droppoint.finding.tcp;

import java.util.Map;
import org.droppoint.flow.IcmpNotice;

/** What an ICMP error says, as the registries name it; type and code stand beside it. */
final class IcmpWords {
    /** Codes of type 3 (RFC 792, RFC 1812 section 5.2.7.1). */
    private static final Map<Integer, String> UNREACHABLE = Map.ofEntries(
            Map.entry(0, "network unreachable"),
            Map.entry(1, "host unreachable"),
            Map.entry(2, "protocol unreachable"),
            Map.entry(3, "port unreachable"),
            Map.entry(9, "communication with the network administratively prohibited"),
            Map.entry(10, "communication with the host administratively prohibited"),
            Map.entry(13, "communication administratively prohibited"));

    /** Codes of type 1 (RFC 4443 section 3.1). */
    private static final Map<Integer, String> UNREACHABLE_V6 = Map.of(
            0, "no route to the destination",
            1, "communication administratively prohibited",
            3, "address unreachable",
            4, "port unreachable",
            5, "source address failed a policy",
            6, "reject route to the destination");

    private static final int TIME_EXCEEDED = 11;
    private static final int TIME_EXCEEDED_V6 = 3;

    private IcmpWords() {}

    static String of(IcmpNotice notice) {
        if (notice.isTooBig()) {
            return "a segment is too big for the next link (MTU " + notice.mtu() + ")";
        }
        boolean six = notice.from().version() == 6;
        String number = "type " + notice.type() + " code " + notice.code();
        String words = words(notice, six);
        return words.isEmpty() ? number : words + " (" + number + ")";
    }

    private static String words(IcmpNotice notice, boolean six) {
        if (notice.type() == (six ? TIME_EXCEEDED_V6 : TIME_EXCEEDED)) {
            return "time to live ran out on the way";
        }
        boolean unreachable = notice.type() == (six ? 1 : 3);
        return unreachable ? (six ? UNREACHABLE_V6 : UNREACHABLE).getOrDefault(notice.code(), "") : "";
    }
}
