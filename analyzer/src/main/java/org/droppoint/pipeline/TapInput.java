package org.droppoint.pipeline;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user gave for one tap.
 *
 * @param tap the tap's name, null where it is to be found from the captures
 * @param files in the order given
 * @param interfaceName the one interface of the files that is meant, null for all
 */
public record TapInput(@Nullable String tap, List<Path> files, @Nullable String interfaceName) {
    public TapInput {
        files = List.copyOf(files);
    }
}
