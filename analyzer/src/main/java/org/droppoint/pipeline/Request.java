package org.droppoint.pipeline;

import java.nio.file.Path;
import java.util.List;
import org.droppoint.wire.PortSet;

/**
 * One analysis.
 *
 * @param path the taps' names in path order, empty for the usual order
 * @param logs Exchange and firewall texts
 */
public record Request(List<TapInput> taps, List<String> path, PortSet ports, List<Path> logs, String version) {
    public Request {
        taps = List.copyOf(taps);
        path = List.copyOf(path);
        logs = List.copyOf(logs);
    }
}
