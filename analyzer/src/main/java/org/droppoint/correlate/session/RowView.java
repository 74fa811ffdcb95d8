package org.droppoint.correlate.session;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.FlagNames;
import org.droppoint.base.Tap;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * A segment as reports show it.
 *
 * @param nanos on the reference clock
 * @param errorNanos how far that may be off
 * @param range its payload in the session's stream
 * @param control its telling flags in words, empty for a segment that carries data
 */
public record RowView(
        Tap tap, int row, long frame, long nanos, long errorNanos, ByteRange range, int flags, String control) {

    /** The segments of a direction that carry data or open or close the connection, mirror doubles left out. */
    public static List<RowView> telling(SessionLeg leg, Direction direction, Correlation correlation, int most) {
        List<RowView> views = new ArrayList<>();
        SegmentStore store = leg.leg().store();
        ClockModel clock = correlation.clock(leg.tap());
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            int flags = store.flags(row);
            boolean control = (flags & (TcpFlags.SYN | TcpFlags.RST)) != 0
                    || (flags & TcpFlags.FIN) != 0 && store.length(row) == 0;
            boolean tells = control || store.carriesStream(row);
            if (store.direction(row) != direction || store.isDuplicateFrame(row) || !tells) {
                continue;
            }
            if (views.size() >= most && !control) {
                continue;
            }
            views.add(new RowView(
                    leg.tap(),
                    row,
                    store.frame(row),
                    clock.toReference(store, row),
                    clock.uncertainty(store, row),
                    leg.range(row),
                    flags,
                    control ? String.join(", ", FlagNames.of(flags)) : ""));
        }
        return views;
    }

    /** Whether two taps' rows show the same bytes or the same control packet. */
    public boolean sameThing(RowView other) {
        int telling = TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST;
        if (control.isEmpty() != other.control.isEmpty()) {
            return false;
        }
        return control.isEmpty()
                ? range.overlaps(other.range)
                : (flags & telling) == (other.flags & telling) && range.start() == other.range.start();
    }
}
