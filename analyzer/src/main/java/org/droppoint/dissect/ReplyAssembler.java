package org.droppoint.dissect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.droppoint.base.ByteRange;
import org.droppoint.flow.Origin;
import org.jspecify.annotations.Nullable;

/** Puts the lines of a reply together (RFC 5321 section 4.2.1): {@code 250-…} goes on, {@code 250 …} ends it. */
final class ReplyAssembler {
    /** Kept of one reply; servers announce some twenty capabilities. */
    static final int MAX_LINES = 64;

    private static final int CODE_LENGTH = 3;
    private static final int AUTH_CHALLENGE = 334;

    private final StreamCursor cursor;
    private final List<String> lines = new ArrayList<>();
    private int code;
    private long start;
    private long end;
    private boolean complete;
    private @Nullable Origin last;

    ReplyAssembler(StreamCursor cursor) {
        this.cursor = cursor;
    }

    boolean isOpen() {
        return last != null;
    }

    /** Whether its rest cannot be told from the next reply: its last line is cut off, or bytes behind it are missing. */
    boolean isBroken(long nextOffset) {
        return last != null && (!complete || nextOffset != end);
    }

    /** Whether a line goes on with the reply begun, over a gap too. */
    boolean continues(Step.Line line) {
        return last != null && codeOf(line) == code;
    }

    /** Takes a line that begins as a reply does; true where it is the last of its reply, cut off or not. */
    boolean take(Step.Line line) {
        if (last == null) {
            code = codeOf(line);
            start = line.range().start();
            complete = true;
        } else if (line.range().start() != end) {
            complete = false;
        }
        complete &= line.complete();
        end = line.range().end();
        last = line.last();
        String text = line.text();
        if (lines.size() < MAX_LINES) {
            lines.add(
                    code == AUTH_CHALLENGE || text.length() <= CODE_LENGTH
                            ? ""
                            : redact(text.substring(CODE_LENGTH + 1)));
        }
        return text.length() == CODE_LENGTH ? line.complete() : text.charAt(CODE_LENGTH) != '-';
    }

    /** Takes a line of the reply begun of which not even the code can be read. */
    void takeUnreadable(Step.Line line) {
        complete = false;
        end = line.range().end();
        last = line.last();
    }

    /**
     * Ends the reply.
     *
     * @param ended its last line was taken
     */
    SmtpEvent.Reply finish(boolean ended, boolean greeting) {
        Origin completion = last != null ? last : cursor.view().origin(start);
        SmtpEvent.Reply reply = new SmtpEvent.Reply(
                new ByteRange(start, end),
                cursor.view().origin(start),
                completion,
                complete && ended,
                code,
                List.copyOf(lines),
                greeting);
        lines.clear();
        last = null;
        return reply;
    }

    private static int codeOf(Step.Line line) {
        return Integer.parseInt(line.text().substring(0, CODE_LENGTH));
    }

    /** Mail addresses stay here. */
    private static String redact(String text) {
        if (text.indexOf('@') < 0) {
            return text;
        }
        return Arrays.stream(text.split(" ", -1))
                .map(word -> word.indexOf('@') < 0 ? word : "<address>")
                .collect(Collectors.joining(" "));
    }
}
