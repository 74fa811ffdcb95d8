package org.droppoint.live;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import org.droppoint.base.FrameRef;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.capture.Frame;
import org.droppoint.capture.PayloadStore;
import org.droppoint.capture.live.CaptureRing;
import org.droppoint.capture.live.FrameSink;
import org.droppoint.capture.live.SourceCounters;
import org.droppoint.capture.live.SourceDescription;
import org.droppoint.correlate.session.BlindSpan;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.flow.Activity;
import org.droppoint.flow.CapturePass;
import org.droppoint.flow.IcmpNotice;
import org.droppoint.flow.Leg;
import org.droppoint.flow.LegStream;
import org.droppoint.flow.LegTable;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.UnkeptAttempts;
import org.droppoint.wire.PortSet;
import org.jspecify.annotations.Nullable;

/**
 * One tap's frames on their way into the ring of files and into legs, and what is known of its sight: up to when it has
 * reported, and when it was blind. The source's thread writes; others take snapshots.
 */
final class TapFeed implements FrameSink, Closeable {
    /** What a leg costs beside its rows, in rows. */
    static final int LEG_WEIGHT = 16;
    /** Numbers of files in rows are 16 bits. */
    private static final int FILE_NUMBERS = 1 << 16;
    /** The kernel hands frames over in batches of 100 ms. */
    private static final long PROMPT_SLACK_NANOS = 300_000_000L;
    /** A stream's far end and the network between take their time. */
    private static final long STREAM_SLACK_NANOS = 2 * Times.NANOS_PER_SECOND;
    /** Rows in memory, 80 bytes each; beyond, frames are written and not followed until old ones are forgotten. */
    static final int HARD_ROWS = 400_000;
    /** Spans kept; the eldest are joined into one beyond. */
    private static final int MAX_SPANS = 256;

    private final Tap tap;
    private final String sourceName;
    private final @Nullable CaptureRing ring;
    private final CapturePass pass;
    private final PayloadSpool spool = new PayloadSpool();
    private final List<PayloadStore> payloads = Collections.nCopies(FILE_NUMBERS, spool);
    private final LongSupplier wallNanos;
    private final DeliveryLag lag = new DeliveryLag();
    private final List<BlindSpan> blind = new ArrayList<>();

    private TapStatus.State state = TapStatus.State.WAITING;
    private @Nullable String reason;
    private boolean prompt;
    private boolean ended;
    private long firstNanos = Long.MAX_VALUE;
    private long lastFrameNanos = Long.MIN_VALUE;
    private long reportedNanos = Long.MIN_VALUE;
    private long frames;
    private long truncated;
    private long unfollowed;
    private SourceCounters before = SourceCounters.NONE;
    private SourceCounters counters = SourceCounters.NONE;
    private long countersNanos = Long.MIN_VALUE;

    /** @param wallNanos this machine's clock, in nanoseconds since 1970 */
    TapFeed(Tap tap, String sourceName, @Nullable CaptureRing ring, PortSet ports, LongSupplier wallNanos) {
        this.tap = tap;
        this.sourceName = sourceName;
        this.ring = ring;
        this.pass = new CapturePass(ports);
        this.wallNanos = wallNanos;
    }

    Tap tap() {
        return tap;
    }

    // ---- the source's thread ----

    @Override
    public synchronized void opened(SourceDescription about) {
        long now = wallNanos.getAsLong();
        if (ring != null) {
            ring.describe(about);
        }
        if (state == TapStatus.State.LOST) {
            long resumed = lag.known() ? lag.sourceNanos(now) : now;
            endSpan(resumed);
        }
        prompt = about.prompt();
        if (prompt && firstNanos == Long.MAX_VALUE) {
            firstNanos = now;
        }
        state = TapStatus.State.LIVE;
        reason = null;
        before = new SourceCounters(before.received() + counters.received(), before.dropped() + counters.dropped());
        counters = SourceCounters.NONE;
    }

    @Override
    public synchronized void frame(Frame frame) throws IOException {
        if (ended) {
            return;
        }
        frames++;
        truncated += frame.capturedLength < frame.wireLength ? 1 : 0;
        firstNanos = Math.min(firstNanos, frame.epochNanos);
        lastFrameNanos = Math.max(lastFrameNanos, frame.epochNanos);
        lag.note(frame.epochNanos, wallNanos.getAsLong());
        frame.number = frames;
        int file = ring == null ? 0 : ring.write(frame);
        if (pass.legs(0).store().size() >= HARD_ROWS) {
            unfollowed++;
            addSpan(frame.epochNanos, frame.epochNanos, "more packets came than could be followed");
            return;
        }
        pass.accept(frame, file & FILE_NUMBERS - 1, spool);
    }

