package org.droppoint.redact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.dissect.Dialogue;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.flow.StreamView;

/**
 * Plans the redaction of one direction of a session: SMTP lines are redacted word by word, message content and
 * credentials are masked as text, of TLS stay record headers, alerts and the harmless parts of the handshake; the rest,
 * ciphertext included, is masked.
 */
public final class SessionPlanner {
    /** Longer lines are masked, not read. */
    private static final int MAX_LINES_BYTES = 1 << 16;

    private static final String AUTH_RESPONSE = "(auth)";

    private final Redaction redaction;
    private final StreamView view;
    private final Direction direction;
    private final StreamPlan plan;

    private SessionPlanner(Redaction redaction, StreamView view, Direction direction, StreamPlan plan) {
        this.redaction = redaction;
        this.view = view;
        this.direction = direction;
        this.plan = plan;
    }

    /**
     * @param name tells the session from all others of the case
     * @param place where in the session an offset of the stream lies: at one place of a session masks are the same
     */
    public static StreamPlan plan(
            Redaction redaction,
            String name,
            StreamView view,
            LongUnaryOperator place,
            Dialogue dialogue,
            Direction direction) {
        boolean all = redaction.level() == RedactionLevel.ALL;
        StreamPlan plan = new StreamPlan(
                redaction.pad,
                redaction.stream(name + " " + direction.label()),
                place,
                all ? StreamPlan.Treatment.TEXT : StreamPlan.Treatment.KEEP);
        SessionPlanner planner = new SessionPlanner(redaction, view, direction, plan);
        List<TlsRecord> records = dialogue.tls().stream()
                .filter(record -> record.direction() == direction)
                .toList();
        dialogue.smtp().stream().filter(event -> event.direction() == direction).forEach(planner::event);
        if (all) {
            new TlsPlanner(redaction, view, plan).plan(records, dialogue.smtp(), direction);
        }
        return plan;
    }

    private void event(SmtpEvent event) {
        boolean secret = event instanceof SmtpEvent.Content
                || event instanceof SmtpEvent.Command command && command.verb().equals(AUTH_RESPONSE);
        ByteRange range = event.range();
        if (secret || range.length() > MAX_LINES_BYTES) {
            return;
        }
        for (ByteRange part : view.seen().within(range)) {
            byte[] bytes = new byte[(int) part.length()];
            int read = view.read(part.start(), bytes, 0, bytes.length);
            lines(bytes, read, part.start(), part.start() == range.start());
        }
    }

    private void lines(byte[] bytes, int length, long offset, boolean lineStart) {
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        if (isBinary(text)) {
            plan.area(offset, offset + length, StreamPlan.Treatment.BINARY);
            return;
        }
        int at = 0;
        boolean start = lineStart;
        while (at < length) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? length : end + 1;
            String line = text.substring(at, end);
            byte[] after = redact(redaction, line, start).getBytes(StandardCharsets.ISO_8859_1);
            plan.exact(offset + at, line.getBytes(StandardCharsets.ISO_8859_1), after, true);
            at = end;
            start = true;
        }
    }

    /** A line whose start is missing must not pass for one that begins with a code. */
    private static String redact(Redaction redaction, String line, boolean start) {
        return start
                ? redaction.text.smtp(line)
                : redaction.text.smtp(" " + line).substring(1);
    }

    private boolean isBinary(String text) {
        return redaction.level() == RedactionLevel.ALL
                && text.chars().anyMatch(c -> c < ' ' && c != '\r' && c != '\n' && c != '\t' && c != '\b');
    }

    /**
     * The plan for one tap that saw some lines in other words than its neighbours: those lines are redacted for
     * themselves, and where a byte did not change it still does not.
     *
     * @param seen what this tap saw, by the offsets of the plan
     */
    public static StreamPlan forTap(Redaction redaction, StreamPlan shared, Reader seen) {
        List<StreamPlan.Exact> others = new ArrayList<>();
        for (StreamPlan.Exact piece : shared.pieces()) {
            byte[] own = new byte[piece.before().length];
            boolean whole = piece.text() && seen.read(piece.start(), own) == own.length;
            if (whole && !java.util.Arrays.equals(own, piece.before())) {
                others.add(new StreamPlan.Exact(piece.start(), own, changed(redaction, shared, piece, own), true));
            }
        }
        return others.isEmpty() ? shared : shared.with(others);
    }

    private static byte[] changed(Redaction redaction, StreamPlan shared, StreamPlan.Exact piece, byte[] own) {
        String line = new String(own, StandardCharsets.ISO_8859_1);
        byte[] after = redaction.text.smtp(line).getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < own.length; i++) {
            boolean kept = after[i] == own[i];
            boolean same = own[i] == piece.before()[i];
            if (same && !kept) {
                after[i] = piece.after()[i];
            } else if (!same && !kept && after[i] == piece.after()[i]) {
                after[i] = shared.otherText(own[i], piece.start() + i, piece.after()[i]);
            }
        }
        return after;
    }

    /** Reads one tap's bytes by the offsets of a plan. */
    public interface Reader {
        /** How many of the bytes wanted could be read without a gap. */
        int read(long offset, byte[] into);
    }
}
