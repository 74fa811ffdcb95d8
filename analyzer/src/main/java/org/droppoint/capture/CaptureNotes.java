package org.droppoint.capture;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a capture file says about itself, beside its packets. Text in it is the writer's, without control characters.
 *
 * @param format such as {@code pcapng}
 * @param packings compressions around it, the outermost first
 * @param details byte order, version, sections and the like, in words
 * @param writers programs, systems and machines that wrote it, as they name themselves
 * @param comments of packets, interfaces and the file
 * @param commentedFrame the first frame with a comment, 0 where none has one
 * @param names addresses that are given names (pcapng name resolution)
 * @param secrets kinds of secrets that it carries, with their bytes: such a file may not leave the house
 * @param customBlocks how many blocks of which private enterprise number
 * @param packetIds frames that carry a packet's id, as etl2pcapng writes
 * @param verdicts frames that carry a verdict on the packet
 */
public record CaptureNotes(
        String format,
        List<String> packings,
        List<String> details,
        List<String> writers,
        long comments,
        long commentedFrame,
        long names,
        Map<String, Long> secrets,
        Map<Long, Long> customBlocks,
        long packetIds,
        long verdicts,
        List<InterfaceNotes> interfaces) {
    public CaptureNotes {
        packings = List.copyOf(packings);
        details = List.copyOf(details);
        writers = List.copyOf(writers);
        secrets = Map.copyOf(secrets);
        customBlocks = Map.copyOf(customBlocks);
        interfaces = List.copyOf(interfaces);
    }

    /** Of a format that says nothing but itself. */
    static CaptureNotes of(String format, List<String> packings, List<String> details) {
        return new CaptureNotes(format, packings, details, List.of(), 0, 0, 0, Map.of(), Map.of(), 0, 0, List.of());
    }

    /**
     * What the file says of one interface.
     *
     * @param id as {@link CaptureInterface#id}
     * @param resolution of its time stamps, in words
     * @param filter the capture filter, null where none is named
     * @param received packets that the interface received
     */
    public record InterfaceNotes(
            int id,
            String resolution,
            @Nullable String filter,
            OptionalLong received,
            OptionalLong droppedByInterface,
            OptionalLong droppedBySystem) {}
}
