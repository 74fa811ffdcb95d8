package org.droppoint.pipeline;

import java.util.List;
import org.droppoint.wire.PortSet;

/**
 * One analysis.
 *
 * @param path the taps' names in path order, empty for the usual order
 * @param logs Exchange's and the firewall's texts
 * @param effort what it may cost
 */
public record Request(
        List<TapInput> taps, List<String> path, PortSet ports, LogInputs logs, String version, Effort effort) {
    public Request {
        taps = List.copyOf(taps);
        path = List.copyOf(path);
    }

    /** An analysis that may cost what it does. */
    public Request(List<TapInput> taps, List<String> path, PortSet ports, LogInputs logs, String version) {
        this(taps, path, ports, logs, version, Effort.DEFAULT);
    }
}
