package org.droppoint.pipeline;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user gave for one tap.
 *
 * @param tap the tap's name, null where it is to be found from the captures
 * @param files in any order: what follows each other in time is one capture, what overlaps lies side by side
 * @param interfaceName the one interface of the files that is meant, null for all
 * @param stage which side of a firewall is meant, where the files are its stages; else null
 */
public record TapInput(
        @Nullable String tap, List<Path> files, @Nullable String interfaceName, @Nullable StageSide stage) {
    /** Stands for the standard input; a file of that name is {@code ./-}. */
    public static final Path STANDARD_INPUT = Path.of("-");

    public TapInput(@Nullable String tap, List<Path> files, @Nullable String interfaceName) {
        this(tap, files, interfaceName, null);
    }

    public TapInput {
        files = List.copyOf(files);
    }
}
