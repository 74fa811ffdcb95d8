package org.droppoint.correlate.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.ChangedBytes;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.OffsetMap;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.Transmissions;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.StreamView;
import org.jspecify.annotations.Nullable;

/**
 * Compares what two neighbouring taps hold for the same place of a stream. Segments cut alike are compared by digest;
 * where a digest differs, or segments are cut differently near the stream's beginning (where SMTP and the TLS handshake
 * lie), the bytes themselves are read.
 */
public final class ByteComparer {
    /** Up to here bytes are compared even where segments are cut differently. */
    private static final long READ_BYTES = 64 * 1024;

    private static final int MAX_RANGES = 64;
    private static final int BLOCK = 4096;

    private ByteComparer() {}

    /** Whether two taps both hold bytes that none of those between them has. */
    public static boolean shareMore(DirectionLedger ledger, int near, int far, Coverage between) {
        Coverage there = ledger.seen(far);
        return ledger.seen(near).ranges().stream()
                .flatMap(range -> between.gapsWithin(range).stream())
                .anyMatch(there::overlaps);
    }

    /**
     * @param between what taps between the two hold, and are compared with
     * @return what differs, or null where nothing does
     */
    public static @Nullable ChangedBytes compare(
            Direction direction,
            int near,
            int far,
            TracedDirection traced,
            StreamView nearStream,
            StreamView farStream,
            Coverage between) {
        Transmissions one = traced.transmissions(near);
        Transmissions other = traced.transmissions(far);
        SessionLeg nearLeg = traced.ledger().at(near);
        SessionLeg farLeg = traced.ledger().at(far);
        if (one == null || other == null || nearLeg == null || farLeg == null) {
            return null;
        }
        if (one.count() == 0 || other.count() == 0) {
            return null;
        }
        List<ByteRange> suspicious = suspicious(one, other);
        List<ByteRange> differing = new ArrayList<>();
        for (ByteRange range : suspicious) {
            diff(range, nearLeg.map(direction), nearStream, farLeg.map(direction), farStream, differing);
            if (differing.size() >= MAX_RANGES) {
                break;
            }
        }
        differing.removeIf(range -> between.overlaps(range)
                || !meant(one, range)
                || !meant(other, range)
                || !settled(one, other, range)
                || cameRightLater(one, other, range));
        if (differing.isEmpty()) {
            return null;
        }
        ByteRange first = differing.get(0);
        return new ChangedBytes(
                direction,
                differing,
                near,
                far,
                one.carrying(first)[0],
                other.carrying(first)[0],
                ChangedBytes.text(sample(first, nearLeg.map(direction), nearStream)),
                ChangedBytes.text(sample(first, farLeg.map(direction), farStream)));
    }

    /**
     * What only lone bytes filled need be no byte of the stream: a keep-alive's value may be garbage (RFC 9293 section
     * 3.8.4), and where a capture missed what came before it, nothing tells it from data.
     */
    private static boolean meant(Transmissions sent, ByteRange range) {
        SegmentStore store = sent.leg().leg().store();
        return Arrays.stream(sent.carrying(range)).anyMatch(row -> store.length(row) > 1);
    }

    /**
     * Whether each tap holds these bytes once, or in segments that both hold alike and that differ. Some stacks show a
     * capture a super-segment with other bytes than the segments that are cut of it: two copies of one tap that may differ
     * from each other tell nothing of another tap's.
     */
    private static boolean settled(Transmissions one, Transmissions other, ByteRange range) {
        int[] rows = one.carrying(range);
        int[] mates = other.carrying(range);
        SegmentStore store = one.leg().leg().store();
        SegmentStore otherStore = other.leg().leg().store();
        boolean differ = false;
        for (int row : rows) {
            for (int mate : mates) {
                if (isWhole(store, row) && one.leg().isCutAlike(row, other.leg(), mate)) {
                    if (store.digest(row) == otherStore.digest(mate)) {
                        return false;
                    }
                    differ = true;
                }
            }
        }
        return differ || cutOnce(one, rows) && cutOnce(other, mates);
    }

    private static boolean isWhole(SegmentStore store, int row) {
        return store.captured(row) >= store.length(row);
    }

    /** No two of these segments overlap unless they are cut alike. */
    private static boolean cutOnce(Transmissions sent, int[] rows) {
        List<ByteRange> cuts = Arrays.stream(rows)
                .mapToObj(row -> sent.leg().range(row))
                .distinct()
                .sorted(Comparator.comparingLong(ByteRange::start))
                .toList();
        for (int i = 1; i < cuts.size(); i++) {
            if (cuts.get(i).overlaps(cuts.get(i - 1))) {
                return false;
            }
        }
        return true;
    }

