package org.droppoint.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.droppoint.base.IpAddress;
import org.droppoint.flow.TimeToLive;
import org.droppoint.wire.Packet;
import org.droppoint.wire.TcpChecksum;

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
        TcpChecksum checksum = TcpChecksum.of(packet);
        if (checksum != TcpChecksum.UNKNOWN) {
            sender.checked++;
            sender.wrongSums += checksum == TcpChecksum.RIGHT ? 0 : 1;
        }
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
        int initial = TimeToLive.initial(sender.highestTtl);
        int hops = initial - sender.highestTtl;
        return hops == 0
                ? "no router in between, or one that does not count"
                : hops + (hops == 1 ? " router" : " routers") + " in between";
    }
}
