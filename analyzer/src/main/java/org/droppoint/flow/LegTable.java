package org.droppoint.flow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.droppoint.base.Endpoint;
import org.droppoint.base.FlowKey;
import org.droppoint.base.IpAddress;
import org.droppoint.capture.Frame;
import org.droppoint.capture.PayloadStore;
import org.droppoint.wire.Packet;
import org.droppoint.wire.PortSet;
import org.droppoint.wire.TcpChecksum;
import org.jspecify.annotations.Nullable;

/**
 * Turns the decoded packets of one tap into legs: which connection and direction a segment belongs to, its stream
 * offsets, its kinds. One thread, packets in capture order, all files of the tap one after the other.
 */
public final class LegTable {
    /** ICMP notices kept; further ones are counted. */
    static final int MAX_NOTICES = 1 << 16;

    /** No packet was left out. */
    public static final long NEVER = Long.MAX_VALUE;

    /** A leg, with all that is made of it later, takes as much memory as so many rows. */
    static final int LEG_WEIGHT = 60;

    /** Below this a limit would leave nothing to judge by. */
    private static final long LEAST = 10_000;

    private final PortSet ports;
    private SegmentStore store = new SegmentStore();
    private final ConversationTable conversations = new ConversationTable();
    private final AttemptSample attempts = new AttemptSample();
    private final List<Leg> legs = new ArrayList<>();
    private final List<IcmpNotice> notices = new ArrayList<>();
    private final SegmentRow row = new SegmentRow();
    private final CRC32C crc = new CRC32C();
    private long unkeptNotices;
    private long outsideSegments;
    private int legCount;
    /** Legs that have carried no byte yet. */
    private int speechless;

    private long most = Long.MAX_VALUE;
    private long fullSince = NEVER;

    /** @param ports tell the server of a connection, where they do */
    public LegTable(PortSet ports) {
        this.ports = ports;
    }

    /** The legs so far, in order of appearance; a live view. */
    public List<Leg> legs() {
        return Collections.unmodifiableList(legs);
    }

    /** The ICMP errors so far, in order of appearance; a live view. */
    public List<IcmpNotice> notices() {
        return Collections.unmodifiableList(notices);
    }

    /**
     * No packet will come any more: puts each leg's rows beside each other. Row numbers taken before mean nothing
     * afterwards.
     */
    void close() {
        if (attempts.isTooMany(speechless)) {
            drop(attempts.surplus(legs, true));
        }
        conversations.retain(any -> false);
        EarlierBytes.settle(legs);
        Spoilage.settle(legs);
        store.group(legs);
    }

    public SegmentStore store() {
        return store;
    }

    /** ICMP errors beyond {@link #MAX_NOTICES}. */
    public long unkeptNotices() {
        return unkeptNotices;
    }

    /** Connections without a byte that were too many to be kept. */
    public UnkeptAttempts unkeptAttempts() {
        return attempts.unkept();
    }

    /** Segments absurdly far from the rest of their stream. */
    public long outsideSegments() {
        return outsideSegments;
    }

    /**
     * Copies of the legs, with their rows in a store of their own: what later packets do not change.
     *
     * @param files gives a file its number in the copies
     */
    public List<Leg> snapshot(IntUnaryOperator files) {
        SegmentStore target = new SegmentStore();
        SegmentRow scratch = new SegmentRow();
        List<Leg> copies =
                legs.stream().map(leg -> leg.copyInto(target, scratch, files)).toList();
        EarlierBytes.settle(copies);
        Spoilage.settle(copies);
        return copies;
    }

    /**
     * Forgets legs, for captures that go on for weeks: memory falls to what the legs that are kept need. A later segment
     * of a forgotten connection begins a new leg whose SYN was not seen.
     *
     * @param noticesSince ICMP errors before this time are forgotten too, in nanoseconds since 1970
     */
    public void retain(Predicate<Leg> wanted, long noticesSince) {
        Set<Leg> unwanted = Collections.newSetFromMap(new IdentityHashMap<>());
        legs.stream().filter(leg -> !wanted.test(leg)).forEach(unwanted::add);
        drop(unwanted);
        notices.removeIf(notice -> notice.epochNanos() < noticesSince);
    }

