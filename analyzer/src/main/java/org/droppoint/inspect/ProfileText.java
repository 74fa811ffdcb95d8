package org.droppoint.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.droppoint.base.Times;
import org.droppoint.capture.CaptureHealth;
import org.droppoint.capture.CaptureNotes;
import org.droppoint.capture.CaptureProblem;
import org.droppoint.report.Words;
import org.droppoint.report.text.Glyphs;
import org.droppoint.report.text.Style;
import org.droppoint.report.text.TextPage;
import org.droppoint.report.text.TextTable;
import org.droppoint.report.text.TextTable.Column;
import org.droppoint.report.text.TextTable.Kind;

/** Profiles as text for a terminal. */
public final class ProfileText {
    private static final int LABEL = 14;
    private static final int MAX_SESSIONS = 20;
    private static final int MAX_PROBLEMS = 12;

    private final TextPage page;

    public ProfileText(int width, boolean colour, boolean ascii) {
        page = new TextPage(width, colour, ascii ? Glyphs.ASCII : Glyphs.UNICODE);
    }

    /** Adds a profile to the page. */
    public void add(CaptureProfile profile) {
        CaptureNotes notes = profile.notes();
        page.heading(profile.name(), String.join(" in ", formats(notes)));
        told("written by", String.join(" · ", notes.writers()));
        told("details", String.join(", ", details(profile)));
        span(profile);
        told("carries", String.join(", ", carried(notes)));
        points(profile);
        losses(profile);
        sessions(profile);
        statements("can prove", Style.WELL, page.glyphs().well(), profile.can());
        statements("cannot prove", Style.DOUBT, page.glyphs().doubt(), profile.cannot());
    }

    /** Adds how several files fit together, or why some could not be read. */
    public void addRemarks(String title, List<String> remarks) {
        if (remarks.isEmpty()) {
            return;
        }
        page.heading(title, "");
        remarks.forEach(remark ->
                page.hanging(page.sign(Style.FAINT, "  " + page.glyphs().bullet()), 4, Style.PLAIN, remark));
    }

    @Override
    public String toString() {
        return page.toString();
    }

    private void told(String label, String text) {
        if (!text.isEmpty()) {
            page.hanging(page.span(Style.FAINT, "  " + label), LABEL + 2, Style.PLAIN, text);
        }
    }

    private static List<String> formats(CaptureNotes notes) {
        List<String> formats = new ArrayList<>(List.of(notes.format()));
        for (int i = notes.packings().size() - 1; i >= 0; i--) {
            formats.add(notes.packings().get(i));
        }
        return formats;
    }

    private static List<String> details(CaptureProfile profile) {
        List<String> details = new ArrayList<>(profile.notes().details());
        for (CaptureNotes.InterfaceNotes one : profile.notes().interfaces()) {
            String text = one.resolution() + (one.filter() == null ? "" : ", filter \"" + one.filter() + "\"");
            if (!details.contains(text)) {
                details.add(text);
            }
        }
        return details;
    }

    /** {@code 2026-11-23 22:18:05.975 to 22:18:28.686}: the second date only where it is another one. */
    private static String span(long first, long last) {
        String from = Words.date(first);
        String until = Words.date(last);
        return from + " " + Words.timeOfDay(first) + " to " + (until.equals(from) ? "" : until + " ")
                + Words.timeOfDay(last);
    }

