package org.droppoint.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.droppoint.base.Times;
import org.droppoint.live.LiveEvent;
import org.droppoint.live.LiveSession;
import org.droppoint.live.LiveView;
import org.droppoint.live.TapStatus;
import org.droppoint.report.SafeText;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/** Draws a view of the watch as lines of a terminal. */
final class LivePage {
    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    private static final AttributedStyle DIM = AttributedStyle.DEFAULT.faint();
    private static final AttributedStyle BOLD = AttributedStyle.DEFAULT.bold();
    private static final AttributedStyle GOOD = AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
    private static final AttributedStyle BAD =
            AttributedStyle.DEFAULT.foreground(AttributedStyle.RED).bold();
    private static final AttributedStyle WARN = AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
    private static final int PROGRESS_COLUMNS = 30;
    private static final int ADDRESS_COLUMNS = 22;

    private final int columns;
    private final int rows;

    LivePage(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    List<AttributedString> draw(LiveView view, List<LiveEvent> alerts) {
        List<AttributedString> page = new ArrayList<>();
        LiveView.Totals totals = view.totals();
        add(
                page,
                "droppoint live  " + LiveScreen.timeOfDay(view.epochNanos()) + "   sessions: " + totals.open()
                        + " open, " + totals.ok() + " ok, " + totals.failed() + " failed, " + totals.unknown()
                        + " unknown",
                BOLD);
        view.taps().forEach(tap -> add(page, tap(tap), tap.state() == TapStatus.State.LOST ? BAD : PLAIN));
        if (!view.verdict().isEmpty()) {
            boolean fault = !view.suspects().isEmpty();
            String where = fault ? " at " + String.join(" or ", view.suspects()) : "";
            add(
                    page,
                    String.format(
                            Locale.ROOT, "verdict: %s%s, confidence %.2f", view.verdict(), where, view.confidence()),
                    fault ? BAD : GOOD);
        }
        add(page, "", PLAIN);
        int room = rows - page.size() - alerts.size() - 2;
        if (room > 0) {
            add(
                    page,
                    String.format(
                            Locale.ROOT,
                            "%5s %-22s %-22s %-30s %4s  %s",
                            "#",
                            "client",
                            "server",
                            "progress",
                            "retr",
                            "state"),
                    DIM);
            view.sessions().stream().limit(room - 1L).forEach(session -> add(page, session(session), style(session)));
        }
        if (!alerts.isEmpty()) {
            add(page, "", PLAIN);
            alerts.forEach(
                    alert -> add(page, LiveScreen.line(alert), alert.kind().isAlert() ? WARN : PLAIN));
        }
        return page.subList(0, Math.min(rows, page.size()));
    }

    private static String tap(TapStatus tap) {
        String state =
                switch (tap.state()) {
                    case WAITING -> "waiting";
                    case LIVE -> "live";
                    case LOST -> "LOST: " + tap.reason();
                };
        String drops = tap.dropped() > 0 ? ", " + tap.dropped() + " dropped" : "";
        String writing = tap.writeFailure() == null ? "" : ", NOT WRITING: " + tap.writeFailure();
        return String.format(
                Locale.ROOT,
                "%-8s %-18s %d packets%s%s, %s",
                tap.tap(),
                tap.source(),
                tap.frames(),
                drops,
                writing,
                state);
    }

    private static String session(LiveSession one) {
        String state =
                switch (one.state()) {
                    case OPEN -> "open " + Times.duration(Math.max(0, one.lastNanos() - one.startNanos()));
                    case STALLED -> "STALLED";
                    case CAUGHT -> one.classId() + " at " + String.join(" or ", one.suspects());
                    case CLOSED ->
                        one.outcome()
                                + (one.suspects().isEmpty()
                                        ? ""
                                        : ", " + one.classId() + " at " + String.join(" or ", one.suspects()));
                };
        return String.format(
                Locale.ROOT,
                "%5d %-22s %-22s %-30s %4d  %s",
                one.number(),
                SafeText.clipped(one.client(), ADDRESS_COLUMNS),
                SafeText.clipped(one.server(), ADDRESS_COLUMNS),
                SafeText.clipped(one.progress(), PROGRESS_COLUMNS),
                one.retransmissions(),
                state);
    }

    private static AttributedStyle style(LiveSession one) {
        return switch (one.state()) {
            case CAUGHT -> BAD;
            case STALLED -> WARN;
            case CLOSED -> one.outcome().equals("failed") ? WARN : DIM;
            case OPEN -> PLAIN;
        };
    }

    private void add(List<AttributedString> page, String text, AttributedStyle style) {
        page.add(new AttributedString(SafeText.clipped(text, columns), style));
    }
}
