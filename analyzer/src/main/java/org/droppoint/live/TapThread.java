package org.droppoint.live;

import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.droppoint.capture.Frame;
import org.droppoint.capture.live.FrameSink;
import org.droppoint.capture.live.LiveCaptureException;
import org.droppoint.capture.live.LiveSource;
import org.droppoint.capture.live.SourceCounters;
import org.droppoint.capture.live.SourceDescription;
import org.jspecify.annotations.Nullable;

/** Runs one tap's source, again and again with growing pauses where it ends, and tells what happens to it. */
final class TapThread implements Closeable {
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long MAX_PAUSE_MILLIS = 30_000;

    private final TapFeed feed;
    private final LiveSource source;
    private final LiveListener listener;
    private final Thread thread;
    private final CountDownLatch over = new CountDownLatch(1);
    private final CompletableFuture<@Nullable LiveCaptureException> first = new CompletableFuture<>();
    private volatile boolean stopping;
    private volatile boolean gone;

    private TapStatus before;
    private long pause = FIRST_PAUSE_MILLIS;

    TapThread(TapFeed feed, LiveSource source, LiveListener listener) {
        this.feed = feed;
        this.source = source;
        this.listener = listener;
        before = feed.status();
        thread = new Thread(this::run, "tap-" + feed.tap().name());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Tells of the first opening, and resets the pauses. */
    private final class Sink implements FrameSink {
        @Override
        public void opened(SourceDescription about) {
            feed.opened(about);
            first.complete(null);
            pause = FIRST_PAUSE_MILLIS;
            Map<String, Object> details = details();
            details.put("linkType", (long) about.linkType());
            details.put("filter", about.filter() == null ? "" : about.filter());
            say(
                    LiveEvent.Kind.TAP_OPEN,
                    feed.tap().name() + ": " + source.name() + " is open"
                            + (about.description() == null ? "" : " (" + about.description() + ")"),
                    details);
        }

        @Override
        public void frame(Frame frame) throws IOException {
            feed.frame(frame);
        }

        @Override
        public void alive(SourceCounters counters, boolean drained) {
            feed.alive(counters, drained);
        }
    }

    private void run() {
        Sink sink = new Sink();
        while (!stopping) {
            String why;
            try {
                source.run(sink);
                why = "it ended";
            } catch (LiveCaptureException e) {
                why = String.valueOf(e.getMessage());
                boolean never = !first.isDone();
                if (e.isPermanent()) {
                    first.complete(e);
                    gone = true;
                }
                if (never && e.isPermanent()) {
                    return;
                }
            } catch (IOException e) {
                why = source.name() + ": " + e.getMessage();
            }
            if (stopping) {
                return;
            }
            lost(why);
            if (gone || rest()) {
                return;
            }
        }
    }

    private void lost(String why) {
        boolean news = feed.status().state() != TapStatus.State.LOST;
        feed.lost(why);
        if (news || gone) {
            Map<String, Object> details = details();
            details.put("reason", why);
            details.put("retrying", !gone);
            say(
                    gone ? LiveEvent.Kind.TAP_FAILED : LiveEvent.Kind.TAP_LOST,
                    feed.tap().name() + " is not seen from now on: " + why + (gone ? "" : "; trying again"),
                    details);
        }
    }

    private boolean rest() {
        try {
            boolean ended = over.await(pause, TimeUnit.MILLISECONDS);
            pause = Math.min(MAX_PAUSE_MILLIS, pause * 2);
            return ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Writes out, and says what changed: drops, failed writes, a new file. */
    void keepHouse() {
        feed.flush();
        TapStatus now = feed.status();
        TapStatus was = before;
        before = now;
        if (now.dropped() > was.dropped()) {
            Map<String, Object> details = details();
            details.put("dropped", now.dropped());
            say(
                    LiveEvent.Kind.DROPS,
                    feed.tap().name() + ": the kernel dropped " + (now.dropped() - was.dropped())
                            + " packets; what is missing then is unknown, not lost",
                    details);
        }
        if (now.writeFailure() != null && was.writeFailure() == null) {
            Map<String, Object> details = details();
            details.put("reason", now.writeFailure());
            say(
                    LiveEvent.Kind.WRITE_FAILED,
                    feed.tap().name() + ": writing stopped, analysing goes on: " + now.writeFailure(),
                    details);
        } else if (now.writeFailure() == null && was.writeFailure() != null) {
            Map<String, Object> details = details();
            details.put("unwritten", now.unwritten());
            say(
                    LiveEvent.Kind.WRITING_AGAIN,
                    feed.tap().name() + ": writing again; " + now.unwritten() + " frames are in no file",
                    details);
        }
        if (now.file() != null && !now.file().equals(was.file())) {
            Map<String, Object> details = details();
            details.put("file", now.file());
            say(LiveEvent.Kind.FILE, feed.tap().name() + ": writing " + now.file(), details);
        }
    }

    private Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("tap", feed.tap().name());
        details.put("source", source.name());
        return details;
    }

    private void say(LiveEvent.Kind kind, String text, Map<String, Object> details) {
        listener.event(new LiveEvent(kind, Wall.nanos(), text, details));
    }

    /**
     * Waits for the source to open for the first time. A stream that has sent nothing yet counts as opened.
     *
     * @return why it never will, or null
     */
    @Nullable
    LiveCaptureException firstFailure(long time, TimeUnit unit) throws IOException {
        try {
            return source.opensAtOnce() ? first.get(time, unit) : first.getNow(null);
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    long frames() {
        return feed.frames();
    }

    boolean isOver() {
        return gone;
    }

    void stop() {
        stopping = true;
        over.countDown();
        source.stop();
    }

    void join(long millis) throws InterruptedException {
        thread.join(millis);
    }

    void end() throws IOException {
        feed.end();
    }

    @Override
    public void close() throws IOException {
        feed.close();
    }
}
