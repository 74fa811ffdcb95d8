package org.droppoint.capture.live;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.droppoint.base.IpAddress;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.PcapAddress;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.Pcaps;

/** The interfaces that libpcap can capture on. */
public final class Interfaces {
    /**
     * One interface.
     *
     * @param addresses IPv4 first
     * @param hint what it may be good for, in a few words; may be empty
     */
    public record Entry(
            String name,
            @Nullable String description,
            List<String> addresses,
            boolean up,
            boolean running,
            boolean loopback,
            String hint) {
        public Entry {
            addresses = List.copyOf(addresses);
        }
    }

    private Interfaces() {}

    /**
     * Lists them: those with addresses first, the rest by name.
     *
     * @throws LiveCaptureException if there is no libpcap, or it lists nothing for want of rights
     */
    public static List<Entry> list() throws LiveCaptureException {
        Libpcap.load();
        List<Entry> entries = new ArrayList<>();
        try {
            for (PcapNetworkInterface one : Pcaps.findAllDevs()) {
                entries.add(entry(one));
            }
        } catch (PcapNativeException e) {
            throw new LiveCaptureException("libpcap cannot list the interfaces: " + e.getMessage(), true);
        }
        entries.sort(Comparator.comparing((Entry entry) -> rank(entry)).thenComparing(Entry::name));
        return entries;
    }

    private static int rank(Entry entry) {
        if (entry.loopback()) {
            return 2;
        }
        return entry.addresses().isEmpty() ? 3 : entry.up() ? 0 : 1;
    }

    private static Entry entry(PcapNetworkInterface one) {
        List<InetAddress> addresses = one.getAddresses().stream()
                .map(PcapAddress::getAddress)
                .filter(address -> address != null)
                .sorted(Comparator.comparing((InetAddress address) -> address instanceof Inet4Address ? 0 : 1)
                        .thenComparing(InetAddress::getHostAddress))
                .toList();
        return new Entry(
                one.getName(),
                one.getDescription(),
                addresses.stream().map(Interfaces::text).toList(),
                one.isUp(),
                one.isRunning(),
                one.isLoopBack(),
                hint(one, addresses));
    }

    /** IPv6 in its short form (RFC 5952), without a zone. */
    private static String text(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == Integer.BYTES
                ? address.getHostAddress()
                : new IpAddress(6, bytes.getLong(), bytes.getLong()).toString();
    }

    /** A hint of role: which side of a firewall its addresses speak for, or why it is of little use. */
    private static String hint(PcapNetworkInterface one, List<InetAddress> addresses) {
        String name = one.getName().toLowerCase(Locale.ROOT);
        if (one.isLoopBack()) {
            return "mail within this machine only";
        }
        if (name.equals("any")) {
            return "all interfaces at once; of a router's it holds both sides";
        }
        if (name.startsWith("nflog")
                || name.startsWith("nfqueue")
                || name.startsWith("usbmon")
                || name.startsWith("bluetooth")
                || name.startsWith("dbus")) {
            return "no network traffic of its own";
        }
        if (Files.exists(Path.of("/sys/class/net", one.getName(), "bridge"))) {
            return "a bridge: capture on its ports to tell sides apart";
        }
        boolean open = addresses.stream().anyMatch(Interfaces::isPublic);
        boolean closed = addresses.stream().anyMatch(address -> !isPublic(address) && !address.isLinkLocalAddress());
        if (open) {
            return "a public address: on a firewall the outside";
        }
        return closed ? "a private address: the host, or a firewall's inside" : "";
    }

    private static boolean isPublic(InetAddress address) {
        boolean uniqueLocal = !(address instanceof Inet4Address) && (address.getAddress()[0] & 0xfe) == 0xfc;
        return !address.isSiteLocalAddress()
                && !address.isLinkLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isAnyLocalAddress()
                && !uniqueLocal;
    }
}
