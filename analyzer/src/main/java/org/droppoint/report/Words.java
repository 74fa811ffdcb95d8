package org.droppoint.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.UnitNames;

/** The report's words for people: the same in every format. */
public final class Words {
    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("connect-refused", "the connection was refused"),
            Map.entry("connect-blocked", "the TCP handshake never completed"),
            Map.entry("starttls-tampered", "SMTP lines were changed in transit"),
            Map.entry("payload-modified", "bytes were changed in transit"),
            Map.entry("tls-intercepted", "the TLS session was ended and re-made in between"),
            Map.entry("pmtu-black-hole", "only packets above a size vanish"),
            Map.entry("drop-and-reset", "data swallowed, then a forged reset"),
            Map.entry("silent-drop", "data swallowed without a trace"),
            Map.entry("reset-injected", "a reset that its sender never sent"),
            Map.entry("zero-window", "the receiver's window stayed shut"),
            Map.entry("server-terminated", "the server ended the session"),
            Map.entry("client-terminated", "the client ended the session"),
            Map.entry("server-silent", "the server received the data and never answered"),
            Map.entry("client-silent", "the client received the data and never went on"),
            Map.entry("client-timeout", "the client left before the answer arrived"),
            Map.entry("insufficient-evidence", "the captures cannot tell"),
            Map.entry("capture-loss", "the captures missed packets that were delivered"),
            Map.entry("recovered-loss", "packets lost and sent again with success"),
            Map.entry("healthy", "nothing wrong"),
            Map.entry("mixed", "several causes"));

    private Words() {}

    /** How a verdict is to be taken; each has its own colour and sign. */
    public enum Tone {
        WELL,
        DOUBT,
        FAULT
    }

    /** A class in words; the identifier itself where it is unknown. */
    public static String ofClass(String classId) {
        return CLASSES.getOrDefault(classId, classId);
    }

    public static Tone tone(String classId) {
        return switch (classId) {
            case "healthy", "recovered-loss", "capture-loss" -> Tone.WELL;
            case "insufficient-evidence" -> Tone.DOUBT;
            default -> Tone.FAULT;
        };
    }

    public static Tone outcomeTone(String outcome) {
        return switch (outcome) {
            case "ok" -> Tone.WELL;
            case "failed" -> Tone.FAULT;
            default -> Tone.DOUBT;
        };
    }

    public static String direction(String direction) {
        return switch (direction) {
            case "server-to-client" -> "server → client";
            case "client-to-server" -> "client → server";
            case "both" -> "both ways";
            case "none" -> "–";
            default -> direction;
        };
    }

    /** Places in words: {@code firewall}, {@code lan or firewall}; a dash where there are none. */
    public static String places(List<String> places) {
        return places(places, "or");
    }

    /** The same with another word before the last of them. */
    static String places(List<String> places, String last) {
        if (places.isEmpty()) {
            return "–";
        }
        if (places.size() == 1) {
            return places.get(0);
        }
        return String.join(", ", places.subList(0, places.size() - 1)) + " " + last + " "
                + places.get(places.size() - 1);
    }

    /** What was lost, in the ladder's words: {@code TLS Certificate}, {@code SMTP EHLO}. */
    public static String unit(Report.LostRecord lost) {
        String word = UnitNames.word(lost.protocol(), lost.type());
        return lost.protocol().equals("smtp") && !lost.type().equals("unknown") ? "SMTP " + word : word;
    }

    /** Who is who in a session that the far end opened; empty for the others, in which the host is the client. */
    public static String roles(Report.Flow flow) {
        return flow.initiator().equals("server")
                ? "Inbound: the far end opened it and is the client; the host is the server."
                : "";
    }

    /** A flow's summary as far as its findings do not say the same; where evidence follows, nothing is told twice. */
    public static String summaryBeyondFindings(Report.Flow flow) {
        boolean told = flow.findings().stream()
                .map(Report.Finding::summary)
                .anyMatch(summary ->
                        !summary.isBlank() && (flow.summary().contains(summary) || summary.contains(flow.summary())));
        return told || flow.summary().isEmpty()
                ? ""
                : flow.summary().substring(0, 1).toUpperCase(Locale.ROOT)
                        + flow.summary().substring(1);
    }

    /** A probability in per cent; never a certainty, for no capture gives one. */
    public static String percent(double probability) {
        if (!(probability >= 0.01)) {
            return "under 1 %";
        }
        if (probability >= 0.995) {
            return "over 99 %";
        }
        return Math.round(probability * 100) + " %";
    }

    /** {@code 1 session}, {@code 4,012 sessions}. */
    public static String count(long number, String noun) {
        return number(number) + " " + noun + (number == 1 ? "" : "s");
    }

    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** How many sessions of how many failed: the third thing to know. */
    public static String sessions(Report.Counts counts) {
        if (counts.total() <= 0) {
            return "no session seen";
        }
        String failed = counts.failed() == 0
                ? count(counts.total(), "session") + ", none failed"
                : number(counts.failed()) + " of " + count(counts.total(), "session") + " failed";
        return counts.unknown() == 0 ? failed : failed + ", " + number(counts.unknown()) + " undecided";
    }

    /** What stands on the first line. */
    public static String headline(Report.Verdict verdict) {
        if (!verdict.headline().isBlank()) {
            return verdict.headline();
        }
        String words = ofClass(verdict.classId());
        return words.isEmpty() ? "No verdict" : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** Time of day in UTC with milliseconds: {@code 12:46:12.310}. */
    public static String timeOfDay(long epochNanos) {
        String iso = Times.iso(epochNanos);
        int t = iso.indexOf('T');
        return iso.substring(t + 1, t + 13);
    }

    public static String date(long epochNanos) {
        String iso = Times.iso(epochNanos);
        return iso.substring(0, iso.indexOf('T'));
    }

    /** Time since a start: {@code +0.281 s}; one unit throughout, so that a column of them compares at a glance. */
    public static String sinceStart(long nanos) {
        return String.format(Locale.ROOT, "%+.3f s", nanos / 1e9);
    }

    /** A clock's offset with the digits that an uncertainty of microseconds leaves. */
    public static String offset(long nanos) {
        return Math.abs(nanos) < 500
                ? "0.000 ms"
                : Math.abs(nanos / 1e9) < 1
                        ? String.format(Locale.ROOT, "%+.3f ms", nanos / 1e6)
                        : String.format(Locale.ROOT, "%+.6f s", nanos / 1e9);
    }

    /** What a log is, and how its clock stands. */
    public static String ofLog(Report.Log log) {
        if (log.kind().equals("queue")) {
            return "Get-Queue output";
        }
        if (log.kind().equals("firewall-drops")) {
            return "what the firewall itself says it dropped";
        }
        if (log.kind().equals("firewall-stage")) {
            return "what the firewall itself had assigned to sessions";
        }
        if (log.kind().equals("firewall")) {
            return "text of the firewall";
        }
        return log.clockKnown()
                ? "its clock minus the host's: " + offset(log.minusHostNanos()) + " ± "
                        + Times.duration(log.uncertaintyNanos())
                : "its clock is not known";
    }

    /** How many sessions of a log were found; empty for what is no protocol log. */
    public static String joined(Report.Log log) {
        if (!log.kind().startsWith("smtp")) {
            return "";
        }
        long joined = log.sessions().stream()
                .filter(session -> session.flow() != null)
                .count();
        return number(joined) + " of " + count(log.sessions().size(), "log session") + " found on the wire.";
    }

    /** A remark with its line, for lists. */
    public static String remark(Report.Remark remark) {
        String place = remark.line() > 0 ? "line " + remark.line() : "";
        String flow = remark.flow() == null ? "" : remark.flow();
        String about = place.isEmpty() || flow.isEmpty() ? place + flow : place + ", " + flow;
        return about.isEmpty() ? remark.summary() : about + ": " + remark.summary();
    }

    public static String drift(double ppm) {
        return Double.isFinite(ppm) && Math.abs(ppm) < 1e6 ? String.format(Locale.ROOT, "%+.1f ppm", ppm) : "unknown";
    }
}
