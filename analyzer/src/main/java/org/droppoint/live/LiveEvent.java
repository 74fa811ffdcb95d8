package org.droppoint.live;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened while watching.
 *
 * @param epochNanos when, by this machine's clock
 * @param text one line for people
 * @param details values for programs: texts, numbers, truths and lists of texts, in a fixed order
 */
public record LiveEvent(Kind kind, long epochNanos, String text, Map<String, Object> details) {
    /** What happened. */
    public enum Kind {
        STARTED("started", false),
        TAP_OPEN("tap-open", false),
        TAP_LOST("tap-lost", true),
        TAP_FAILED("tap-failed", true),
        DROPS("drops", true),
        WRITE_FAILED("write-failed", true),
        WRITING_AGAIN("writing-again", false),
        FILE("file", false),
        SESSION("session", false),
        PROGRESS("progress", false),
        STALL("stall", true),
        RECOVERED("recovered", false),
        CAUGHT("caught", true),
        CLOSED("closed", false),
        SET_ASIDE("set-aside", false),
        VERDICT("verdict", false),
        ANALYSIS_FAILED("analysis-failed", true),
        STOPPED("stopped", false);

        private final String label;
        private final boolean alert;

        Kind(String label, boolean alert) {
            this.label = label;
            this.alert = alert;
        }

        public String label() {
            return label;
        }

        /** Whether somebody should look. */
        public boolean isAlert() {
            return alert;
        }
    }

    public LiveEvent {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }
}