    private void span(CaptureProfile profile) {
        CaptureHealth health = profile.health();
        if (health.frames() == 0) {
            told("frames", "none");
            return;
        }
        long bytes = profile.points().stream()
                .mapToLong(CaptureProfile.Point::bytesOnWire)
                .sum();
        told("frames", Words.number(health.frames()) + " of " + Words.number(bytes) + " bytes on the wire");
        if (health.firstNanos() <= health.lastNanos()) {
            long lasted = health.lastNanos() - health.firstNanos();
            told(
                    "time",
                    span(health.firstNanos(), health.lastNanos()) + " UTC, " + Times.duration(Math.max(0, lasted))
                            + "; longest pause "
                            + Times.duration(profile.times().longestPauseNanos()) + "; stamps in steps of "
                            + profile.times().unit());
        }
        CaptureProfile.Times times = profile.times();
        if (times.backwards() > 0) {
            told(
                    "time order",
                    "steps back " + Words.count(times.backwards(), "time") + ", by up to "
                            + Times.duration(times.largestStepBackNanos()) + ", first at frame "
                            + times.firstBackwardsFrame());
        }
        if (times.leaps() > 0) {
            told("leaps", Words.count(times.leaps(), "frame") + " more than a day from the one before");
        }
    }

    private static List<String> carried(CaptureNotes notes) {
        List<String> carried = new ArrayList<>();
        if (notes.comments() > 0) {
            carried.add(Words.count(notes.comments(), "comment")
                    + (notes.commentedFrame() > 0 ? " (first at frame " + notes.commentedFrame() + ")" : ""));
        }
        if (notes.names() > 0) {
            carried.add(Words.count(notes.names(), "resolved name"));
        }
        notes.secrets().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(one -> carried.add("SECRETS: " + one.getKey() + ", " + Words.count(one.getValue(), "byte")));
        notes.customBlocks().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(one ->
                        carried.add(Words.count(one.getValue(), "custom block") + " of enterprise " + one.getKey()));
        if (notes.packetIds() > 0) {
            carried.add("packet ids on " + Words.count(notes.packetIds(), "frame"));
        }
        if (notes.verdicts() > 0) {
            carried.add("verdicts on " + Words.count(notes.verdicts(), "frame"));
        }
        return carried;
    }

    private void points(CaptureProfile profile) {
        if (profile.points().isEmpty()) {
            return;
        }
        TextTable table = new TextTable(
                page,
                2,
                List.of(
                        new Column("point", Kind.FIRM, 9),
                        new Column("link", Kind.FIRM, 7),
                        new Column("frames", Kind.NUMBER, 8),
                        new Column("mail", Kind.NUMBER, 8),
                        new Column("cut", Kind.NUMBER, 5),
                        new Column("snaplen", Kind.NUMBER, 4),
                        new Column("twice", Kind.NUMBER, 6),
                        new Column("routed", Kind.NUMBER, 4),
                        new Column("tunnel", Kind.NUMBER, 3),
                        new Column("fragm.", Kind.NUMBER, 2),
                        new Column("unread", Kind.NUMBER, 3),
                        new Column("VLAN", Kind.PROSE, 2)));
        for (CaptureProfile.Point point : profile.points()) {
            table.row(
                    page.span(Style.STRONG, point.name()),
                    page.plain(point.linkType()),
                    page.plain(Words.number(point.frames())),
                    page.plain(Words.number(point.mailSegments())),
                    count(point.cutFrames()),
                    count(point.snapLengthBytes()),
                    count(point.duplicates()),
                    count(point.routedCopies()),
                    count(point.tunnelled()),
                    count(point.fragments()),
                    count(point.unread()),
                    page.plain(
                            point.vlans().isEmpty()
                                    ? ""
                                    : point.vlans().toString().replaceAll("[\\[\\]]", "")));
        }
        page.blank();
        table.print();
        for (CaptureProfile.Point point : profile.points()) {
            for (String sign : point.signs()) {
                page.hanging(
                        page.sign(Style.FAINT, "  " + page.glyphs().bullet()),
                        4,
                        Style.PLAIN,
                        (profile.points().size() > 1 ? point.name() + ": " : "") + sign);
            }
        }
    }

    private TextPage.Span count(long value) {
        return page.plain(value == 0 ? "" : Words.number(value));
    }