    /**
     * A later copy went on as it was sent: its sender had not been told that the first arrived, for who has been
     * acknowledged does not repeat (RFC 9293 section 3.10.8). That one was spoilt, and no stack took it; where payload was
     * cut off no checksum tells so.
     */
    private static boolean cameRightLater(Transmissions one, Transmissions other, ByteRange range) {
        SegmentStore store = one.leg().leg().store();
        SegmentStore otherStore = other.leg().leg().store();
        int[] copies = other.carrying(range);
        for (int i = 1; i < copies.length; i++) {
            int copy = copies[i];
            for (int sent : one.carrying(range)) {
                if (one.leg().isCutAlike(sent, other.leg(), copy) && store.digest(sent) == otherStore.digest(copy)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Ranges whose bytes must be read, in order: digests differ, or nothing comparable was cut alike near the beginning. */
    private static List<ByteRange> suspicious(Transmissions one, Transmissions other) {
        Coverage compared = new Coverage();
        Coverage differing = new Coverage();
        SegmentStore store = one.leg().leg().store();
        SegmentStore otherStore = other.leg().leg().store();
        int j = 0;
        for (int i = 0; i < one.count(); i++) {
            while (j < other.count() && other.start(j) < one.start(i)) {
                j++;
            }
            int row = one.row(i);
            if (j == other.count() || !isWhole(store, row) || !one.leg().isCutAlike(row, other.leg(), other.row(j))) {
                continue;
            }
            compared.add(one.start(i), one.end(i));
            if (store.digest(row) != otherStore.digest(other.row(j))) {
                differing.add(one.start(i), one.end(i));
            }
        }
        Coverage common = new Coverage();
        ByteRange beginning = new ByteRange(0, READ_BYTES);
        for (ByteRange range : one.leg().seen(store.direction(one.row(0))).within(beginning)) {
            common.add(range);
        }
        // one coverage for both: ranges must come in order, and none twice
        Coverage read = new Coverage();
        differing.ranges().forEach(read::add);
        for (ByteRange range : common.ranges()) {
            compared.gapsWithin(range).forEach(read::add);
        }
        return read.ranges();
    }

    private static void diff(
            ByteRange range,
            OffsetMap map,
            StreamView stream,
            OffsetMap otherMap,
            StreamView otherStream,
            List<ByteRange> differing) {
        byte[] here = new byte[BLOCK];
        byte[] there = new byte[BLOCK];
        long at = range.start();
        while (at < range.end() && differing.size() < MAX_RANGES) {
            int want = (int) Math.min(BLOCK, range.end() - at);
            int got = stream.read(map.toLeg(at), here, 0, want);
            int common = got == 0 ? 0 : otherStream.read(otherMap.toLeg(at), there, 0, got);
            if (common == 0) {
                at += Math.max(1, got == 0 ? 1 : nextReadable(otherStream, otherMap, at, range.end()) - at);
                continue;
            }
            for (int i = 0; i < common; i++) {
                if (here[i] != there[i]) {
                    extend(differing, at + i);
                }
            }
            at += common;
        }
    }

    private static long nextReadable(StreamView stream, OffsetMap map, long at, long end) {
        List<ByteRange> seen =
                stream.seen().within(new ByteRange(map.toLeg(at), Math.max(map.toLeg(at), map.toLeg(end))));
        return seen.isEmpty() ? end : Math.max(at + 1, map.toSession(seen.get(0).start()));
    }

    /** Changed bytes a few apart are one change. */
    private static void extend(List<ByteRange> differing, long offset) {
        ByteRange last = differing.isEmpty() ? null : differing.get(differing.size() - 1);
        if (last != null && offset - last.end() < 8) {
            differing.set(differing.size() - 1, new ByteRange(last.start(), offset + 1));
        } else {
            differing.add(new ByteRange(offset, offset + 1));
        }
    }

    private static byte[] sample(ByteRange range, OffsetMap map, StreamView stream) {
        byte[] bytes = new byte[(int) Math.min(ChangedBytes.MAX_SAMPLE_BYTES, range.length())];
        int got = stream.read(map.toLeg(range.start()), bytes, 0, bytes.length);
        return Arrays.copyOf(bytes, got);
    }
}
