package org.droppoint.cli;

import java.util.Arrays;
import java.util.List;
import org.droppoint.wire.PortSet;

/** Reads {@code --port}. */
final class Ports {
    private Ports() {}

    static PortSet parse(String text) {
        if (text.equals("all")) {
            return PortSet.all();
        }
        try {
            return PortSet.of(list(text).stream().mapToInt(Integer::intValue).toArray());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--port wants port numbers or 'all', not '" + text + "'");
        }
    }

    /** The numbers named; none where all are meant. */
    static List<Integer> list(String text) {
        if (text.equals("all")) {
            return List.of();
        }
        try {
            return Arrays.stream(text.split(",", -1))
                    .map(port -> Integer.valueOf(port.strip()))
                    .toList();
        } catch (NumberFormatException e) {
            throw new UsageException("--port wants port numbers or 'all', not '" + text + "'");
        }
    }
}
