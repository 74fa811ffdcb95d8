package org.droppoint.correlate.loss;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.ChangedBytes;
import org.droppoint.correlate.session.Vanishing;

/**
 * Where a place ends one connection and makes another, and sends other bytes within TLS than it got, a place in the one stream
 * is none in the other: what lies there behind the first of them was lost by nobody, for all that is known.
 */
public final class ReplacedBytes {
    /** So many bytes in a row are no mere change of what was handed on. */
    private static final int TELLING_BYTES = 48;

    private ReplacedBytes() {}

    /** Those of the vanishings that cross no such place. */
    public static List<Vanishing> without(
            TracedDirection traced, List<Vanishing> vanishings, List<ChangedBytes> changes) {
        return vanishings.stream()
                .filter(vanishing -> changes.stream().noneMatch(change -> replaced(traced, vanishing, change)))
                .toList();
    }

    private static boolean replaced(TracedDirection traced, Vanishing vanishing, ChangedBytes change) {
        return change.near() <= vanishing.reached()
                && vanishing.absent() <= change.far()
                && !traced.ledger().packetsPass(change.near(), change.far())
                && change.ranges().stream()
                        .anyMatch(range -> isReplaced(traced, range)
                                && range.start() < vanishing.range().end());
    }

    private static boolean isReplaced(TracedDirection traced, ByteRange range) {
        return traced.tls(range) && range.length() >= TELLING_BYTES;
    }
}