    @Override
    public synchronized void alive(SourceCounters now, boolean drained) {
        long wall = wallNanos.getAsLong();
        long here = lag.known() && !prompt ? lag.sourceNanos(wall) : wall;
        if (now.dropped() > counters.dropped()) {
            long from = countersNanos == Long.MIN_VALUE ? here - Times.NANOS_PER_SECOND : countersNanos;
            addSpan(from - PROMPT_SLACK_NANOS, here, "the kernel dropped packets of this capture");
        }
        counters = now;
        countersNanos = here;
        if (drained && prompt) {
            reportedNanos = Math.max(reportedNanos, wall - PROMPT_SLACK_NANOS);
        }
        if (ring != null) {
            ring.count(total());
        }
    }

    private SourceCounters total() {
        return new SourceCounters(before.received() + counters.received(), before.dropped() + counters.dropped());
    }

    /** The source ended or failed: nothing is seen from its last report on. */
    synchronized void lost(String why) {
        if (state != TapStatus.State.LOST) {
            long since = state == TapStatus.State.LIVE ? watermark() : Long.MIN_VALUE;
            if (state == TapStatus.State.LIVE) {
                blind.add(new BlindSpan(since + 1, Long.MAX_VALUE, "the source was lost: " + why));
            }
        }
        state = TapStatus.State.LOST;
        reason = why;
        flush();
    }

    private void addSpan(long from, long to, String why) {
        if (!blind.isEmpty()) {
            BlindSpan last = blind.get(blind.size() - 1);
            if (last.toNanos() >= from - Times.NANOS_PER_SECOND && last.why().equals(why)) {
                blind.set(blind.size() - 1, new BlindSpan(last.fromNanos(), to, why));
                return;
            }
        }
        blind.add(new BlindSpan(from, to, why));
        if (blind.size() > MAX_SPANS) {
            BlindSpan first = blind.remove(0);
            BlindSpan second = blind.remove(0);
            blind.add(0, new BlindSpan(first.fromNanos(), second.toNanos(), second.why()));
        }
    }

    private void endSpan(long at) {
        if (!blind.isEmpty()) {
            BlindSpan last = blind.get(blind.size() - 1);
            if (last.toNanos() == Long.MAX_VALUE) {
                blind.set(
                        blind.size() - 1, new BlindSpan(last.fromNanos(), Math.max(at, last.fromNanos()), last.why()));
            }
        }
    }

    // ---- other threads ----

    /** Hands what was written to the system. */
    synchronized void flush() {
        if (ring != null) {
            ring.flush();
        }
    }

    /** Up to when this tap has reported, by its own clock; {@link Long#MIN_VALUE} before its first sign of life. */
    synchronized long watermark() {
        long silent = reportedNanos;
        if (!prompt && state == TapStatus.State.LIVE && lag.known()) {
            silent = lag.sourceNanos(wallNanos.getAsLong()) - Math.max(STREAM_SLACK_NANOS, 3 * lag.spreadNanos());
        }
        return Math.max(lastFrameNanos, silent);
    }

    synchronized TapStatus status() {
        return new TapStatus(
                tap.name(),
                sourceName,
                state,
                reason,
                frames,
                total().dropped(),
                ring == null || ring.file() == null ? null : String.valueOf(ring.file()),
                ring == null ? null : ring.failure(),
                ring == null ? 0 : ring.unwritten());
    }

    synchronized long frames() {
        return frames;
    }

    /** The rows and legs in memory, as a number of rows. */
    synchronized long weight() {
        LegTable table = pass.legs(0);
        return table.store().size() + (long) LEG_WEIGHT * table.legs().size();
    }

    /** Every leg's id and rows, the largest first. */
    synchronized List<LegSize> sizes() {
        return pass.legs(0).legs().stream()
                .map(leg -> new LegSize(leg.id(), leg.rowCount()))
                .sorted(Comparator.comparingInt(LegSize::rows).reversed().thenComparingInt(LegSize::leg))
                .toList();
    }

    record LegSize(int leg, int rows) {}

