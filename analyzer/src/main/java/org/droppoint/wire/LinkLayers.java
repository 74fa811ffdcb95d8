package org.droppoint.wire;

/** Link layers and the tags and labels between them and IP. */
final class LinkLayers {
    private static final int FABRIC_PATH_TAG = 2;
    /** RFC 4385: begins with four zero bits. */
    private static final int CONTROL_WORD = 4;

    private static final int MARVELL_TAG = 4;
    private static final int MARVELL_ETHERTYPE_TAG = 8;
    private static final int BROADCOM_TAG = 4;
    private static final int MAC_ADDRESSES = 12;
    /** Address family, security association, flags. */
    private static final int ENC_HEADER = 12;
    /** SLL protocol numbers below this are Linux's own (ETH_P_802_3 and friends). */
    private static final int SLL_802_2 = 0x0004;

    private final EthernetHeader ethernet = new EthernetHeader();
    private final VlanTag vlan = new VlanTag();
    private final LlcHeader llc = new LlcHeader();
    private final ProviderBackboneTag providerBackbone = new ProviderBackboneTag();
    private final TypedTag vnTag = new TypedTag(TypedTag.VN_TAG_LENGTH);
    private final TypedTag metadata = new TypedTag(TypedTag.CISCO_METADATA_LENGTH);
    private final SllHeader sll = new SllHeader();
    private final Sll2Header sll2 = new Sll2Header();
    private final NullLoopHeader nullLoop = new NullLoopHeader();
    private final PppHeader ppp = new PppHeader();
    private final CiscoHdlcHeader ciscoHdlc = new CiscoHdlcHeader();
    private final PktapHeader pktap = new PktapHeader();
    private final NflogHeader nflog = new NflogHeader();
    private final PflogHeader pflog = new PflogHeader();
    private final JuniperHeader juniper = new JuniperHeader();
    private final MplsLabel mpls = new MplsLabel();
    private final PppoeHeader pppoe = new PppoeHeader();
    private final ErspanHeader erspan = new ErspanHeader();

    int link(int linkType, Cursor cursor) {
        return switch (linkType) {
            case LinkType.ETHERNET -> ethernet(cursor);
            case LinkType.LINUX_SLL -> sll(cursor);
            case LinkType.LINUX_SLL2 -> sll2(cursor);
            case LinkType.RAW_BSD, LinkType.RAW_OPENBSD, LinkType.RAW, LinkType.IPV4, LinkType.IPV6 -> raw(cursor);
            case LinkType.NULL, LinkType.LOOP -> nullLoop(cursor);
            case LinkType.PPP, LinkType.PPP_HDLC -> pppOrCisco(cursor);
            case LinkType.PPPOE -> EtherType.PPPOE_SESSION;
            case LinkType.CISCO_HDLC -> ciscoHdlc(cursor);
            case LinkType.PKTAP, LinkType.PKTAP_DARWIN -> pktap(cursor);
            case LinkType.NFLOG -> nflog(cursor);
            case LinkType.PFLOG -> pflog(cursor);
            case LinkType.ENC -> enc(cursor);
            case LinkType.JUNIPER_ETHERNET -> juniper(cursor);
            case LinkType.DSA_MARVELL -> switchTag(MAC_ADDRESSES, MARVELL_TAG, cursor);
            case LinkType.DSA_MARVELL_ETHERTYPE -> switchTag(MAC_ADDRESSES, MARVELL_ETHERTYPE_TAG, cursor);
            case LinkType.DSA_BROADCOM -> switchTag(MAC_ADDRESSES, BROADCOM_TAG, cursor);
            case LinkType.DSA_BROADCOM_PREPENDED -> switchTag(0, BROADCOM_TAG, cursor);
            default -> cursor.unknown(Layer.LINK);
        };
    }

