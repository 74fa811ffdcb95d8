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
 * @param found how it was found that the files are stages, in words; empty where the user said so
 */
public record StageSide(Set<Path> received, boolean inside, String found) {
    /** Files that the user said to be stages. */
    public StageSide(Set<Path> received, boolean inside) {
        this(received, inside, "");
    }

    public StageSide {
        received = Set.copyOf(received);
    }

    boolean received(Path file) {
        return received.contains(file);
    }
}
