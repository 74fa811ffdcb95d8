package org.droppoint.live;

import java.util.List;

/**
 * What can be shown at one moment.
 *
 * @param sessions at hand, the newest first
 * @param verdict class of the overall verdict as it stands
 * @param summary the same in one sentence
 */
public record LiveView(
        long epochNanos,
        List<TapStatus> taps,
        List<LiveSession> sessions,
        Totals totals,
        String verdict,
        List<String> suspects,
        double confidence,
        String summary,
        long lookNanos) {
    public LiveView {
        taps = List.copyOf(taps);
        sessions = List.copyOf(sessions);
        suspects = List.copyOf(suspects);
    }

    /** Sessions since the start. */
    public record Totals(long open, long ok, long failed, long unknown, long setAside) {}
}
