package org.droppoint.dissect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What awaits a reply, oldest first: replies come in the order of the commands (RFC 2920 section 3.2). Replies that can
 * only belong to one verb bring the order back where a capture has lost some.
 */
final class Pending {
    /** Stands for message content behind DATA, which is answered by itself. */
    static final String CONTENT = "(content)";

    /** A one-sided capture answers nothing; servers take far fewer commands in a row. */
    private static final int MAX_PENDING = 1024;

    private final Deque<String> verbs = new ArrayDeque<>();

    void add(String verb) {
        if (verbs.size() == MAX_PENDING) {
            verbs.removeFirst();
        }
        verbs.addLast(verb);
    }

    /** Whether the last thing said is this, and nothing has been answered since. */
    boolean endsWith(Set<String> candidates) {
        String last = verbs.peekLast();
        return last != null && candidates.contains(last);
    }

    /** Takes away what was said last: its answer is known without having been seen. */
    void dropLast() {
        verbs.pollLast();
    }

    /** Takes away what a reply answers; null where nothing is known to. */
    @Nullable
    String answer(int code) {
        Set<String> only = SmtpVerbs.onlyAnsweredBy(code);
        if (only.isEmpty()) {
            return verbs.pollFirst();
        }
        if (verbs.stream().noneMatch(only::contains)) {
            return null;
        }
        String verb = verbs.removeFirst();
        while (!only.contains(verb)) {
            verb = verbs.removeFirst();
        }
        return verb;
    }
}