    private void losses(CaptureProfile profile) {
        for (CaptureNotes.InterfaceNotes one : profile.notes().interfaces()) {
            if (one.received().isPresent()
                    || one.droppedByInterface().isPresent()
                    || one.droppedBySystem().isPresent()) {
                told(
                        "interface " + one.id(),
                        (one.received().isPresent()
                                        ? Words.number(one.received().getAsLong()) + " received, "
                                        : "")
                                + Words.number(one.droppedByInterface().orElse(0)) + " dropped by the interface, "
                                + Words.number(one.droppedBySystem().orElse(0)) + " by the system");
            }
        }
        CaptureHealth health = profile.health();
        if (profile.notes().interfaces().isEmpty() && health.droppedByCapture().isPresent()) {
            told("drops", Words.number(health.droppedByCapture().getAsLong()) + " packets, by its own count");
        }
        if (health.repeatedFrames() > 0) {
            told("repeated", Words.number(health.repeatedFrames()) + " further appearances of packets, left out");
        }
        for (CaptureProblem problem :
                health.problems().stream().limit(MAX_PROBLEMS).toList()) {
            page.hanging(
                    page.sign(Style.DOUBT, "  " + page.glyphs().doubt()),
                    4,
                    Style.PLAIN,
                    (problem.fileOffset() > 0 ? "byte " + problem.fileOffset() + ": " : "")
                            + problem.cause()
                            + (problem.skippedBytes() > 0
                                    ? ", " + Words.count(problem.skippedBytes(), "byte") + " skipped"
                                    : ""));
        }
        if (health.problems().size() > MAX_PROBLEMS) {
            page.paragraph(4, Style.FAINT, "and " + (health.problems().size() - MAX_PROBLEMS) + " further problems");
        }
    }

    private void sessions(CaptureProfile profile) {
        if (profile.sessions().isEmpty()) {
            return;
        }
        page.blank();
        TextTable table = new TextTable(
                page,
                2,
                List.of(
                        new Column(Words.count(profile.sessionCount(), "mail session"), Kind.FIRM, 9),
                        new Column("server", Kind.FIRM, 8),
                        new Column("frame", Kind.NUMBER, 6),
                        new Column("at", Kind.FIRM, 4),
                        new Column("lasted", Kind.NUMBER, 5),
                        new Column("C>S", Kind.NUMBER, 3),
                        new Column("S>C", Kind.NUMBER, 3),
                        new Column("reached", Kind.PROSE, 7),
                        new Column("end", Kind.FIRM, 6),
                        new Column("unrecorded", Kind.NUMBER, 4),
                        new Column("point", Kind.FIRM, 2)));
        for (CaptureProfile.MailSession one :
                profile.sessions().stream().limit(MAX_SESSIONS).toList()) {
            table.row(
                    page.plain(one.client()),
                    page.plain(one.server()),
                    page.plain(Words.number(one.firstFrame())),
                    page.span(Style.FAINT, Words.timeOfDay(one.firstNanos())),
                    page.plain(Times.duration(Math.max(0, one.lastNanos() - one.firstNanos()))),
                    page.plain(Words.number(one.fromClient())),
                    page.plain(Words.number(one.fromServer())),
                    page.plain(one.phase()),
                    page.plain(one.end()),
                    count(one.unrecordedBytes()),
                    page.plain(profile.points().size() > 1 ? one.point() : ""));
        }
        table.print();
        if (profile.sessionCount() > MAX_SESSIONS) {
            page.paragraph(
                    2,
                    Style.FAINT,
                    String.format(
                            Locale.ROOT,
                            "and %d more (--format json tells up to 1000)",
                            profile.sessionCount() - MAX_SESSIONS));
        }
    }

    private void statements(String label, Style style, String sign, List<String> statements) {
        if (statements.isEmpty()) {
            return;
        }
        page.blank();
        page.line(page.space(2), page.span(Style.STRONG, label));
        statements.forEach(one -> page.hanging(page.sign(style, "  " + sign), 4, Style.PLAIN, one));
    }
}
