package org.droppoint.scoreboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.droppoint.report.Report;

/** Does the truth about every clock lie within what the report states about it? */
final class ClockScore {
    private static final double ROUNDING_SECONDS = 1e-6;
    /** Where a label does not say since when a clock drifts, the moment of the stated offset is off by an hour at most. */
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

    /** All clocks but the reference; empty where there is nothing to compare, or where a clock was set meanwhile. */
    List<ClockReading> readings() {
        List<ClockReading> readings = new ArrayList<>();
        if (known.size() < 2 || truth.path("clock_optional").asBoolean(false)) {
            return readings;
        }
        String reference = known.entrySet().stream()
                .filter(entry -> entry.getValue().reference())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(known.keySet().iterator().next());
        for (String tap : known.keySet()) {
            if (!tap.equals(reference)) {
                readings.add(reading(tap, reference));
            }
        }
        readings.stream()
                .filter(reading -> !reading.inBound())
                .forEach(reading -> complaints.add("the clock of " + reading.tap() + " is " + reading.errorSeconds()
                        + " s off, beyond its stated bound of " + reading.boundSeconds()));
        return readings;
    }

    private ClockReading reading(String tap, String reference) {
        Report.Clock clock = known.get(tap);
        Report.Clock other = known.get(reference);
        double stated = (clock.offsetNanos() - other.offsetNanos()) / 1e9;
        double at = clock.atNanos() / 1e9 - label(reference, "clock_offset_s");
        double truly = offset(tap, at) - offset(reference, at);
        double resolution = (label(tap, "resolution_ns") + label(reference, "resolution_ns")) / 1e9;
        return new ClockReading(
                tap,
                Math.abs(stated - truly),
                clock.uncertaintyNanos() / 1e9,
                ROUNDING_SECONDS + resolution + unknownDrift(tap) + unknownDrift(reference));
    }

    private double offset(String tap, double trueSeconds) {
        double since = label(tap, "drift_since_ns") / 1e9;
        double drifted = since == 0 ? 0 : (trueSeconds - since) * label(tap, "drift_ppm") * 1e-6;
        return label(tap, "clock_offset_s") + drifted;
    }

    private double unknownDrift(String tap) {
        return label(tap, "drift_since_ns") == 0 ? Math.abs(label(tap, "drift_ppm")) * 1e-6 * FREE_SECONDS : 0;
    }

    private double label(String tap, String key) {
        return truth.get("points").get(tap).path(key).asDouble(0);
    }
}
