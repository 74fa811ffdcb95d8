package org.droppoint.flow;

import static org.droppoint.flow.SegmentKind.ACKED_UNSEEN;
import static org.droppoint.flow.SegmentKind.DUPLICATE_ACK;
import static org.droppoint.flow.SegmentKind.FAST_RETRANSMISSION;
import static org.droppoint.flow.SegmentKind.KEEP_ALIVE;
import static org.droppoint.flow.SegmentKind.KEEP_ALIVE_ACK;
import static org.droppoint.flow.SegmentKind.LOST_SEGMENT;
import static org.droppoint.flow.SegmentKind.OUT_OF_ORDER;
import static org.droppoint.flow.SegmentKind.PORT_REUSED;
import static org.droppoint.flow.SegmentKind.RETRANSMISSION;
import static org.droppoint.flow.SegmentKind.SPURIOUS_RETRANSMISSION;
import static org.droppoint.flow.SegmentKind.WINDOW_FULL;
import static org.droppoint.flow.SegmentKind.WINDOW_UPDATE;
import static org.droppoint.flow.SegmentKind.ZERO_WINDOW;
import static org.droppoint.flow.SegmentKind.ZERO_WINDOW_PROBE;
import static org.droppoint.flow.SegmentKind.ZERO_WINDOW_PROBE_ACK;

import org.droppoint.wire.Packet;

/**
 * Says of each segment of a 5-tuple what Wireshark says of it, from one tap's view and at once when it arrives: the
 * words that engineers know, with Wireshark's own blind spots. Follows the behaviour of Wireshark 4.0's TCP analysis
 * (User's Guide, "TCP Analysis"), whose rules compare 32-bit sequence numbers and take 0 for "not seen yet"; so this
 * keeps its own small state, apart from the unwrapped offsets of {@link Side}.
 */
final class SegmentClassifier {
    private static final int CONTROL = TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST;
    private static final int SYN_OR_FIN = TcpFlags.SYN | TcpFlags.FIN;
    private static final int SHIFT_UNKNOWN = -1;
    private static final int SHIFT_UNUSED = -2;
    private static final int WINDOW_UNKNOWN = -1;
    /**
     * The duplicate ACK counter after an acknowledgement of something unseen: the next duplicate is the first. Wireshark
     * counts without sign, so that for a fast retransmission this is many.
     */
    private static final int NEUTRALISED = -1;

    private static final int DUPLICATES_FOR_FAST = 2;
    private static final long FAST_NANOS = 20_000_000L;
    /** Reordering is told from retransmission by the handshake's round trip, or by this where that was not seen. */
    private static final long REORDERING_NANOS = 3_000_000L;

    private static final class Flow {
        boolean baseKnown;
        int base;
        int next;
        long nextNanos;
        int contiguous;
        int lastAck;
        long lastAckNanos;
        int duplicateAcks;
        int window = WINDOW_UNKNOWN;
        int shift = SHIFT_UNKNOWN;
        boolean awaitsFirstAck;
        int lastKinds;
    }

    private Flow a = new Flow();
    private Flow b = new Flow();
    private Flow sender = a;
    private Flow receiver = b;
    private long synNanos;
    private long handshakeNanos;

    /** Time from the last SYN to the first ACK without SYN, or 0 before both were seen. */
    long handshakeNanos() {
        return handshakeNanos;
    }

    /** The kinds of this segment as a bit set of {@link SegmentKind#bit}. */
    int classify(Packet packet, boolean fromA, long nanos) {
        sender = fromA ? a : b;
        receiver = fromA ? b : a;
        int flags = packet.tcpFlags;
        int kinds = reuse(packet.sequence, flags, fromA);
        learnBases(packet.sequence, packet.acknowledgement, flags);
        kinds |= analyse(packet.sequence, packet.acknowledgement, packet.payloadLength, flags, packet.window, kinds);
        kinds |= ackedUnseen(packet.acknowledgement, flags);
        kinds |= repetition(packet.sequence, packet.payloadLength, flags, nanos, kinds);
        advance(packet.sequence, packet.payloadLength, flags, nanos, kinds);
        sender.window = packet.window;
        sender.lastAck = packet.acknowledgement;
        sender.lastAckNanos = nanos;
        sender.lastKinds = kinds;
        handshake(packet, flags, nanos);
        return kinds;
    }

