package org.droppoint.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.droppoint.base.IpAddress;
import org.droppoint.base.TimeSpan;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
import org.droppoint.wire.Packet;
import org.droppoint.wire.PacketDecoder;
import org.droppoint.wire.PortSet;

/**
 * Which addresses lie inside a firewall and which outside, learnt from its receive and transmit stages. A packet enters
 * where its sender is and leaves where its receiver is, whatever address translation does in between: at the receive
 * stage the source, at the transmit stage the destination is an end's own address.
 */
final class StageAddresses {
    /** More correspondents than any capture of one incident has; the rest count as outside. */
    private static final int MAX_ADDRESSES = 1 << 16;

    private static final int CLIENT = 1;
    private static final int SERVER = 2;

    private final Predicate<IpAddress> inside;
    private final String reason;
    private final List<TimeSpan> blind;

    private StageAddresses(Predicate<IpAddress> inside, String reason, List<TimeSpan> blind) {
        this.inside = inside;
        this.reason = reason;
        this.blind = blind;
    }

    private StageAddresses(Predicate<IpAddress> inside, String reason) {
        this(inside, reason, List.of());
    }

    /** What is gathered of both stages. */
    private static final class Learnt {
        final Map<IpAddress, Integer> roles = new HashMap<>();
        long received;
        long transmitted;
        long firstNanos = Long.MAX_VALUE;
        long lastNanos = Long.MIN_VALUE;

        void count(boolean enters, long nanos) {
            received += enters ? 1 : 0;
            transmitted += enters ? 0 : 1;
            firstNanos = Math.min(firstNanos, nanos);
            lastNanos = Math.max(lastNanos, nanos);
        }

        /** A stage without any mail was not switched on, or all mail is dropped: nobody can tell. */
        List<TimeSpan> blind() {
            boolean one = received == 0 || transmitted == 0;
            return one && firstNanos <= lastNanos ? List.of(new TimeSpan(firstNanos, lastNanos)) : List.of();
        }

        String blindness() {
            if (blind().isEmpty()) {
                return "";
            }
            return "; the " + (received == 0 ? "receive" : "transmit")
                    + " stage holds no packet of mail: perhaps it was not switched on, so nothing can be said to be missing";
        }
    }

    /** Reads the headers of all files; one that cannot be read teaches nothing, and is complained of elsewhere. */
    static StageAddresses of(List<Path> files, StageSide stages, PortSet ports) {
        Learnt learnt = new Learnt();
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                continue;
            }
            try (CaptureReader reader = CaptureFiles.open(file)) {
                learn(reader, stages.received(file), ports, learnt);
            } catch (IOException unreadable) {
                // the loader will say so
            }
        }
        return of(learnt);
    }

    private static void learn(CaptureReader reader, boolean received, PortSet ports, Learnt learnt) throws IOException {
        Frame frame = new Frame();
        Packet packet = new Packet();
        PacketDecoder decoder = new PacketDecoder();
        while (reader.next(frame)) {
            decoder.decode(frame.bytes, frame.offset, frame.capturedLength, frame.wireLength, frame.linkType, packet);
            if (packet.content != Packet.Content.TCP) {
                continue;
            }
            int own = received ? packet.sourcePort : packet.destinationPort;
            int other = received ? packet.destinationPort : packet.sourcePort;
            if (!ports.contains(own) && !ports.contains(other)) {
                continue;
            }
            IpAddress end = received ? packet.source() : packet.destination();
            boolean serves = ports.contains(own) && (!ports.contains(other) || own < other);
            learnt.count(received, frame.epochNanos);
            Map<IpAddress, Integer> roles = learnt.roles;
            if (roles.size() < MAX_ADDRESSES || roles.containsKey(end)) {
                roles.merge(end, serves ? SERVER : CLIENT, (one, two) -> one | two);
            }
        }
    }

    /** IPv4 and IPv6 each by their own: one site has private addresses of the one and public ones of the other. */
    private static StageAddresses of(Learnt learnt) {
        StageAddresses v4 = ofVersion(4, learnt.roles);
        StageAddresses v6 = ofVersion(6, learnt.roles);
        String reason = Stream.of(v4, v6)
                .map(one -> one.reason)
                .filter(words -> !words.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
        return new StageAddresses(
                address -> (address.version() == 4 ? v4 : v6).isInside(address),
                (reason.isEmpty() ? "no mail in them" : reason) + learnt.blindness(),
                learnt.blind());
    }

    private static StageAddresses ofVersion(int version, Map<IpAddress, Integer> all) {
        Map<IpAddress, Integer> roles = new HashMap<>(all);
        roles.keySet().removeIf(address -> address.version() != version);
        long ours = roles.keySet().stream().filter(IpAddress::isPrivate).count();
        if (roles.isEmpty() || ours > 0 && ours < roles.size()) {
            return new StageAddresses(IpAddress::isPrivate, roles.isEmpty() ? "" : "private addresses are inside");
        }
        Set<IpAddress> both = with(roles, CLIENT | SERVER);
        if (!both.isEmpty()) {
            return new StageAddresses(both::contains, "inside is what both sends and receives mail: " + words(both));
        }
        Set<IpAddress> clients = with(roles, CLIENT);
        return new StageAddresses(
                clients::contains, "inside is taken to be where connections come from: " + words(clients));
    }

    private static Set<IpAddress> with(Map<IpAddress, Integer> roles, int role) {
        return roles.entrySet().stream()
                .filter(entry -> entry.getValue() == role)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static String words(Set<IpAddress> addresses) {
        String first = addresses.stream()
                .min(IpAddress::compareTo)
                .map(IpAddress::toString)
                .orElse("none");
        return addresses.size() > 1 ? first + " and " + (addresses.size() - 1) + " more" : first;
    }

    boolean isInside(IpAddress address) {
        return inside.test(address);
    }

    /** When absence shows nothing, by the stages' own clock. */
    List<TimeSpan> blind() {
        return blind;
    }

    /** How inside and outside were told apart, in words without a full stop. */
    String reason() {
        return "the firewall's receive and transmit stages, dealt out to its two sides by each packet's sender or receiver: "
                + reason;
    }
}
