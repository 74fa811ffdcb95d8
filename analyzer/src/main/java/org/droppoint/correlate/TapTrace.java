package org.droppoint.correlate;

import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.base.TimeSpan;
import org.droppoint.flow.Activity;
import org.droppoint.flow.IcmpNotice;
import org.droppoint.flow.Leg;
import org.droppoint.flow.StreamView;

/**
 * What one tap recorded: an immutable snapshot.
 *
 * @param activity when it recorded anything at all
 * @param firstNanos when recording began by this tap's clock: its first frame of any kind
 * @param lastNanos when it ended: its last frame of any kind
 * @param droppedByCapture packets the capture itself says it dropped, 0 where it says nothing
 * @param gaps when the recording is known to be incomplete, by this tap's clock: a file of a rotation is missing, damage
 *     was skipped
 * @param streams opens a leg's bytes
 */
public record TapTrace(
        Tap tap,
        List<Leg> legs,
        List<IcmpNotice> icmpNotices,
        Activity activity,
        long firstNanos,
        long lastNanos,
        long droppedByCapture,
        List<TimeSpan> gaps,
        Streams streams) {

    public TapTrace {
        legs = List.copyOf(legs);
        icmpNotices = List.copyOf(icmpNotices);
        gaps = List.copyOf(gaps);
    }

    /** Gives the bytes of a leg's direction by leg offsets. */
    public interface Streams {
        StreamView open(Leg leg, Direction direction);
    }
}
