package org.droppoint.scoreboard;

/**
 * One capture's clock, as the report states it, against the truth.
 *
 * @param errorSeconds stated offset minus true offset, without sign
 * @param boundSeconds what the report states as its uncertainty
 * @param slackSeconds by how much the truth itself is uncertain: resolutions, and drifts since an unknown moment
 */
public record ClockReading(String tap, double errorSeconds, double boundSeconds, double slackSeconds) {
    public boolean inBound() {
        return errorSeconds <= boundSeconds + slackSeconds;
    }
}