    synchronized TapSnapshot snapshot() {
        LegTable table = pass.legs(0);
        TreeMap<Integer, Integer> numbers = new TreeMap<>();
        long rows = 0;
        int lastLeg = -1;
        for (Leg leg : table.legs()) {
            rows += leg.rowCount();
            lastLeg = Math.max(lastLeg, leg.id());
            SegmentStore store = leg.store();
            for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                numbers.putIfAbsent(store.file(row), 0);
            }
        }
        table.notices().forEach(notice -> numbers.putIfAbsent(notice.frame().file(), 0));
        List<Integer> files = new ArrayList<>(numbers.keySet());
        for (int i = 0; i < files.size(); i++) {
            numbers.put(files.get(i), i);
        }
        long mark = watermark();
        Activity activity = pass.activity(0).copy();
        if (prompt && mark != Long.MIN_VALUE) {
            activity.add(mark);
        }
        TapTrace trace = new TapTrace(
                tap,
                table.snapshot(file -> numbers.getOrDefault(file, 0)),
                table.notices().stream()
                        .map(notice -> renumbered(notice, numbers))
                        .toList(),
                activity,
                firstNanos,
                mark,
                total().dropped(),
                (leg, direction) -> new LegStream(tap, leg, direction, payloads),
                blind,
                table.unkeptAttempts());
        return new TapSnapshot(trace, files, lastLeg, rows);
    }

    private static IcmpNotice renumbered(IcmpNotice notice, TreeMap<Integer, Integer> numbers) {
        FrameRef frame = notice.frame();
        return new IcmpNotice(
                notice.epochNanos(),
                new FrameRef(numbers.getOrDefault(frame.file(), 0), frame.number(), frame.fileOffset()),
                notice.type(),
                notice.code(),
                notice.mtu(),
                notice.from(),
                notice.quotedSource(),
                notice.quotedDestination(),
                notice.quotedSequence());
    }

    /**
     * Forgets legs that nobody needs any more; not while a snapshot is in use, whose payload would go.
     *
     * @param wanted asked with a leg's id
     * @param since notices and activity before this time, by the tap's clock, are forgotten
     */
    synchronized void retain(IntPredicate wanted, long since) {
        LegTable table = pass.legs(0);
        table.retain(leg -> wanted.test(leg.id()), since);
        pass.activity(0).forgetBefore(since);
        BitSet blocks = new BitSet();
        for (Leg leg : table.legs()) {
            SegmentStore store = leg.store();
            for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                if (store.captured(row) > 0 && store.payloadPosition(row) >= 0) {
                    blocks.set((int) (store.payloadPosition(row) >>> PayloadSpool.BLOCK_BITS));
                }
            }
        }
        spool.retain(blocks);
    }

    /** What a report says of this tap's losses, in words. */
    synchronized List<String> problems() {
        List<String> problems = new ArrayList<>();
        long dropped = total().dropped();
        if (dropped > 0) {
            problems.add("the capture itself dropped " + dropped + " packets");
        }
        for (BlindSpan span : blind) {
            boolean open = span.toNanos() == Long.MAX_VALUE;
            problems.add(span.why() + ", " + Times.iso(span.fromNanos())
                    + (open ? " until the end" : " to " + Times.iso(span.toNanos())));
        }
        if (unfollowed > 0) {
            problems.add(unfollowed + " packets came faster than they could be followed");
        }
        if (truncated > 0) {
            problems.add(truncated + " frames were cut off by the snap length");
        }
        if (ring != null && ring.unwritten() > 0) {
            problems.add(ring.unwritten() + " frames were analysed and not written"
                    + (ring.failure() == null ? "" : ": " + ring.failure()));
        }
        UnkeptAttempts unkept = pass.legs(0).unkeptAttempts();
        if (!unkept.isEmpty()) {
            problems.add(unkept.inWords());
        }
        if (spool.notKeptBytes() > 0) {
            problems.add(spool.notKeptBytes() + " payload bytes found no room and were analysed as cut off");
        }
        return problems;
    }

    synchronized long truncated() {
        return truncated;
    }

    @Nullable
    CaptureRing ring() {
        return ring;
    }

    /** Takes no frame any more and closes the files; the payload stays readable. */
    synchronized void end() throws IOException {
        ended = true;
        if (ring != null) {
            ring.close();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            end();
        } finally {
            spool.close();
        }
    }
}
