package org.droppoint.wire;

/** IP protocol numbers (IANA) that this package follows. */
public final class IpProtocol {
    public static final int HOP_BY_HOP = 0;
    public static final int ICMP = 1;
    public static final int IPV4 = 4;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int IPV6 = 41;
    public static final int ROUTING = 43;
    public static final int FRAGMENT = 44;
    public static final int GRE = 47;
    public static final int AUTHENTICATION = 51;
    public static final int ICMPV6 = 58;
    public static final int DESTINATION_OPTIONS = 60;
    public static final int MOBILITY = 135;
    public static final int MPLS = 137;
    public static final int HIP = 139;
    public static final int SHIM6 = 140;

    private IpProtocol() {}

    /** Protocols whose fragments are worth putting together: TCP and what may carry it. */
    static boolean mayCarryTcp(int protocol) {
        return protocol == TCP || protocol == IPV4 || protocol == IPV6 || protocol == GRE || protocol == MPLS;
    }
}
