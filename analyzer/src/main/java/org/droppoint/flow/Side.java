package org.droppoint.flow;

/**
 * One direction's sequence space: turns 32-bit sequence numbers into 64-bit stream offsets, by the nearest offset to
 * what is known. A single segment far ahead does not move what is known; a second one near it does, so that gigabytes
 * lost by the capture are followed and a forged jump is not.
 */
final class Side {
    /** Beyond this many bytes from all that is known a segment is no part of the stream. */
    static final long OUTSIDE_BYTES = 1L << 30;

    /** Within this many bytes of what is known a sequence number is at once believed. */
    private static final long NEAR_BYTES = 1L << 24;

    private boolean known;
    private boolean fromSyn;
    private boolean hasAlternate;
    private boolean anyPayload;
    private int base;
    private int alternate;
    private long reference;
    private long pending = Long.MIN_VALUE / 2;

    void synchronise(int sequenceOfOffsetZero) {
        known = true;
        base = sequenceOfOffsetZero;
        reference = 0;
    }

    void sawSyn() {
        fromSyn = true;
    }

    /** A second SYN-ACK with another initial number: stateless responders make one for each SYN. */
    void offerAlternate(int sequenceOfOffsetZero) {
        hasAlternate = true;
        alternate = sequenceOfOffsetZero;
    }

    /** Takes the alternate where the other side's acknowledgement chooses it and no byte was counted yet. */
    boolean chooseAlternate(int acknowledgement) {
        if (!hasAlternate || anyPayload || acknowledgement != alternate) {
            return false;
        }
        synchronise(alternate);
        hasAlternate = false;
        return true;
    }

    boolean isKnown() {
        return known;
    }

    boolean isFromSyn() {
        return fromSyn;
    }

    boolean startsAt(int sequenceOfOffsetZero) {
        return known && base == sequenceOfOffsetZero;
    }

    /** The offset of a sequence number. */
    long offset(int sequence) {
        return reference + (sequence - (base + (int) reference));
    }

    boolean isNear(int sequence, long bytes) {
        return known && Math.abs(offset(sequence) - reference) <= bytes;
    }

    /**
     * Whether a number near what is known may belong here. Before its SYN a stream has none: a stack that is asked for a
     * new connection on the ports of one it still holds answers in the numbers of the old one (RFC 5961 section 4).
     */
    boolean mayHold(int sequence, long bytes) {
        return !known || isNear(sequence, bytes) && !(fromSyn && offset(sequence) < -1);
    }

    boolean isOutside(long offset) {
        return Math.abs(offset - reference) > OUTSIDE_BYTES;
    }

    /** Learns from an offset that a segment ended at, or that an acknowledgement named. */
    void learn(long offset) {
        if (offset <= reference) {
            return;
        }
        if (offset - reference <= NEAR_BYTES || Math.abs(offset - pending) <= NEAR_BYTES) {
            reference = offset;
        } else {
            pending = offset;
        }
    }

    void countPayload() {
        anyPayload = true;
    }

    boolean hasPayload() {
        return anyPayload;
    }
}
