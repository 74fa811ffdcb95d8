package org.droppoint.cli;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.droppoint.pipeline.Progress;

/**
 * One line on the terminal that tells how far long work is, painted over and wiped away before anything else is
 * written. Work that is done within a second shows none, and loads nothing of the library.
 */
final class ProgressLine implements Progress, AutoCloseable {
    private static final long PATIENCE_MILLIS = 1_000;
    private static final int STEP_MILLIS = 200;
    private static final long MEGABYTE = 1_000_000;
    private static final int MOST_WIDTH = 90;
    private static final String READING = "reading";
    private static final String WIPE = "\r\u001b[K";

    private final PrintStream err;
    private final int width;
    private final boolean ascii;
    private final long patienceMillis;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong expected = new AtomicLong();
    private final ReentrantLock painting = new ReentrantLock();
    private final Thread painter = new Thread(this::paint, "progress");
    private volatile String stage = READING;
    private boolean shown;
    private boolean closed;

    private ProgressLine(PrintStream err, int width, boolean ascii, long patienceMillis) {
        this.err = err;
        this.width = Math.min(MOST_WIDTH, width - 1);
        this.ascii = ascii;
        this.patienceMillis = patienceMillis;
        painter.setDaemon(true);
    }

    /** A line where standard error is a terminal, else one that says nothing. */
    static ProgressLine onTerminal(boolean quiet) {
        Terminal terminal = Terminal.ofStandardOutput();
        ProgressLine line = new ProgressLine(System.err, terminal.width(), terminal.ascii(), PATIENCE_MILLIS);
        boolean dumb = "dumb".equals(System.getenv("TERM"));
        if (!quiet && !dumb && "1".equals(System.getenv("DROPPOINT_TTY_ERR"))) {
            line.painter.start();
        }
        return line;
    }

    /** A line on any stream, shown after so many milliseconds. */
    static ProgressLine on(PrintStream err, int width, long patienceMillis) {
        ProgressLine line = new ProgressLine(err, width, true, patienceMillis);
        line.painter.start();
        return line;
    }

    @Override
    public void expect(long bytes) {
        expected.set(bytes);
    }

    @Override
    public void read(long bytes) {
        done.addAndGet(bytes);
    }

    @Override
    public void stage(String name) {
        stage = name;
    }

    private void paint() {
        try {
            Thread.sleep(patienceMillis);
            Bar.paint(this);
            while (!Thread.currentThread().isInterrupted()) {
                show(stage + (ascii ? " ..." : " …"));
                Thread.sleep(STEP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All that touches the library, in a class of its own, so that it is loaded when a bar is wanted. */
    private static final class Bar {
        private Bar() {}

        /** Paints until all is read. */
        static void paint(ProgressLine line) throws InterruptedException {
            try (ProgressBar bar = new ProgressBarBuilder()
                    .setTaskName(READING)
                    .setInitialMax(line.expected.get())
                    .setUnit(" MB", MEGABYTE)
                    .setUpdateIntervalMillis(STEP_MILLIS)
                    .continuousUpdate()
                    .setStyle(line.ascii ? ProgressBarStyle.ASCII : ProgressBarStyle.UNICODE_BLOCK)
                    .setConsumer(new DelegatingProgressBarConsumer(line::show, line.width))
                    .build()) {
                while (line.stage.equals(READING)) {
                    bar.stepTo(Math.min(line.done.get(), line.expected.get()));
                    Thread.sleep(STEP_MILLIS);
                }
            }
        }
    }

    /** The library paints from a thread of its own, and once more when it is closed. */
    private void show(String line) {
        painting.lock();
        try {
            if (!closed) {
                shown = true;
                err.print(WIPE + line.stripTrailing());
                err.flush();
            }
        } finally {
            painting.unlock();
        }
    }

    @Override
    public void close() {
        done();
    }

    /** Wipes the line; nothing is painted any more when this returns. */
    void done() {
        painting.lock();
        try {
            closed = true;
            painter.interrupt();
            if (shown) {
                shown = false;
                err.print(WIPE);
                err.flush();
            }
        } finally {
            painting.unlock();
        }
    }
}