    private void drop(Set<Leg> unwanted) {
        legs.removeIf(unwanted::contains);
        Set<Leg> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        kept.addAll(legs);
        compact(kept);
        speechless = (int) legs.stream().filter(leg -> !leg.carriedBytes()).count();
    }

    /**
     * Bounds memory: beyond so many rows the oldest connections that ended well are summarised, and where that does not
     * help, nothing more is taken.
     *
     * @param rows a leg counts as {@value #LEG_WEIGHT}
     */
    void limit(long rows) {
        most = Math.max(LEAST, rows);
        attempts.limit(most / LEG_WEIGHT);
    }

    /** When the first packet was left out for want of memory, by the tap's clock, or {@link #NEVER}. */
    long fullSince() {
        return fullSince;
    }

    private long weight() {
        return store.size() + (long) LEG_WEIGHT * legs.size();
    }

    private void relieve(long nowNanos) {
        long excess = weight() - most / 2;
        Set<Leg> whole = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Leg leg : legs) {
            if (excess > 0 && QuietEnd.of(leg, nowNanos)) {
                excess -= leg.rowCount() - Leg.SUMMARY_ROWS;
            } else if (!leg.isSummarised()) {
                whole.add(leg);
            }
        }
        compact(whole);
        if (weight() > most / 10 * 9) {
            fullSince = nowNanos;
            legs.forEach(Leg::breakOff);
        }
    }

    /** Lays the rows out anew; of legs that are not among those wanted whole a summary stays, if they stay at all. */
    private void compact(Set<Leg> kept) {
        conversations.retain(conversation -> {
            conversation.current = conversation.current == null ? null : conversation.current.retained(kept::contains);
            return conversation.current != null;
        });
        SegmentStore target = new SegmentStore();
        SegmentRow scratch = new SegmentRow();
        Map<Leg, int[]> moved = new IdentityHashMap<>();
        for (Leg leg : legs) {
            if (kept.contains(leg)) {
                moved.put(leg, leg.moveInto(target, scratch));
            } else {
                leg.summariseInto(target, scratch);
            }
        }
        conversations.retain(conversation -> {
            for (Connection each = conversation.current; each != null; each = each.previous()) {
                int[] before = moved.get(each.leg);
                if (before != null) {
                    each.moved(before);
                }
            }
            return true;
        });
        store = target;
    }

    /**
     * Takes a packet that holds a TCP segment or an ICMP error; others are ignored.
     *
     * @param file index of the frame's file within its tap, below 65536
     * @param payload keeps the segment's bytes readable
     */
    public void accept(Frame frame, Packet packet, int file, PayloadStore payload) throws IOException {
        switch (packet.content) {
            case TCP -> segment(frame, packet, file, payload);
            case ICMP_ERROR -> notice(frame, packet, file);
            case FRAGMENT, OTHER -> {
                // nothing that belongs to a leg
            }
        }
    }

    private void segment(Frame frame, Packet packet, int file, PayloadStore payload) throws IOException {
        if (attempts.isFull(speechless, store.size())) {
            drop(attempts.surplus(legs, false));
        }
        if (weight() >= most && fullSince == NEVER) {
            relieve(frame.epochNanos);
        }
        if (fullSince != NEVER) {
            return;
        }
        boolean fromA = Conversation.isFromA(packet);
        Conversation conversation = conversations.find(packet, fromA);
        Connection connection = connection(conversation, packet, fromA, frame);
        if (connection != conversation.current) {
            conversation.current = later(conversation.current, connection);
        }
        row.epochNanos = frame.epochNanos;
        row.file = file;
        row.frame = (int) frame.number;
        row.direction = connection.direction(fromA);
        row.flags = packet.tcpFlags;
        row.window = packet.window;
        row.ttl = packet.ttl;
        row.ipId = packet.ipId;
        row.ipv6 = packet.ipVersion == 6;
        row.dontFragment = packet.dontFragment;
        row.ecn = packet.ecn;
        row.timestamp = packet.timestampValue;
        row.length = packet.payloadLength;
        row.captured = Math.min(packet.payloadCaptured, packet.payloadLength);
        TcpChecksum checksum = TcpChecksum.of(packet);
        row.spoilt = checksum == TcpChecksum.WRONG;
        SequenceNumbers.place(row, connection, packet, fromA);
        bytes(frame, packet, payload);
        RecentFrames recent = connection.recent(fromA);
        row.duplicateFrame =
                recent.repeats(row, packet.acknowledgement, store, conversation.classifier.handshakeNanos());
        row.kinds = conversation.classifier.classify(packet, fromA, frame.epochNanos);
        boolean spoke = connection.leg.carriedBytes();
        connection.leg.append(row);
        if (checksum == TcpChecksum.RIGHT) {
            connection.leg.countRight(row.direction);
        }
        if (packet.optionsCut) {
            connection.leg.cutOptions(row.direction);
        }
        speechless -= spoke != connection.leg.carriedBytes() ? 1 : 0;
        outsideSegments += row.outside ? 1 : 0;
        recent.add(connection.leg.lastRow());
    }

    /** A late segment of an earlier incarnation does not bring that one back. */
    private static Connection later(@Nullable Connection current, Connection candidate) {
        return current == null || candidate.leg.incarnation() > current.leg.incarnation() ? candidate : current;
    }

    private Connection connection(Conversation conversation, Packet packet, boolean fromA, Frame frame) {
        Connection current = conversation.current;
        if (current == null) {
            return open(conversation, packet, fromA, frame);
        }
        boolean acknowledges = (packet.tcpFlags & TcpFlags.ACK) != 0;
        boolean refusal = acknowledges
                && (packet.tcpFlags & (TcpFlags.SYN | TcpFlags.RST)) == TcpFlags.RST
                && current.isRefusalOfAnother(fromA, packet.sequence, packet.acknowledgement);
        if (refusal) {
            return open(conversation, packet, fromA, frame);
        }
        if ((packet.tcpFlags & (TcpFlags.SYN | TcpFlags.RST)) != TcpFlags.SYN) {
            return current.closest(fromA, packet.sequence, packet.acknowledgement, acknowledges);
        }
        Connection found = acknowledges
                ? current.ofSynAck(fromA, packet.sequence, packet.acknowledgement)
                : current.ofSyn(fromA, packet.sequence);
        return found != null ? found : open(conversation, packet, fromA, frame);
    }

    private Connection open(Conversation conversation, Packet packet, boolean fromA, Frame frame) {
        boolean serverIsA = serverIsDestination(packet) != fromA;
        Endpoint a = new Endpoint(
                new IpAddress(conversation.version, conversation.highA, conversation.lowA), conversation.portA);
        Endpoint b = new Endpoint(
                new IpAddress(conversation.version, conversation.highB, conversation.lowB), conversation.portB);
        FlowKey key = serverIsA ? new FlowKey(b, a) : new FlowKey(a, b);
        int interfaceId = packet.linkInterfaceIndex != 0 ? packet.linkInterfaceIndex : frame.interfaceId;
        Leg leg = new Leg(legCount++, interfaceId, key, conversation.incarnations++, store);
        legs.add(leg);
        speechless++;
        return new Connection(leg, serverIsA, conversation.current);
    }

    /** The port tells, else who asked whom for a connection, else the lower port. */
    private boolean serverIsDestination(Packet packet) {
        boolean destination = ports.contains(packet.destinationPort);
        if (destination != ports.contains(packet.sourcePort)) {
            return destination;
        }
        if ((packet.tcpFlags & TcpFlags.SYN) != 0) {
            return (packet.tcpFlags & TcpFlags.ACK) == 0;
        }
        return packet.destinationPort <= packet.sourcePort;
    }

    private void bytes(Frame frame, Packet packet, PayloadStore payload) throws IOException {
        row.digest = 0;
        row.payloadPosition = frame.filePosition;
        if (row.captured == 0) {
            return;
        }
        crc.reset();
        crc.update(packet.bytes, packet.payloadOffset, row.captured);
        row.digest = (int) crc.getValue();
        row.payloadPosition = packet.bytes == frame.bytes
                ? payload.keep(frame) + (packet.payloadOffset - frame.offset)
                : payload.keep(packet.bytes, packet.payloadOffset, row.captured);
    }

    private void notice(Frame frame, Packet packet, int file) {
        if (notices.size() == MAX_NOTICES) {
            unkeptNotices++;
            return;
        }
        notices.add(IcmpNotice.of(frame, packet, file));
    }
}
