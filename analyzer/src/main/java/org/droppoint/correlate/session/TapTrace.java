package org.droppoint.correlate.session;

import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.flow.Activity;
import org.droppoint.flow.IcmpNotice;
import org.droppoint.flow.Leg;
import org.droppoint.flow.StreamView;
import org.droppoint.flow.UnkeptAttempts;

/**
 * What one tap recorded: an immutable snapshot.
 *
 * @param activity when it recorded anything at all
 * @param firstNanos when recording began by this tap's clock: its first frame of any kind
 * @param lastNanos when it ended: its last frame of any kind
 * @param droppedByCapture packets the capture itself says it dropped, 0 where it says nothing
 * @param streams opens a leg's bytes
 * @param blind when packets were lost, or nothing was recorded, as the capture itself knows; in any order
 * @param unkept connections without a byte that were recorded and are not among the legs
 */
public record TapTrace(
        Tap tap,
        List<Leg> legs,
        List<IcmpNotice> icmpNotices,
        Activity activity,
        long firstNanos,
        long lastNanos,
        long droppedByCapture,
        Streams streams,
        List<BlindSpan> blind,
        UnkeptAttempts unkept) {

    /** A tap of which nothing is known to be lost. */
    public TapTrace(
            Tap tap,
            List<Leg> legs,
            List<IcmpNotice> icmpNotices,
            Activity activity,
            long firstNanos,
            long lastNanos,
            long droppedByCapture,
            Streams streams) {
        this(
                tap,
                legs,
                icmpNotices,
                activity,
                firstNanos,
                lastNanos,
                droppedByCapture,
                streams,
                List.of(),
                UnkeptAttempts.NONE);
    }

    public TapTrace {
        blind = List.copyOf(blind);
        legs = List.copyOf(legs);
        icmpNotices = List.copyOf(icmpNotices);
    }

    /** Gives the bytes of a leg's direction by leg offsets. */
    public interface Streams {
        StreamView open(Leg leg, Direction direction);
    }
}
