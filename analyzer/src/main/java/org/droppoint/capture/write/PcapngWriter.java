package org.droppoint.capture.write;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import org.droppoint.capture.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Writes one section of pcapng (draft-ietf-opsawg-pcapng), little-endian, times in nanoseconds. Nothing is ever
 * rewritten and only whole blocks are handed on, so a file is readable at any moment, also after a kill.
 *
 * <p>Blocks are collected up to {@link #BATCH_BYTES} and then written with one call; {@link #flush} writes what there
 * is. One thread at a time.
 */
public final class PcapngWriter implements Closeable {
    /** Link type of Ethernet, for callers that have no other. */
    public static final int ETHERNET = 1;

    private static final int BATCH_BYTES = 60 * 1024;
    private static final int MAX_FRAME_BYTES = 262_144;

    private static final int SECTION_HEADER = 0x0a0d_0d0a;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int INTERFACE_STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;
    private static final long LENGTH_UNKNOWN = -1;

    private static final int OPT_COMMENT = 1;
    private static final int SHB_HARDWARE = 2;
    private static final int SHB_OS = 3;
    private static final int SHB_USERAPPL = 4;
    private static final int IF_NAME = 2;
    private static final int IF_DESCRIPTION = 3;
    private static final int IF_TSRESOL = 9;
    private static final int IF_FILTER = 11;
    private static final byte NANOSECONDS = 9;
    private static final int EPB_FLAGS = 2;
    private static final int EPB_DROPCOUNT = 4;
    private static final int ISB_IFRECV = 4;
    private static final int ISB_IFDROP = 5;
    /** A filter option's first byte: the rest is a libpcap filter string. */
    private static final String FILTER_STRING = "\0";

    private final WritableByteChannel channel;
    private final BlockBuffer blocks = new BlockBuffer();
    private int interfaces;
    private boolean broken;

    /** Begins a section on a channel, which is closed with the writer. */
    public PcapngWriter(WritableByteChannel channel, SectionNotes notes) {
        this.channel = channel;
        blocks.begin(SECTION_HEADER).int32(BYTE_ORDER_MAGIC).int16(1).int16(0).int64(LENGTH_UNKNOWN);
        boolean noted = notes.hardware() != null
                || notes.system() != null
                || notes.application() != null
                || !notes.comments().isEmpty();
        notes.comments().forEach(text -> blocks.textOption(OPT_COMMENT, text));
        blocks.textOption(SHB_HARDWARE, notes.hardware())
                .textOption(SHB_OS, notes.system())
                .textOption(SHB_USERAPPL, notes.application());
        if (noted) {
            blocks.endOfOptions();
        }
        blocks.end();
    }

    /** Creates a file, or replaces one. */
    public static PcapngWriter create(Path file, SectionNotes notes) throws IOException {
        return new PcapngWriter(
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE),
                notes);
    }

    /**
     * Describes an interface.
     *
     * @param snapLengthBytes 0 for no limit
     * @param filter the capture filter that was in force, in libpcap's language
     * @return its id, to be given with its packets
     */
    public int addInterface(
            int linkType,
            int snapLengthBytes,
            @Nullable String name,
            @Nullable String description,
            @Nullable String filter)
            throws IOException {
        blocks.begin(INTERFACE_DESCRIPTION)
                .int16(linkType)
                .int16(0)
                .int32(snapLengthBytes)
                .textOption(IF_NAME, name)
                .textOption(IF_DESCRIPTION, description)
                .option(IF_TSRESOL, new byte[] {NANOSECONDS})
                .textOption(IF_FILTER, filter == null ? null : FILTER_STRING + filter)
                .endOfOptions()
                .end();
        wrote();
        return interfaces++;
    }

    /** Writes a frame as it was captured, to one interface. */
    public void frame(int interfaceId, Frame frame, PacketNotes notes) throws IOException {
        packet(interfaceId, frame.epochNanos, frame.bytes, frame.offset, frame.capturedLength, frame.wireLength, notes);
    }

    /** Writes a packet; times before 1970 do not exist in pcapng and become 1970. */
    public void packet(
            int interfaceId,
            long epochNanos,
            byte[] bytes,
            int offset,
            int capturedLength,
            int wireLength,
            PacketNotes notes)
            throws IOException {
        checkInterface(interfaceId);
        if (capturedLength > MAX_FRAME_BYTES) {
            throw new IllegalArgumentException("A frame of " + capturedLength + " bytes");
        }
        blocks.begin(ENHANCED_PACKET)
                .int32(interfaceId)
                .time(Math.max(0, epochNanos))
                .int32(capturedLength)
                .int32(wireLength)
                .padded(bytes, offset, capturedLength);
        if (!notes.isEmpty()) {
            notes.comments().forEach(text -> blocks.textOption(OPT_COMMENT, text));
            notes.flags()
                    .ifPresent(flags ->
                            blocks.int16(EPB_FLAGS).int16(Integer.BYTES).int32(flags));
            notes.droppedBefore()
                    .ifPresent(count ->
                            blocks.int16(EPB_DROPCOUNT).int16(Long.BYTES).int64(count));
            blocks.endOfOptions();
        }
        blocks.end();
        wrote();
    }

    /** Writes what the capture counted on an interface since it began. */
    public void statistics(int interfaceId, long epochNanos, OptionalLong received, OptionalLong dropped)
            throws IOException {
        checkInterface(interfaceId);
        blocks.begin(INTERFACE_STATISTICS).int32(interfaceId).time(Math.max(0, epochNanos));
        received.ifPresent(count -> blocks.int16(ISB_IFRECV).int16(Long.BYTES).int64(count));
        dropped.ifPresent(count -> blocks.int16(ISB_IFDROP).int16(Long.BYTES).int64(count));
        blocks.endOfOptions().end();
        wrote();
    }

    private void checkInterface(int id) {
        if (id < 0 || id >= interfaces) {
            throw new IllegalArgumentException("No interface " + id);
        }
    }

    private void wrote() throws IOException {
        if (blocks.size() >= BATCH_BYTES) {
            flush();
        }
    }

    /** Hands every block so far to the system; a kill of this process then loses none of them. */
    public void flush() throws IOException {
        if (broken) {
            throw new IOException("An earlier write failed; what follows it would be unreadable");
        }
        ByteBuffer whole = blocks.flip();
        broken = true;
        while (whole.hasRemaining()) {
            channel.write(whole);
        }
        broken = false;
        blocks.clear();
    }

    @Override
    public void close() throws IOException {
        try {
            if (!broken) {
                flush();
            }
        } finally {
            channel.close();
        }
    }
}
