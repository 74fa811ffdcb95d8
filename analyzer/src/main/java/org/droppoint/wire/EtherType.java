package org.droppoint.wire;

/** EtherTypes (IEEE registry) that lead on to IP. */
public final class EtherType {
    public static final int IPV4 = 0x0800;
    public static final int VLAN = 0x8100;
    public static final int TRANSPARENT_ETHERNET = 0x6558;
    public static final int IPV6 = 0x86DD;
    public static final int PPP = 0x880B;
    public static final int MPLS = 0x8847;
    public static final int MPLS_MULTICAST = 0x8848;
    public static final int PPPOE_SESSION = 0x8864;
    public static final int PROVIDER_VLAN = 0x88A8;
    public static final int ERSPAN_1_2 = 0x88BE;
    public static final int PROVIDER_BACKBONE = 0x88E7;
    public static final int FABRIC_PATH = 0x8903;
    public static final int CISCO_METADATA = 0x8909;
    public static final int VN_TAG = 0x8926;
    public static final int ERSPAN_3 = 0x22EB;
    /** Stacked VLAN tags as sold before IEEE 802.1ad. */
    public static final int VLAN_9100 = 0x9100;

    public static final int VLAN_9200 = 0x9200;
    /** Up to here the field is an IEEE 802.3 length, and LLC follows. */
    public static final int LAST_LENGTH = 1500;

    private EtherType() {}

    static boolean isVlan(int type) {
        return type == VLAN || type == PROVIDER_VLAN || type == VLAN_9100 || type == VLAN_9200;
    }
}
