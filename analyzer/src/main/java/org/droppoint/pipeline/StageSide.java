package org.droppoint.pipeline;

import java.nio.file.Path;
import java.util.Set;

/**
 * One side of a firewall, out of the stage files of Palo Alto's packet capture. The receive stage holds what entered
 * the firewall and the transmit stage what left it, each at all of its interfaces: the inside saw what was received
 * from there, and what was transmitted to there.
 *
 * @param received the files of the receive stage; all others of the tap are of the transmit stage
 * @param inside whether the inside is meant, else the outside
 */
public record StageSide(Set<Path> received, boolean inside) {
    public StageSide {
        received = Set.copyOf(received);
    }

    boolean received(Path file) {
        return received.contains(file);
    }
}
