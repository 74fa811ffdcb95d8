package org.droppoint.capture.write;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a packet block says beside its packet.
 *
 * @param flags the {@code epb_flags} word: bits 0 and 1 are the direction, 1 inbound, 2 outbound
 * @param droppedBefore packets lost between this interface's packet before and this one
 */
public record PacketNotes(List<String> comments, OptionalInt flags, OptionalLong droppedBefore) {
    public static final PacketNotes NONE = new PacketNotes(List.of(), OptionalInt.empty(), OptionalLong.empty());
    public static final int INBOUND = 1;
    public static final int OUTBOUND = 2;

    public PacketNotes {
        comments = List.copyOf(comments);
    }

    public static PacketNotes comment(String text) {
        return new PacketNotes(List.of(text), OptionalInt.empty(), OptionalLong.empty());
    }

    boolean isEmpty() {
        return comments.isEmpty() && flags.isEmpty() && droppedBefore.isEmpty();
    }
}
