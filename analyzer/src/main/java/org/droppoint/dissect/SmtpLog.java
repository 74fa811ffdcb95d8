package org.droppoint.dissect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The SMTP events of a session, bounded: the first ones and the last ones; those between are counted. */
final class SmtpLog {
    static final int FIRST = 2048;
    static final int LAST = 512;

    private final List<SmtpEvent> first = new ArrayList<>();
    private final Deque<SmtpEvent> last = new ArrayDeque<>();
    private long omitted;

    void add(SmtpEvent event) {
        if (first.size() < FIRST) {
            first.add(event);
            return;
        }
        last.addLast(event);
        if (last.size() > LAST) {
            last.removeFirst();
            omitted++;
        }
    }

    List<SmtpEvent> events() {
        List<SmtpEvent> all = new ArrayList<>(first);
        all.addAll(last);
        return List.copyOf(all);
    }

    long omitted() {
        return omitted;
    }
}