    /** A SYN or SYN-ACK on a 5-tuple that was in use: a new initial number starts afresh. */
    private int reuse(int sequence, int flags, boolean fromA) {
        if ((flags & TcpFlags.SYN) == 0 || !sender.baseKnown) {
            return 0;
        }
        if ((flags & TcpFlags.ACK) == 0) {
            if (sequence == sender.base) {
                sender.next = sender.contiguous;
                return 0;
            }
            a = new Flow();
            b = new Flow();
            sender = fromA ? a : b;
            receiver = fromA ? b : a;
            synNanos = 0;
            handshakeNanos = 0;
            return PORT_REUSED.bit();
        }
        if (sequence != sender.base) {
            sender.base = sequence;
            return PORT_REUSED.bit();
        }
        return 0;
    }

    private void learnBases(int sequence, int acknowledgement, int flags) {
        if (!sender.baseKnown) {
            sender.base = (flags & TcpFlags.SYN) != 0 ? sequence : sequence - 1;
            sender.baseKnown = true;
        }
        if (!receiver.baseKnown && (flags & TcpFlags.ACK) != 0) {
            receiver.base = acknowledgement - 1;
            receiver.baseKnown = true;
        }
    }

    private int analyse(int sequence, int acknowledgement, int length, int flags, int window, int before) {
        int kinds = 0;
        if (length == 1 && sequence == sender.next && receiver.window == 0) {
            kinds = ZERO_WINDOW_PROBE.bit();
        } else {
            kinds = holes(sequence, length, flags, window);
            if ((flags & CONTROL) == 0) {
                kinds |= windows(sequence, acknowledgement, length, window);
                kinds |= length == 0 ? repeatedAck(sequence, acknowledgement, window, kinds) : 0;
            }
        }
        if (acknowledgement != sender.lastAck) {
            sender.duplicateAcks = 0;
        }
        return before | kinds;
    }

    private int holes(int sequence, int length, int flags, int window) {
        int kinds = window == 0 && (flags & CONTROL) == 0 ? ZERO_WINDOW.bit() : 0;
        if (sender.next != 0 && sequence - sender.next > 0 && (flags & TcpFlags.RST) == 0) {
            kinds |= LOST_SEGMENT.bit();
        }
        if (length <= 1 && sequence == sender.next - 1 && (flags & CONTROL) == 0) {
            kinds |= KEEP_ALIVE.bit();
        }
        return kinds;
    }

    private int windows(int sequence, int acknowledgement, int length, int window) {
        if (length == 0) {
            boolean update = window != 0
                    && window != sender.window
                    && sequence == sender.next
                    && acknowledgement == sender.lastAck;
            return update ? WINDOW_UPDATE.bit() : 0;
        }
        if (receiver.shift == SHIFT_UNKNOWN) {
            return 0;
        }
        int shift = receiver.awaitsFirstAck || receiver.shift == SHIFT_UNUSED ? 0 : receiver.shift;
        return sequence + length == receiver.lastAck + (receiver.window << shift) ? WINDOW_FULL.bit() : 0;
    }

    /** A bare segment that says what the one before it said: an answer to a probe, or a duplicate ACK. */
    private int repeatedAck(int sequence, int acknowledgement, int window, int kinds) {
        if (window != sender.window || sequence != sender.next || acknowledgement != sender.lastAck) {
            return 0;
        }
        if (window == 0) {
            return ZERO_WINDOW_PROBE.in(receiver.lastKinds) ? ZERO_WINDOW_PROBE_ACK.bit() : 0;
        }
        if (KEEP_ALIVE.in(receiver.lastKinds)) {
            return KEEP_ALIVE_ACK.bit();
        }
        sender.duplicateAcks = sender.duplicateAcks == NEUTRALISED ? 1 : sender.duplicateAcks + 1;
        return DUPLICATE_ACK.bit();
    }

