package org.droppoint.live;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.droppoint.base.MailPath;
import org.droppoint.base.Tap;
import org.droppoint.capture.live.CaptureRing;
import org.droppoint.capture.live.LiveCaptureException;
import org.droppoint.capture.live.LiveSource;
import org.droppoint.capture.live.RingLimits;
import org.droppoint.report.Report;
import org.droppoint.wire.PortSet;
import org.jspecify.annotations.Nullable;

/**
 * Watches the taps of a path until it is told to stop: captures, writes, follows sessions, tells the listener. Started
 * once, stopped once.
 */
public final class Watch implements Closeable {
    /** A tap's name and where its frames come from. */
    public record TapPlan(String name, LiveSource source) {}

    /**
     * What to watch.
     *
     * @param taps in path order
     * @param folder where the rings are written; null for nowhere
     */
    public record Plan(
            List<TapPlan> taps,
            PortSet ports,
            @Nullable Path folder,
            RingLimits ring,
            LiveLimits limits,
            String version) {
        public Plan {
            taps = List.copyOf(taps);
        }
    }

    private static final long OPEN_SECONDS = 10;
    private static final long HOUSEKEEPING_MILLIS = 50;
    private static final long JOIN_MILLIS = 3000;
    /** Looks take at most this share of one processor. */
    private static final int REST_PER_LOOK = 3;

    private final Plan plan;
    private final LiveListener listener;
    private final List<TapThread> taps = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread housekeeper;
    private final Thread looker;
    private final Judging judging;
    private volatile boolean stopping;

    public Watch(Plan plan, LiveListener listener) {
        this.plan = plan;
        this.listener = new OneAtATime(listener);
        MailPath path = new MailPath(plan.taps().stream().map(TapPlan::name).toList());
        List<TapFeed> feeds = new ArrayList<>();
        for (TapPlan one : plan.taps()) {
            Tap tap = path.tap(one.name());
            CaptureRing ring = plan.folder() == null
                    ? null
                    : new CaptureRing(plan.folder(), one.name(), plan.ring(), "droppoint " + plan.version());
            TapFeed feed = new TapFeed(tap, one.source().name(), ring, plan.ports(), Wall::nanos);
            feeds.add(feed);
            taps.add(new TapThread(feed, one.source(), this.listener));
        }
        judging = new Judging(path, feeds, plan.limits(), this.listener, plan.version());
        housekeeper = daemon(this::keepHouse, "housekeeping");
        looker = daemon(this::look, "look");
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Opens every tap and begins.
     *
     * @throws LiveCaptureException if a tap cannot be opened and trying again cannot help; nothing runs then
     */
    public void start() throws IOException {
        taps.forEach(TapThread::start);
        for (TapThread tap : taps) {
            LiveCaptureException failure = tap.firstFailure(OPEN_SECONDS, TimeUnit.SECONDS);
            if (failure != null) {
                taps.forEach(TapThread::stop);
                throw failure;
            }
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("taps", plan.taps().stream().map(TapPlan::name).toList());
        details.put(
                "sources", plan.taps().stream().map(one -> one.source().name()).toList());
        details.put("folder", plan.folder() == null ? "" : String.valueOf(plan.folder()));
        listener.event(new LiveEvent(
                LiveEvent.Kind.STARTED,
                Wall.nanos(),
                "watching "
                        + String.join(
                                ", ",
                                plan.taps().stream()
                                        .map(one ->
                                                one.name() + " (" + one.source().name() + ")")
                                        .toList()),
                details));
        housekeeper.start();
        looker.start();
    }

    // ---- threads ----

    private void keepHouse() {
        while (!stopping) {
            taps.forEach(TapThread::keepHouse);
            if (rest(HOUSEKEEPING_MILLIS)) {
                return;
            }
        }
    }

    private void look() {
        while (!stopping) {
            long took = judging.look();
            long pause = Math.max(plan.limits().lookNanos() - took, REST_PER_LOOK * took);
            if (rest(Math.max(1, pause / 1_000_000))) {
                return;
            }
        }
    }

    /** Sleeps; true where the watch is over. */
    private boolean rest(long millis) {
        try {
            return over.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    // ---- asked from outside ----

    /** Frames of all taps up to now. */
    public long frames() {
        return taps.stream().mapToLong(TapThread::frames).sum();
    }

    /** Whether a place was named. */
    public boolean hasCaught() {
        return judging.hasCaught();
    }

    /** Whether every tap is lost for good. */
    public boolean isExhausted() {
        return taps.stream().allMatch(TapThread::isOver);
    }

    /**
     * Ends the capture, looks for a last time and closes the files. What the sources still hold is taken first.
     *
     * @return the report on all that is still kept
     */
    public Report stop() throws IOException {
        stopping = true;
        taps.forEach(TapThread::stop);
        over.countDown();
        try {
            for (TapThread tap : taps) {
                tap.join(JOIN_MILLIS);
            }
            housekeeper.join(JOIN_MILLIS);
            looker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (TapThread tap : taps) {
            tap.end();
        }
        Report report = judging.report();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("class", report.verdict().classId());
        details.put("suspects", report.verdict().suspects());
        details.put("direction", report.verdict().direction());
        details.put("confidence", report.verdict().confidence());
        details.put("frames", frames());
        listener.event(new LiveEvent(
                LiveEvent.Kind.STOPPED,
                Wall.nanos(),
                "stopped: " + report.verdict().summary(),
                details));
        return report;
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        over.countDown();
        for (TapThread tap : taps) {
            tap.stop();
            tap.close();
        }
    }

    /** Several threads have something to say. */
    private static final class OneAtATime implements LiveListener {
        private final LiveListener listener;

        OneAtATime(LiveListener listener) {
            this.listener = listener;
        }

        @Override
        public synchronized void event(LiveEvent event) {
            listener.event(event);
        }

        @Override
        public synchronized void looked(LiveView view) {
            listener.looked(view);
        }
    }
}
