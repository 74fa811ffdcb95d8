package org.droppoint.pipeline;

import java.time.Instant;
import java.util.List;
import org.droppoint.wire.PortSet;
import org.jspecify.annotations.Nullable;

/**
 * One analysis.
 *
 * @param path the taps' names in path order, empty for the usual order
 * @param logs Exchange's and the firewall's texts
 * @param effort what it may cost
 * @param undatedFrom when captures without a date begin, or whose day they are of; null to take it from the others
 */
public record Request(
        List<TapInput> taps,
        List<String> path,
        PortSet ports,
        LogInputs logs,
        String version,
        Effort effort,
        @Nullable Instant undatedFrom) {
    public Request {
        taps = List.copyOf(taps);
        path = List.copyOf(path);
    }

    /** Captures without a date take it from the others. */
    public Request(
            List<TapInput> taps, List<String> path, PortSet ports, LogInputs logs, String version, Effort effort) {
        this(taps, path, ports, logs, version, effort, null);
    }

    /** An analysis that may cost what it does. */
    public Request(List<TapInput> taps, List<String> path, PortSet ports, LogInputs logs, String version) {
        this(taps, path, ports, logs, version, Effort.DEFAULT, null);
    }
}
