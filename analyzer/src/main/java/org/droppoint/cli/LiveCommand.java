package org.droppoint.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.droppoint.base.Times;
import org.droppoint.capture.live.LiveCaptureException;
import org.droppoint.capture.live.RingLimits;
import org.droppoint.live.EventJson;
import org.droppoint.live.LiveLimits;
import org.droppoint.live.Wall;
import org.droppoint.live.Watch;
import org.droppoint.report.Report;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code droppoint live}: the analysis while it happens. */
@CommandLine.Command(
        name = "live",
        description = {
            "Captures mail at one or more taps, writes all of it to rings of pcapng files, follows the sessions and names"
                    + " the place that drops as soon as it does.",
            "",
            "SOURCE is an interface, 'cmd:COMMAND' whose output is a capture (cmd:ssh fw tcpdump -U -s0 -w - port 25),"
                    + " a FIFO, or '-' for standard input."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:nothing wrong (losses that were made good too)",
            "10:a fault was found, however wide its suspects",
            "11:the captures cannot tell, or hold no session",
            "2:wrong usage, or a source cannot be opened",
            "1:droppoint itself failed"
        })
final class LiveCommand implements Callable<Integer> {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final long CHECK_MILLIS = 100;

    @CommandLine.Mixin
    private LiveSources sources = new LiveSources();

    @CommandLine.Option(
            names = {"-w", "--write"},
            paramLabel = "DIR",
            description = "Folder for the capture files (default: droppoint-live-TIME here).")
    private @Nullable Path folder;

    @CommandLine.Option(names = "--no-write", description = "Write no capture files.")
    private boolean noWrite;

    @CommandLine.Option(
            names = "--ring",
            paramLabel = "NxSIZE|NxTIME",
            defaultValue = "10x100MB",
            description = "Files a tap and when one is full, such as 10x100MB or 24x1h; without a number all are kept"
                    + " (default: ${DEFAULT-VALUE}).")
    private String ring = "10x100MB";

    @CommandLine.Option(
            names = "--events",
            paramLabel = "FILE|-",
            description = "Write events as lines of JSON to FILE, or to standard output in place of the report.")
    private @Nullable String events;

    @CommandLine.Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "Stop after this time, such as 90s, 15min, 2h, 7d.")
    private @Nullable String duration;

    @CommandLine.Option(names = "--count", paramLabel = "N", description = "Stop after N packets of all taps.")
    private long count = Long.MAX_VALUE;

    @CommandLine.Option(names = "--until-fault", description = "Stop as soon as a place is named.")
    private boolean untilFault;

    @CommandLine.Option(names = "--plain", description = "Plain lines also on a terminal.")
    private boolean plain;

    @CommandLine.Mixin
    private ReportOutput output = new ReportOutput();

    @CommandLine.Mixin
    private ExitOption exit = new ExitOption();

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    private final CountDownLatch told = new CountDownLatch(1);

    @Override
    public Integer call() throws IOException {
        output.check();
        long lasts = duration == null ? Long.MAX_VALUE : Durations.nanos(duration);
        Watch.Plan plan = new Watch.Plan(
                sources.taps(), sources.ports(), writeTo(), limits(), LiveLimits.DEFAULT, Version.text());
        boolean eventsOnStandardOutput = "-".equals(events);
        Report report = watch(plan, lasts, eventsOnStandardOutput);
        if (eventsOnStandardOutput) {
            output.writeFiles(report);
        } else {
            output.write(report);
        }
        return exit.status(report);
    }

    /** The screen is given back before the report is written. */
    private Report watch(Watch.Plan plan, long lasts, boolean eventsOnStandardOutput) throws IOException {
        List<LiveOutput> outputs = new ArrayList<>();
        outputs.add(screen(eventsOnStandardOutput));
        try (LiveOutput all = LiveOutput.all(outputs)) {
            if (events != null) {
                outputs.add(new EventLines(eventStream(events)));
            }
            return watch(plan, all, lasts);
        } catch (LiveCaptureException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private Report watch(Watch.Plan plan, LiveOutput listener, long lasts) throws IOException {
        try (Watch watch = new Watch(plan, listener)) {
            Map<String, Object> before = new LinkedHashMap<>();
            try {
                for (String signal : List.of("INT", "TERM", "HUP")) {
                    before.put(signal, Signals.register(signal, told::countDown));
                }
                watch.start();
                await(watch, lasts);
            } finally {
                // A second signal, while the report is made, ends the process at once.
                before.forEach(Signals::unregister);
            }
            return watch.stop();
        }
    }

    private void await(Watch watch, long lasts) {
        long begun = System.nanoTime();
        while (!pause()
                && System.nanoTime() - begun < lasts
                && watch.frames() < count
                && !(untilFault && watch.hasCaught())
                && !watch.isExhausted()) {
            // the watch's own threads do the work
        }
    }

    /** Waits a moment; true where a signal said to stop. */
    private boolean pause() {
        try {
            return told.await(CHECK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private @Nullable Path writeTo() {
        if (noWrite) {
            if (folder != null) {
                throw new UsageException("--write and --no-write exclude each other");
            }
            return null;
        }
        return folder == null ? Path.of("droppoint-live-" + STAMP.format(Times.instant(Wall.nanos()))) : folder;
    }

    private RingLimits limits() {
        try {
            return RingLimits.parse(ring);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--ring: " + e.getMessage());
        }
    }

    private LiveScreen screen(boolean onError) throws IOException {
        CommandLine line = spec == null ? Main.commandLine() : spec.commandLine();
        boolean terminal = "1".equals(System.getenv("DROPPOINT_TTY")) && !plain && !onError;
        boolean text = output.isText() && !onError;
        return terminal ? LiveScreen.onTerminal() : LiveScreen.lines(text ? line.getOut() : line.getErr());
    }

    private static EventJson eventStream(String target) throws IOException {
        if (target.equals("-")) {
            OutputStream stdout = new FilterOutputStream(System.out) {
                @Override
                public void write(byte[] bytes, int at, int length) throws IOException {
                    out.write(bytes, at, length);
                }

                @Override
                public void close() throws IOException {
                    flush();
                }
            };
            return new EventJson(stdout);
        }
        return new EventJson(Files.newOutputStream(
                Path.of(target), StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE));
    }
}
