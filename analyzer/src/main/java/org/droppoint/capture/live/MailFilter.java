package org.droppoint.capture.live;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The capture filter for mail: TCP on the ports, later fragments (which have no ports), and the ICMP errors that routers
 * and firewalls answer with; all of it also behind one VLAN tag or two.
 */
public final class MailFilter {
    /** Destination unreachable (with "too big"), time exceeded, parameter problem (RFC 792). */
    private static final String ICMP_ERRORS = "icmp[icmptype] = 3 or icmp[icmptype] = 11 or icmp[icmptype] = 12";

    /** Types 1 to 4 (RFC 4443 section 2.1), without extension headers in front. */
    private static final String ICMP6_ERRORS = "icmp6 and ip6[40] >= 1 and ip6[40] <= 4";

    private static final String LATER_FRAGMENTS = "ip[6:2] & 0x1fff != 0 or ip6[6] = 44";

    private MailFilter() {}

    /** @param ports none for all of TCP */
    public static String of(List<Integer> ports) {
        String plain = untagged(ports);
        // Each "vlan" moves the offsets of all that stands behind it, so the untagged part comes first.
        return plain + " or (vlan and (" + plain + " or (vlan and (" + plain + "))))";
    }

    /** The same for link layers that know no tags. */
    public static String untagged(List<Integer> ports) {
        String tcp = ports.isEmpty()
                ? "tcp"
                : ports.stream().map(port -> "tcp port " + port).collect(Collectors.joining(" or "));
        return tcp + " or " + ICMP_ERRORS + " or (" + ICMP6_ERRORS + ") or " + LATER_FRAGMENTS;
    }
}