    int etherType(int type, Cursor cursor) {
        if (type <= EtherType.LAST_LENGTH) {
            return llc(cursor);
        }
        return switch (type) {
            case EtherType.VLAN, EtherType.PROVIDER_VLAN, EtherType.VLAN_9100, EtherType.VLAN_9200 -> vlan(cursor);
            case EtherType.MPLS, EtherType.MPLS_MULTICAST -> mpls(cursor);
            case EtherType.PPPOE_SESSION -> pppoe(cursor);
            case EtherType.PPP -> ppp(cursor);
            case EtherType.PROVIDER_BACKBONE -> providerBackbone(cursor);
            case EtherType.VN_TAG -> typed(vnTag, Layer.VN_TAG, cursor);
            case EtherType.CISCO_METADATA -> typed(metadata, Layer.CISCO_METADATA, cursor);
            case EtherType.TRANSPARENT_ETHERNET -> ethernet(cursor);
            case EtherType.FABRIC_PATH -> fabricPath(cursor);
            case EtherType.ERSPAN_1_2 -> erspan(false, cursor);
            case EtherType.ERSPAN_3 -> erspan(true, cursor);
            default -> cursor.unknown(Layer.ETHERNET);
        };
    }

    private int ethernet(Cursor cursor) {
        if (!ethernet.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.ETHERNET, ethernet);
        }
        cursor.at += EthernetHeader.LENGTH;
        return ethernet.type();
    }

    private int vlan(Cursor cursor) {
        if (!vlan.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.VLAN, vlan);
        }
        cursor.packet.vlanId = vlan.id();
        cursor.at += VlanTag.LENGTH;
        return vlan.type();
    }

    private int llc(Cursor cursor) {
        if (!llc.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.LLC, llc);
        }
        if (!llc.isSnap() || llc.type() <= EtherType.LAST_LENGTH) {
            return cursor.unknown(Layer.LLC);
        }
        cursor.at += llc.fixedLength();
        return llc.type();
    }

    private int providerBackbone(Cursor cursor) {
        if (!providerBackbone.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.PROVIDER_BACKBONE, providerBackbone);
        }
        cursor.at += providerBackbone.fixedLength();
        return providerBackbone.type();
    }

    /** Cisco FabricPath: a forwarding tag and hop count, then the customer's whole frame. */
    private static int fabricPath(Cursor cursor) {
        cursor.at = Math.min(cursor.at + FABRIC_PATH_TAG, cursor.limit);
        return EtherType.TRANSPARENT_ETHERNET;
    }

    private static int typed(TypedTag tag, Layer layer, Cursor cursor) {
        if (!tag.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(layer, tag);
        }
        cursor.at += tag.fixedLength();
        return tag.type();
    }

    private int sll(Cursor cursor) {
        if (!sll.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.LINUX_SLL, sll);
        }
        cursor.packet.linkPacketType = sll.packetType();
        cursor.at += SllHeader.LENGTH;
        return sllProtocol(sll.protocol(), Layer.LINUX_SLL, cursor);
    }

    private int sll2(Cursor cursor) {
        if (!sll2.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.LINUX_SLL2, sll2);
        }
        cursor.packet.linkInterfaceIndex = sll2.interfaceIndex();
        cursor.packet.linkPacketType = sll2.packetType();
        cursor.at += Sll2Header.LENGTH;
        return sllProtocol(sll2.protocol(), Layer.LINUX_SLL2, cursor);
    }

    private static int sllProtocol(int protocol, Layer layer, Cursor cursor) {
        return protocol == SLL_802_2 || protocol > EtherType.LAST_LENGTH ? protocol : cursor.unknown(layer);
    }

    /** Raw IP tells its version itself. */
    static int raw(Cursor cursor) {
        if (cursor.at >= cursor.limit) {
            return cursor.stop(Layer.IPV4, DecodeStop.Cause.CUT, 1);
        }
        return switch (Bytes.u8(cursor.bytes, cursor.at) >>> 4) {
            case 4 -> EtherType.IPV4;
            case 6 -> EtherType.IPV6;
            default -> cursor.malformed(Layer.IPV4);
        };
    }

    private int nullLoop(Cursor cursor) {
        if (!nullLoop.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.NULL_LOOP, nullLoop);
        }
        if (nullLoop.type() < 0) {
            return cursor.unknown(Layer.NULL_LOOP);
        }
        cursor.at += nullLoop.fixedLength();
        return nullLoop.type();
    }

    /** Serial lines carry PPP or Cisco's HDLC; the first byte tells (0x0F and 0x8F are Cisco's addresses). */
    private int pppOrCisco(Cursor cursor) {
        int first = cursor.at < cursor.limit ? Bytes.u8(cursor.bytes, cursor.at) : 0;
        return first == 0x0F || first == 0x8F ? ciscoHdlc(cursor) : ppp(cursor);
    }

    int ppp(Cursor cursor) {
        if (!ppp.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.PPP, ppp);
        }
        if (ppp.type() < 0) {
            return cursor.unknown(Layer.PPP);
        }
        cursor.at += ppp.payloadAt();
        return ppp.type();
    }

    private int ciscoHdlc(Cursor cursor) {
        if (!ciscoHdlc.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.CISCO_HDLC, ciscoHdlc);
        }
        cursor.at += ciscoHdlc.fixedLength();
        return ciscoHdlc.type();
    }

    private int pktap(Cursor cursor) {
        if (!pktap.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.PKTAP, pktap);
        }
        if (pktap.length() < pktap.fixedLength()) {
            return cursor.malformed(Layer.PKTAP);
        }
        cursor.at += pktap.length();
        return Cursor.LINK | pktap.linkType() & 0xFFFF;
    }

    private int nflog(Cursor cursor) {
        if (!nflog.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.NFLOG, nflog);
        }
        int payload = nflog.payloadAt(cursor.limit);
        if (payload < 0) {
            return cursor.malformed(Layer.NFLOG);
        }
        cursor.at = payload;
        return raw(cursor);
    }

    private int pflog(Cursor cursor) {
        if (!pflog.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.PFLOG, pflog);
        }
        cursor.at += pflog.required();
        return raw(cursor);
    }

    private int juniper(Cursor cursor) {
        if (!juniper.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.JUNIPER, juniper);
        }
        if (!juniper.isJuniper()) {
            return cursor.malformed(Layer.JUNIPER);
        }
        cursor.at += juniper.length();
        return juniper.isBare() ? raw(cursor) : EtherType.TRANSPARENT_ETHERNET;
    }

    private static int enc(Cursor cursor) {
        if (cursor.limit - cursor.at < ENC_HEADER) {
            return cursor.stop(Layer.ENC, DecodeStop.Cause.CUT, ENC_HEADER);
        }
        cursor.at += ENC_HEADER;
        return raw(cursor);
    }

    /** Switch chips put their tag between the addresses and the EtherType, or before the whole frame. */
    private static int switchTag(int before, int length, Cursor cursor) {
        int header = length + EthernetHeader.LENGTH;
        if (cursor.limit - cursor.at < header) {
            return cursor.stop(Layer.DSA, DecodeStop.Cause.CUT, header);
        }
        if (before == 0) {
            cursor.at += length;
            return EtherType.TRANSPARENT_ETHERNET;
        }
        int type = Bytes.u16(cursor.bytes, cursor.at + before + length);
        cursor.at += header;
        return type;
    }

    /** Below the last label the payload's kind is not named: an IP version nibble, else a pseudo-wire (RFC 4385). */
    int mpls(Cursor cursor) {
        for (int labels = 0; labels < PacketDecoder.MAX_LAYERS; labels++) {
            if (!mpls.wrap(cursor.bytes, cursor.at, cursor.limit)) {
                return cursor.cut(Layer.MPLS, mpls);
            }
            cursor.at += MplsLabel.LENGTH;
            if (mpls.isBottom()) {
                return belowLabels(cursor);
            }
        }
        return cursor.stop(Layer.MPLS, DecodeStop.Cause.TOO_DEEP, 0);
    }

    private static int belowLabels(Cursor cursor) {
        int nibble = cursor.at < cursor.limit ? Bytes.u8(cursor.bytes, cursor.at) >>> 4 : -1;
        switch (nibble) {
            case 4:
                return EtherType.IPV4;
            case 6:
                return EtherType.IPV6;
            case 0:
                cursor.at = Math.min(cursor.at + CONTROL_WORD, cursor.limit);
                return EtherType.TRANSPARENT_ETHERNET;
            default:
                return EtherType.TRANSPARENT_ETHERNET;
        }
    }

    private int pppoe(Cursor cursor) {
        if (!pppoe.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.PPPOE, pppoe);
        }
        if (!pppoe.isSessionData()) {
            return cursor.unknown(Layer.PPPOE);
        }
        cursor.at += pppoe.fixedLength();
        cursor.endsAfter(pppoe.payloadLength());
        return EtherType.PPP;
    }

    private int erspan(boolean type3, Cursor cursor) {
        if (!erspan.ofType3(type3).wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.ERSPAN, erspan);
        }
        cursor.at += erspan.length();
        return EtherType.TRANSPARENT_ETHERNET;
    }
}
