package org.droppoint.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.droppoint.base.Times;
import org.droppoint.live.LiveEvent;
import org.droppoint.live.LiveView;
import org.droppoint.report.SafeText;
import org.jline.terminal.Size;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jspecify.annotations.Nullable;

/** What people see while a watch goes on: a screen that is painted anew, or lines where there is no terminal. */
final class LiveScreen implements LiveOutput {
    /** Alerts that stay on the screen. */
    private static final int ALERTS = 6;

    /** What the files of events have, and lines for people need not. */
    private static final Set<LiveEvent.Kind> QUIET =
            EnumSet.of(LiveEvent.Kind.PROGRESS, LiveEvent.Kind.FILE, LiveEvent.Kind.SET_ASIDE);

    private static final int DEFAULT_COLUMNS = 100;
    private static final int DEFAULT_ROWS = 30;
    /** The time of day within ISO-8601. */
    private static final int TIME_FROM = 11;

    private static final int TIME_TO = 23;

    private final @Nullable PrintWriter lines;
    private final org.jline.terminal.@Nullable Terminal terminal;
    private final @Nullable Display display;
    private final Deque<LiveEvent> alerts = new ArrayDeque<>();
    private boolean closed;

    private LiveScreen(@Nullable PrintWriter lines, org.jline.terminal.@Nullable Terminal terminal) {
        this.lines = lines;
        this.terminal = terminal;
        display = terminal == null ? null : new Display(terminal, false);
    }

    static LiveScreen lines(PrintWriter out) {
        return new LiveScreen(out, null);
    }

    /** Plain lines where the terminal cannot do more. */
    static LiveScreen onTerminal() throws IOException {
        org.jline.terminal.Terminal terminal =
                TerminalBuilder.builder().system(true).dumb(true).build();
        boolean dumb = terminal.getType().startsWith("dumb");
        return dumb ? new LiveScreen(terminal.writer(), null) : new LiveScreen(null, terminal);
    }

    @Override
    public synchronized void event(LiveEvent event) {
        PrintWriter out = lines;
        if (out != null) {
            if (!QUIET.contains(event.kind())) {
                out.println(line(event));
                out.flush();
            }
        } else if (event.kind().isAlert() || event.kind() == LiveEvent.Kind.RECOVERED) {
            alerts.addLast(event);
            if (alerts.size() > ALERTS) {
                alerts.removeFirst();
            }
            if (terminal != null && event.kind() == LiveEvent.Kind.CAUGHT) {
                terminal.puts(org.jline.utils.InfoCmp.Capability.bell);
            }
        }
    }

    static String line(LiveEvent event) {
        String mark = event.kind().isAlert() ? "!" : " ";
        return timeOfDay(event.epochNanos()) + " " + mark + " " + SafeText.inline(event.text());
    }

    static String timeOfDay(long epochNanos) {
        return Times.iso(epochNanos).substring(TIME_FROM, TIME_TO);
    }

    @Override
    public synchronized void looked(LiveView view) {
        org.jline.terminal.Terminal screen = terminal;
        Display painter = display;
        if (screen == null || painter == null || closed) {
            return;
        }
        Size size = screen.getSize();
        int columns = size.getColumns() > 0 ? size.getColumns() : DEFAULT_COLUMNS;
        int rows = size.getRows() > 0 ? size.getRows() : DEFAULT_ROWS;
        painter.resize(rows, columns);
        List<AttributedString> page = new LivePage(columns, rows - 1).draw(view, List.copyOf(alerts));
        painter.update(page, 0);
        screen.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (terminal != null && display != null) {
            display.update(List.of(), 0);
            terminal.flush();
            terminal.close();
        }
    }
}
