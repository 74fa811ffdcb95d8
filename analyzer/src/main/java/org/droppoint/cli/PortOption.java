package org.droppoint.cli;

import java.util.Arrays;
import java.util.List;
import org.droppoint.wire.PortSet;
import picocli.CommandLine;

/** Which TCP ports are mail: an option of every command that reads packets. */
final class PortOption {
    private static final String ALL = "all";

    @CommandLine.Option(
            names = "--port",
            paramLabel = "PORT[,PORT…]|all",
            defaultValue = "25",
            description = "TCP ports to look at (default: ${DEFAULT-VALUE}).")
    private String ports = "25";

    /** @throws UsageException if a port is none */
    PortSet ports() {
        if (ports.equals(ALL)) {
            return PortSet.all();
        }
        try {
            return PortSet.of(list().stream().mapToInt(Integer::intValue).toArray());
        } catch (IllegalArgumentException e) {
            throw complaint();
        }
    }

    /** The numbers named; none where all are meant. */
    List<Integer> list() {
        if (ports.equals(ALL)) {
            return List.of();
        }
        try {
            return Arrays.stream(ports.split(",", -1))
                    .map(port -> Integer.valueOf(port.strip()))
                    .toList();
        } catch (NumberFormatException e) {
            throw complaint();
        }
    }

    private UsageException complaint() {
        return new UsageException("--port wants port numbers or 'all', not '" + ports + "'");
    }
}
