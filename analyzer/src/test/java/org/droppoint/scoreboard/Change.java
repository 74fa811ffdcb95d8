package org.droppoint.scoreboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.droppoint.scoreboard.Packets.Packet;

/** A change to one tap's capture that leaves what happened on the path as it was. */
enum Change {
    CLOCK_AHEAD(true) {
        @Override
        Packets of(Packets capture, long seed) {
            return each(capture, packet -> packet.later(HOUR * 3 + 123_456_789L));
        }
    },
    CLOCK_BEHIND(true) {
        @Override
        Packets of(Packets capture, long seed) {
            return each(capture, packet -> packet.later(-HOUR * 7 - 987_654_321L));
        }
    },
    /** Not harmless: a session of SYNs alone is linked across a translation by nothing else. */
    SEQUENCE_RANDOMISED(false) {
        @Override
        Packets of(Packets capture, long seed) {
            Random random = new Random(seed);
            int client = random.nextInt();
            int server = random.nextInt();
            return each(
                    capture, packet -> packet.with(Segments.shift(capture.linkType(), packet.bytes(), client, server)));
        }
    },
    DOUBLED(true) {
        @Override
        Packets of(Packets capture, long seed) {
            List<Packet> packets = new ArrayList<>();
            for (Packet packet : capture.list()) {
                packets.add(packet);
                packets.add(packet.later(5_000));
            }
            return sorted(capture, packets);
        }
    },
    SNAPLEN_96(false) {
        @Override
        Packets of(Packets capture, long seed) {
            return each(capture, packet -> packet.cutTo(96));
        }
    },
    LATE_START(false) {
        @Override
        Packets of(Packets capture, long seed) {
            return within(capture, 0.2 + 0.3 * new Random(seed).nextDouble(), 1);
        }
    },
    EARLY_END(false) {
        @Override
        Packets of(Packets capture, long seed) {
            return within(capture, 0, 0.5 + 0.3 * new Random(seed).nextDouble());
        }
    },
    RANDOM_HOLES(false) {
        @Override
        Packets of(Packets capture, long seed) {
            Random random = new Random(seed);
            return new Packets(
                    capture.linkType(),
                    capture.list().stream()
                            .filter(packet -> random.nextInt(20) > 0)
                            .toList());
        }
    },
    /** A capture that stood still for a while, as one does whose disk is slow. */
    PAUSE(false) {
        @Override
        Packets of(Packets capture, long seed) {
            double from = 0.1 + 0.6 * new Random(seed).nextDouble();
            List<Packet> packets = new ArrayList<>(within(capture, 0, from).list());
            packets.addAll(within(capture, from + 0.2, 1).list());
            return new Packets(capture.linkType(), packets);
        }
    };

    private static final long HOUR = 3_600_000_000_000L;

    private final boolean harmless;

    Change(boolean harmless) {
        this.harmless = harmless;
    }

    /** Whether the verdict must stay as it was; else it may also become weaker. */
    boolean harmless() {
        return harmless;
    }

    abstract Packets of(Packets capture, long seed);

    private static Packets each(Packets capture, UnaryOperator<Packet> change) {
        return sorted(capture, capture.list().stream().map(change).toList());
    }

    private static Packets sorted(Packets capture, List<Packet> packets) {
        List<Packet> sorted = new ArrayList<>(packets);
        sorted.sort(Comparator.comparingLong(Packet::nanos));
        return new Packets(capture.linkType(), sorted);
    }

    /** What lies between two fractions of the capture's time. */
    private static Packets within(Packets capture, double from, double to) {
        long first = capture.list().stream().mapToLong(Packet::nanos).min().orElse(0);
        long last = capture.list().stream().mapToLong(Packet::nanos).max().orElse(0);
        long begin = first + (long) ((last - first) * from);
        long end = first + (long) ((last - first) * to);
        return new Packets(
                capture.linkType(),
                capture.list().stream()
                        .filter(packet -> packet.nanos() >= begin && packet.nanos() <= end)
                        .toList());
    }
}
