package org.droppoint.finding.dialogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.finding.fact.Side;

/**
 * What encrypted records of a TLS 1.3 handshake are, told by their sizes: alerts and Finished messages have but a few,
 * which also give a sender's padding away.
 */
public final class SealedHandshake {
    /** An alert of two bytes in a TLS 1.3 record: with its content type and a tag of 16 bytes (RFC 8446 section 5.2). */
    public static final int ALERT_LENGTH = TlsRecord.HEADER_BYTES + 2 + 1 + 16;

    /** The Finished of TLS 1.3: a header of 4 bytes, the hash, and what any record adds (RFC 8446 section 4.4.4). */
    private static final Set<Long> FINISHED_LENGTHS =
            Set.of(TlsRecord.HEADER_BYTES + 4L + 32 + 17, TlsRecord.HEADER_BYTES + 4L + 48 + 17);

    /** What the Java platform adds to every record; others add nothing (RFC 8446 section 5.4 allows any number). */
    private static final int PADDING = 16;

    /** A record so short holds EncryptedExtensions and no certificate. */
    private static final int LONGEST_EXTENSIONS = 200;

    private final List<TlsRecord> serverFlight = new ArrayList<>();
    private final boolean[] padded = new boolean[Side.values().length];
    private boolean serverFinished;

    boolean isAlert(Side side, TlsRecord record) {
        long length = record.range().length();
        return record.count() == 1
                && (length == ALERT_LENGTH || padded[side.ordinal()] && length == ALERT_LENGTH + PADDING);
    }

    /** Told by its size, which gives the sender's padding away as well. */
    boolean isFinished(Side side, TlsRecord record) {
        long length = record.count() == 1 ? record.range().length() : 0;
        boolean plain = FINISHED_LENGTHS.contains(length);
        boolean withPadding = FINISHED_LENGTHS.contains(length - PADDING);
        if (withPadding && !plain) {
            padded[side.ordinal()] = true;
        }
        return plain || withPadding;
    }

    /**
     * Takes the next record of the server's flight. A server that gives its first handshake messages a record each gives its Finished
     * one as well, and owes it until then; one that puts its whole flight into one record shows none by its size.
     */
    boolean serverOwesMore(TlsRecord record, boolean finished) {
        serverFlight.add(record);
        serverFinished |= finished;
        return !serverFinished
                && serverFlight.stream().allMatch(one -> one.count() == 1)
                && serverFlight.get(0).range().length() <= LONGEST_EXTENSIONS;
    }
}
