package org.droppoint.correlate.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.flow.Origin;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.StreamView;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a session as its taps saw it together: a byte comes from the tap nearest its sender that has it, so
 * that what was lost or changed on the way does not hide what was sent.
 */
public final class MergedStream implements StreamView {
    /** @param back where the leg's offsets of the other direction lie */
    private record Part(OffsetMap map, OffsetMap back, StreamView stream, Coverage seen) {}

    private final List<Part> parts = new ArrayList<>();
    private final Coverage seen = new Coverage();
    private final Map<Tap, ClockModel> clocks;
    private final boolean fromStart;

    /**
     * @param legs in order of travel, the sender's side first
     * @param clocks the taps', which differ: what the server said at one is older than the client's answer at another
     */
    public MergedStream(Taps taps, List<SessionLeg> legs, Direction direction, Map<Tap, ClockModel> clocks) {
        this.clocks = clocks;
        boolean start = false;
        for (SessionLeg leg : legs) {
            TapTrace trace = taps.trace(leg.tap());
            Coverage coverage = leg.seen(direction);
            parts.add(new Part(
                    leg.map(direction),
                    leg.map(direction.opposite()),
                    trace.streams().open(leg.leg(), direction),
                    coverage));
            seen.addAll(coverage);
            start |= leg.leg().synSeen(direction);
        }
        fromStart = start;
    }

    @Override
    public Coverage seen() {
        return seen;
    }

    @Override
    public int read(long offset, byte[] into, int at, int length) {
        int done = 0;
        while (done < length) {
            int got = readSome(offset + done, into, at + done, length - done);
            if (got == 0) {
                break;
            }
            done += got;
        }
        return done;
    }

    private int readSome(long offset, byte[] into, int at, int length) {
        for (Part part : parts) {
            long until = Math.min(part.seen().contiguousEnd(offset), part.map().sameShiftUntil(offset));
            if (until > offset) {
                int got =
                        part.stream().read(part.map().toLeg(offset), into, at, (int) Math.min(length, until - offset));
                if (got > 0) {
                    return got;
                }
            }
        }
        return 0;
    }

    /**
     * Where the tap nearest the sender has its clock set just then, the next one tells better when a byte came. Numbers
     * that lead from one leg's offset to another's and back elsewhere, as after a port was used again, tell of the byte
     * before.
     */
    @Override
    public Origin origin(long offset) {
        @Nullable Origin nearest = null;
        for (Part part : parts) {
            if (part.seen().contains(offset)) {
                Origin origin = part.stream().origin(seenAt(part, part.map().toLeg(offset)));
                if (uncertainty(origin) <= TravelTimes.LIKELY_CROSSING_NANOS) {
                    return origin;
                }
                nearest = nearest == null ? origin : nearest;
            }
        }
        if (nearest == null) {
            throw new IllegalArgumentException("offset " + offset + " was not seen");
        }
        return nearest;
    }

    @Override
    public long heard(long offset) {
        for (Part part : parts) {
            if (part.seen().contains(offset)) {
                long ack = part.stream().heard(seenAt(part, part.map().toLeg(offset)));
                return ack == SegmentStore.NO_ACK ? ack : part.back().toSession(ack);
            }
        }
        return SegmentStore.NO_ACK;
    }

    private static long seenAt(Part part, long legOffset) {
        if (part.stream().seen().contains(legOffset)) {
            return legOffset;
        }
        long at = -1;
        for (ByteRange range : part.stream().seen().ranges()) {
            boolean before = at < 0 || range.start() <= legOffset;
            at = before ? Math.max(range.start(), Math.min(legOffset, range.end() - 1)) : at;
        }
        return at;
    }

    private long uncertainty(Origin origin) {
        ClockModel clock = clocks.get(origin.tap());
        return clock == null ? 0 : clock.uncertainty(origin);
    }

    @Override
    public long commonNanos(Origin origin) {
        ClockModel clock = clocks.get(origin.tap());
        return clock == null ? origin.epochNanos() : clock.toReference(origin);
    }

    @Override
    public boolean fromStart() {
        return fromStart;
    }
}
