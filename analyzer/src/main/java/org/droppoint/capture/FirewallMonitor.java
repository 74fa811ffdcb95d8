package org.droppoint.capture;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Check Point's {@code fw monitor -o}: snoop whose Ethernet headers are not real. In their place stand
 *
 * <pre>
 *  0 direction i I o O e E | 1 chain position | 2 interface name, padded with zeros | 12 ethertype
 * </pre>
 *
 * Nothing in the file says so; it is told by every one of the first frames fitting. The firewall writes a packet up to
 * four times: before (i) and behind (I) its inbound chain, before (o) and behind (O) its outbound one. Each of these
 * points knows one direction only: i and O are the wire's side of an interface, I and o its inner side, behind the
 * firewall's own chain. The two sides become interfaces, {@code eth1} and {@code eth1 inner}, and frames begin with IP.
 */
final class FirewallMonitor {
    static final int HEADER_BYTES = 14;
    /** So many fitting frames need no further proof. */
    static final int ENOUGH = 50;

    private static final int NAME = 2;
    private static final int NAME_END = 12;
    private static final int ETHER_TYPE = 12;
    private static final int MAX_INTERFACES = 4096;

    private final Predicate<CaptureInterface> wanted;
    private final Map<String, CaptureInterface> known = new HashMap<>();
    private long lastNameHigh;
    private int lastNameLow;
    private @Nullable CaptureInterface last;

    FirewallMonitor(Predicate<CaptureInterface> wanted) {
        this.wanted = wanted;
    }

    static boolean marks(byte[] bytes, int at) {
        int type = Bytes.uint16(bytes, at + ETHER_TYPE, true);
        return direction(bytes[at]) != null && (type == 0x0800 || type == 0x86dd) && isName(bytes, at);
    }

    /** At least one character, all printable, and nothing but zeros behind them. */
    private static boolean isName(byte[] bytes, int at) {
        int end = nameEnd(bytes, at);
        for (int i = end; i < at + NAME_END; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return end > at + NAME && Character.isLetter(bytes[at + NAME]);
    }

    private static int nameEnd(byte[] bytes, int at) {
        int end = at + NAME;
        while (end < at + NAME_END && bytes[end] > ' ' && bytes[end] < 0x7f) {
            end++;
        }
        return end;
    }

    private static @Nullable String direction(byte mark) {
        return switch (mark) {
            case 'i', 'O' -> "towards the wire";
            case 'I', 'o' -> "behind the firewall's chain";
            case 'e' -> "before encryption";
            case 'E' -> "behind encryption";
            default -> null;
        };
    }

    /** The interface of a frame, or null where it carries no mark or is not wanted. */
    @Nullable
    CaptureInterface iface(FeedReader reader, byte[] bytes, int at) {
        long high = Bytes.int64(bytes, at + NAME, false);
        int low = Bytes.uint16(bytes, at + NAME + 8, false) << 8 | Bytes.uint8(bytes, at);
        if (last == null || high != lastNameHigh || low != lastNameLow) {
            last = marks(bytes, at) ? lookUp(reader, bytes, at) : null;
            lastNameHigh = high;
            lastNameLow = low;
        }
        return last != null && wanted.test(last) ? last : null;
    }

    private @Nullable CaptureInterface lookUp(FeedReader reader, byte[] bytes, int at) {
        String device = new String(bytes, at + NAME, nameEnd(bytes, at) - at - NAME, StandardCharsets.US_ASCII);
        String name =
                switch (bytes[at]) {
                    case 'i', 'O' -> device;
                    case 'I', 'o' -> device + " inner";
                    default -> device + ":" + (char) bytes[at];
                };
        CaptureInterface iface = known.get(name);
        if (iface == null && known.size() < MAX_INTERFACES) {
            iface = reader.addInterface(name, LinkTypes.RAW_IP, 0, device + " " + direction(bytes[at]));
            known.put(name, iface);
        }
        return iface;
    }
}