    private int ackedUnseen(int acknowledgement, int flags) {
        if (receiver.contiguous == 0 || acknowledgement - receiver.contiguous <= 0 || (flags & TcpFlags.ACK) == 0) {
            return 0;
        }
        if (receiver.next - receiver.contiguous > 0) {
            receiver.contiguous = receiver.next;
            return ACKED_UNSEEN.bit();
        }
        boolean first = receiver.duplicateAcks == 0;
        receiver.duplicateAcks = NEUTRALISED;
        return first ? ACKED_UNSEEN.bit() : 0;
    }

    private int repetition(int sequence, int length, int flags, long nanos, int kinds) {
        if (length == 0 && (flags & SYN_OR_FIN) == 0 || KEEP_ALIVE.in(kinds)) {
            return 0;
        }
        boolean repeats =
                sender.next != 0 && sequence - sender.next < 0 && !(length > 1 && sequence == sender.next - 1);
        if (length > 0 && receiver.lastAck != 0 && sequence + length - receiver.lastAck <= 0) {
            return SPURIOUS_RETRANSMISSION.bit();
        }
        if (!repeats) {
            return 0;
        }
        if (Integer.compareUnsigned(receiver.duplicateAcks, DUPLICATES_FOR_FAST) >= 0
                && receiver.lastAck == sequence
                && within(nanos - receiver.lastAckNanos, FAST_NANOS)) {
            return FAST_RETRANSMISSION.bit();
        }
        int end = sequence + length + ((flags & SYN_OR_FIN) != 0 ? 1 : 0);
        long reordering = handshakeNanos == 0 ? REORDERING_NANOS : handshakeNanos;
        boolean outOfOrder = end != sender.next && within(nanos - sender.nextNanos, reordering);
        return outOfOrder ? OUT_OF_ORDER.bit() : RETRANSMISSION.bit();
    }

    /** Clocks that step back make a time between segments negative: never within a threshold. */
    private static boolean within(long nanos, long threshold) {
        return Long.compareUnsigned(nanos, threshold) < 0;
    }

    private void advance(int sequence, int length, int flags, long nanos, int kinds) {
        if (ZERO_WINDOW_PROBE.in(kinds)) {
            return;
        }
        int next = sequence + length + ((flags & SYN_OR_FIN) != 0 ? 1 : 0);
        if (sender.next == 0 || next - sender.next > 0) {
            sender.next = next;
            sender.nextNanos = nanos;
        }
        if (sender.contiguous == 0 || sequence == sender.contiguous) {
            sender.contiguous = sender.next;
        }
    }

    private void handshake(Packet packet, int flags, long nanos) {
        boolean syn = (flags & TcpFlags.SYN) != 0;
        boolean ack = (flags & TcpFlags.ACK) != 0;
        if (syn) {
            sender.awaitsFirstAck = true;
            if (!ack) {
                synNanos = nanos;
            }
        } else if (ack) {
            sender.awaitsFirstAck = false;
            if (synNanos != 0 && handshakeNanos == 0) {
                handshakeNanos = nanos - synNanos;
            }
        }
        if (packet.windowShift != Packet.UNKNOWN) {
            sender.shift = packet.windowShift;
        }
        if (syn && !packet.optionsCut) {
            agreeOnScaling(ack);
        }
    }

    /** Scaling is used only where both offered it (RFC 7323 section 1.3); without it windows can be taken as they are. */
    private void agreeOnScaling(boolean synAck) {
        if (sender.shift == SHIFT_UNKNOWN) {
            sender.shift = SHIFT_UNUSED;
            receiver.shift = SHIFT_UNUSED;
        } else if (synAck && receiver.shift == SHIFT_UNUSED) {
            sender.shift = SHIFT_UNUSED;
        }
    }
}
