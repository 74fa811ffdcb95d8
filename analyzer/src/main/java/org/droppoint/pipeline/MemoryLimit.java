package org.droppoint.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.BlindSpan;
import org.droppoint.flow.CapturedTap;
import org.droppoint.flow.Leg;
import org.droppoint.flow.LegTable;

/** What a capture lacks because memory was short: nothing of it may count as absent, and the report says it. */
final class MemoryLimit {
    private MemoryLimit() {}

    static List<BlindSpan> blind(CapturedTap captured) {
        long since = captured.health().fullSinceNanos();
        return since == LegTable.NEVER
                ? List.of()
                : List.of(new BlindSpan(since, Long.MAX_VALUE, "the memory limit was reached"));
    }

    static List<String> problems(CapturedTap captured) {
        List<String> problems = new ArrayList<>();
        long summarised = captured.legs().stream().filter(Leg::isSummarised).count();
        if (summarised > 0) {
            problems.add(
                    "to stay within the memory limit, the " + summarised + " oldest connections that ended well were"
                            + " summarised: they are not among the sessions (--max-memory raises the limit)");
        }
        if (!captured.health().unkeptAttempts().isEmpty()) {
            problems.add(captured.health().unkeptAttempts().inWords());
        }
        long since = captured.health().fullSinceNanos();
        if (since != LegTable.NEVER) {
            problems.add("the memory limit was reached: mail packets from " + Times.iso(since)
                    + " on are left out (--max-memory raises the limit; or cut the captures to the time in question)");
        }
        return problems;
    }
}
