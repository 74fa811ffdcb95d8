package org.droppoint.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.droppoint.base.IpAddress;
import org.droppoint.wire.Packet;

/**
 * What the segments of each sender tell of where they were captured: on the sending machine segments may be longer than
 * any packet, their checksums not filled in yet (both are the network card's work), and their TTL is undiminished.
 */
final class SenderSigns {
    /** Longer than a jumbo frame of any network that mail passes. */
    private static final int OVERSIZED_BYTES = 9000;

    /** One more than Ethernet's 1500 less IPv4 and TCP: merged by the receiving card or about to be cut by the sending one. */
    private static final int MERGED_BYTES = 1461;

    private static final int MAX_SENDERS = 256;
    private static final int MAX_NAMED = 3;
    private static final int ENOUGH = 3;
    private static final int PROTOCOL_TCP = 6;
    private static final int CHECKSUM = 16;

    private static final class Sender {
        long segments;
        long merged;
        int longest;
        long checked;
        long wrongSums;
        int lowestTtl = 256;
        int highestTtl;
    }

    private final Map<IpAddress, Sender> senders = new TreeMap<>();

    void take(Packet packet) {
        IpAddress address = packet.source();
        Sender sender = senders.get(address);
        if (sender == null) {
            if (senders.size() == MAX_SENDERS) {
                return;
            }
            sender = new Sender();
            senders.put(address, sender);
        }
        sender.segments++;
        sender.longest = Math.max(sender.longest, packet.payloadLength);
        sender.merged += packet.payloadLength >= MERGED_BYTES ? 1 : 0;
        sender.lowestTtl = Math.min(sender.lowestTtl, packet.ttl);
        sender.highestTtl = Math.max(sender.highestTtl, packet.ttl);
        if (packet.payloadCaptured == packet.payloadLength && !packet.optionsCut && packet.payloadLength < 0xffff) {
            sender.checked++;
            sender.wrongSums += sumsUp(packet) ? 0 : 1;
        }
    }

    /** RFC 9293 section 3.1: the one's complement sum over pseudo-header, header and payload is all ones. */
    private static boolean sumsUp(Packet packet) {
        int length = packet.payloadOffset + packet.payloadLength - packet.tcpOffset;
        long sum = words(packet.sourceHigh) + words(packet.sourceLow);
        sum += words(packet.destinationHigh) + words(packet.destinationLow);
        sum += PROTOCOL_TCP + length;
        byte[] bytes = packet.bytes;
        int end = packet.tcpOffset + length;
        if (length < CHECKSUM + 2 || end > bytes.length) {
            return true;
        }
        for (int at = packet.tcpOffset; at < end; at += 2) {
            sum += (bytes[at] & 0xff) << 8 | (at + 1 < end ? bytes[at + 1] & 0xff : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum == 0xffff;
    }

    private static long words(long value) {
        return (value >>> 48) + (value >>> 32 & 0xffff) + (value >>> 16 & 0xffff) + (value & 0xffff);
    }

    List<String> words() {
        List<String> words = new ArrayList<>();
        int named = 0;
        for (Map.Entry<IpAddress, Sender> one : senders.entrySet()) {
            String marks = marks(one.getValue());
            if (!marks.isEmpty() && named++ < MAX_NAMED) {
                words.add(marks.replace("SENDER", one.getKey().toString()));
            }
        }
        return words;
    }

    /** Whether some sender's segments bear marks that they lose when they leave the machine. */
    boolean onSender() {
        return senders.values().stream().anyMatch(one -> unsummed(one) || one.longest > OVERSIZED_BYTES);
    }

    /** Unsummed throughout: single wrong sums are damage. */
    private static boolean unsummed(Sender sender) {
        return sender.checked >= ENOUGH && sender.wrongSums * 2 > sender.checked;
    }

    private static String marks(Sender sender) {
        List<String> marks = new ArrayList<>();
        if (unsummed(sender)) {
            marks.add(sender.wrongSums + " of " + sender.checked
                    + " segments from SENDER have no valid TCP checksum: taken on that machine, before its card fills"
                    + " it in");
        }
        if (sender.longest > OVERSIZED_BYTES) {
            marks.add("segments from SENDER are up to " + sender.longest
                    + " bytes long, more than any wire carries: offload, so taken on one of the two machines");
        } else if (sender.merged > 0) {
            marks.add(sender.merged + (sender.merged == 1 ? " segment from SENDER is" : " segments from SENDER are")
                    + " longer than 1460 bytes (up to " + sender.longest
                    + "): merged by offload, or a network with jumbo frames");
        }
        if (marks.isEmpty() && sender.segments >= ENOUGH) {
            marks.add("TTL of SENDER "
                    + (sender.lowestTtl == sender.highestTtl
                            ? String.valueOf(sender.highestTtl)
                            : sender.lowestTtl + " to " + sender.highestTtl)
                    + ": " + distance(sender));
        }
        return String.join("; ", marks);
    }

    private static String distance(Sender sender) {
        int initial = sender.highestTtl <= 64 ? 64 : sender.highestTtl <= 128 ? 128 : 255;
        int hops = initial - sender.highestTtl;
        return hops == 0
                ? "no router in between, or one that does not count"
                : hops + (hops == 1 ? " router" : " routers") + " in between";
    }
}
