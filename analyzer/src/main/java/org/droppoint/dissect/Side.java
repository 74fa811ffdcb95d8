package org.droppoint.dissect;

import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.flow.Origin;
import org.droppoint.flow.StreamView;
import org.jspecify.annotations.Nullable;

/** One direction's walk: what comes next under the mode that the conversation has set. */
final class Side {
    /** How the next bytes are to be read. TLS is also found by content at the start of any line. */
    enum Mode {
        LINES,
        CONTENT,
        COUNTED,
        TLS
    }

    final Direction direction;
    final StreamCursor cursor;
    final TlsLog records = new TlsLog();
    final TlsSide tls;
    private final LineScanner lines;
    private final TlsFraming framing;

    private Mode mode = Mode.LINES;
    /** Whether the position is known to be the start of a line. */
    private boolean certain;

    private long inStepAt;
    private long countedEnd;
    private int dotState;
    private boolean bareLineFeeds;
    private boolean maySkip;
    private @Nullable Step next;
    private @Nullable Origin clock;

    Side(Direction direction, StreamView view) {
        this.direction = direction;
        this.cursor = new StreamCursor(view);
        this.lines = new LineScanner(cursor);
        this.framing = new TlsFraming(cursor);
        this.tls = new TlsSide(direction, cursor, records);
        this.certain = view.fromStart();
    }

    Mode mode() {
        return mode;
    }

    void readLines() {
        become(Mode.LINES);
    }

    void readContent() {
        maySkip = true;
        dotState = LineScanner.AT_LINE_START;
        become(Mode.CONTENT);
    }

    void readCounted(long end) {
        countedEnd = end;
        become(Mode.COUNTED);
    }

    /** From an offset on TLS was agreed upon; where the position is elsewhere, records are searched for. */
    void readTls(long from) {
        if (mode == Mode.TLS) {
            return;
        }
        inStepAt = from;
        if (cursor.position() == from) {
            tls.startsHere();
        }
        become(Mode.TLS);
    }

    /**
     * Steps over the bulk of message content. A client cannot end a second message before the reply to its first (RFC
     * 5321 section 4.3.1, RFC 2920 section 3.1), so a final dot among the last bytes before that reply is the one.
     *
     * @return whether the next step has changed
     */
    boolean skipContentBefore(Step reply) {
        if (mode != Mode.CONTENT || !maySkip) {
            return false;
        }
        maySkip = false;
        long until = cursor.firstOffsetAfter(reply.last());
        long from = until - LineScanner.DOT_SEARCH_BYTES;
        if (from <= cursor.position() || !lines.holdsFinalDot(from, until)) {
            return false;
        }
        next = lines.unread(from);
        return true;
    }

    private void become(Mode mode) {
        this.mode = mode;
        next = null;
    }

    void lineTaken(boolean certainNow, boolean bareLineFeed) {
        certain = certainNow;
        bareLineFeeds = bareLineFeed;
    }

    /** When this side's next step happened; steps lost and filled in later count as late as that. */
    Origin clockOf(Step step) {
        return clock == null ? step.last() : Chronology.later(cursor.view(), clock, step.last());
    }

    /** Moves behind a step. */
    void consume(Step step) {
        clock = clockOf(step);
        cursor.moveTo(step.range().end());
        next = null;
        if (step instanceof Step.Record) {
            mode = Mode.TLS;
            inStepAt = step.range().end();
        } else if (step instanceof Step.Noise noise) {
            certain &= noise.endsLine();
            if (noise.tlsFollows()) {
                tls.interrupted();
                mode = Mode.TLS;
                inStepAt = step.range().end();
            }
        } else if (step instanceof Step.Content content) {
            dotState = content.dotState();
        }
    }

    @Nullable
    Step peek() {
        if (next == null) {
            long before = cursor.position();
            if (!cursor.settle()) {
                return null;
            }
            if (cursor.position() != before) {
                interrupted();
            }
            next = find();
        }
        return next;
    }

    private void interrupted() {
        certain = false;
        dotState = LineScanner.AT_LINE_START;
        if (mode == Mode.TLS && cursor.position() != inStepAt) {
            tls.interrupted();
        }
        if (mode == Mode.COUNTED && cursor.position() >= countedEnd) {
            mode = Mode.LINES;
        }
    }

    private Step find() {
        return switch (mode) {
            case CONTENT -> lines.content(dotState, bareLineFeeds);
            case COUNTED -> lines.counted(countedEnd - cursor.position());
            case LINES -> text();
            case TLS -> tls();
        };
    }

    private Step text() {
        cursor.available(cursor.position(), LineScanner.READ_AHEAD);
        Step.Record first = framing.inSequence();
        if (first == null) {
            first = framing.ssl2ClientHello();
        }
        if (first != null) {
            if (certain) {
                tls.startsHere();
            }
            return first;
        }
        Step.Line line = lines.line(certain, LineScanner.MAX_LINE_BYTES);
        if (line != null && !LineScanner.isBinary(line.text())) {
            return line;
        }
        long found = framing.search();
        if (found >= 0) {
            return noise(found, true, false);
        }
        return line != null
                ? noise(line.range().end(), false, line.complete())
                : noise(endOfUnreadable(), false, false);
    }

    private long endOfUnreadable() {
        return cursor.peek(cursor.position(), 1, 1) == 0
                ? cursor.nextFrameStart(cursor.position())
                : Math.min(cursor.stretchEnd(), cursor.position() + LineScanner.MAX_LINE_BYTES);
    }

    private Step tls() {
        boolean inStep = cursor.position() == inStepAt;
        Step.Record record = inStep ? framing.inSequence() : framing.outOfSequence();
        if (record == null && inStep) {
            record = framing.ssl2ClientHello();
        }
        if (record != null) {
            return record;
        }
        Step.Line line = lines.line(false, LineScanner.READ_AHEAD);
        if (line != null && line.complete() && isUnmistakable(line.text())) {
            return line;
        }
        long found = framing.search();
        return found >= 0 ? noise(found, true, false) : noise(framing.afterSearch(), false, false);
    }

    /** Clear text where TLS should be: a server that refuses late, a client that never began. */
    private boolean isUnmistakable(String text) {
        boolean known =
                direction == Direction.SERVER_TO_CLIENT ? SmtpVerbs.isReply(text) : SmtpVerbs.isUnmistakable(text);
        return known && !LineScanner.isBinary(text);
    }

    private Step.Noise noise(long end, boolean tlsFollows, boolean endsLine) {
        ByteRange range = new ByteRange(cursor.position(), end);
        boolean known = mode == Mode.TLS ? cursor.position() == inStepAt : certain;
        boolean fragment = !known || cursor.available(cursor.position(), 1) == 0;
        return new Step.Noise(range, cursor.view().origin(end - 1), tlsFollows, endsLine, fragment);
    }
}
