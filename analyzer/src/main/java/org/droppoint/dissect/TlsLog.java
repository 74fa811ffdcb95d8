package org.droppoint.dissect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The records of one direction, bounded: the first ones and the last ones each by itself, and between them whole
 * records of application data merged into one entry a run. What exceeds even that is counted.
 */
final class TlsLog {
    /** Listed one by one from the start: every handshake, and the commands that follow it. */
    static final int FIRST_SINGLE = 384;

    /** Listed one by one at the end, where sessions stall. */
    static final int LAST_SINGLE = 128;

    /** Entries kept altogether besides the last ones. */
    static final int MAX_SETTLED = 4096;

    private final List<Draft> settled = new ArrayList<>();
    private final Deque<Draft> recent = new ArrayDeque<>();
    private long omitted;

    void add(Draft draft) {
        recent.addLast(draft);
        if (recent.size() > LAST_SINGLE) {
            settle(recent.removeFirst());
        }
    }

    private void settle(Draft draft) {
        Draft last = settled.isEmpty() ? draft : settled.get(settled.size() - 1);
        if (settled.size() > FIRST_SINGLE && draft.continues(last)) {
            last.absorb(draft);
        } else if (settled.size() < MAX_SETTLED) {
            settled.add(draft);
        } else {
            omitted++;
        }
    }

    List<Draft> drafts() {
        List<Draft> all = new ArrayList<>(settled);
        all.addAll(recent);
        return all;
    }

    long omitted() {
        return omitted;
    }
}
