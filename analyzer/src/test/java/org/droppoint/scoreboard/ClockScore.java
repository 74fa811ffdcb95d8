package org.droppoint.scoreboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.droppoint.report.Report;

/** Does the truth about every clock lie within what the report states about it? */
final class ClockScore {
    private static final double ROUNDING_SECONDS = 1e-6;
    /** The moment for which an offset is stated is the report's choice: within an hour of the labelled one. */
    private static final double FREE_SECONDS = 3600;

    private final JsonNode truth;
    private final List<String> complaints;
    private final Map<String, Report.Clock> known = new TreeMap<>();

    ClockScore(JsonNode truth, Report report, List<String> complaints) {
        this.truth = truth;
        this.complaints = complaints;
        for (Report.Capture capture : report.captures()) {
            if (capture.clock().known() && truth.get("points").has(capture.tap())) {
                known.put(capture.tap(), capture.clock());
            }
        }
    }

    boolean inBound() {
        if (known.size() < 2 || truth.path("clock_optional").asBoolean(false)) {
            return true;
        }
        String reference = known.entrySet().stream()
                .filter(entry -> entry.getValue().reference())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(known.keySet().iterator().next());
        return known.keySet().stream().filter(tap -> !fits(tap, reference)).count() == 0;
    }

    private boolean fits(String tap, String reference) {
        Report.Clock clock = known.get(tap);
        Report.Clock other = known.get(reference);
        if (clock == null || other == null) {
            return false;
        }
        double stated = (clock.offsetNanos() - other.offsetNanos()) / 1e9;
        double error = Math.abs(stated - (label(tap, "clock_offset_s") - label(reference, "clock_offset_s")));
        double drift = Math.abs(label(tap, "drift_ppm") - label(reference, "drift_ppm")) * 1e-6 * FREE_SECONDS;
        boolean fits = error <= clock.uncertaintyNanos() / 1e9 + drift + ROUNDING_SECONDS;
        if (!fits) {
            complaints.add("the clock of " + tap + " is " + error + " s off, beyond its stated bound");
        }
        return fits;
    }

    private double label(String tap, String key) {
        return truth.get("points").get(tap).path(key).asDouble(0);
    }
}
