package org.droppoint.cli;

import java.util.Arrays;
import org.droppoint.wire.PortSet;

/** Reads {@code --port}. */
final class Ports {
    private Ports() {}

    static PortSet of(String given) {
        if (given.equals("all")) {
            return PortSet.all();
        }
        try {
            return PortSet.of(Arrays.stream(given.split(",", -1))
                    .mapToInt(port -> Integer.parseInt(port.strip()))
                    .toArray());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--port wants port numbers or 'all', not '" + given + "'");
        }
    }
}
