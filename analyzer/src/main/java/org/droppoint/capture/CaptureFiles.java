package org.droppoint.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Opens captures of any format by what is in them; a name or its ending is never looked at. */
public final class CaptureFiles {
    private static final Predicate<CaptureInterface> EVERY_INTERFACE = any -> true;
    /** A file compressed twice happens; more is a trap. */
    private static final int MAX_COMPRESSIONS = 3;

    private CaptureFiles() {}

    /** @throws CaptureFormatException if the file is no capture that can be read */
    public static CaptureReader open(Path file) throws IOException {
        return open(file, EVERY_INTERFACE);
    }

    /**
     * Opens a capture of which only some interfaces matter; frames of the others are passed over, but counted in
     * {@link Frame#number}.
     */
    public static CaptureReader open(Path file, Predicate<CaptureInterface> wanted) throws IOException {
        return open(file, wanted, null);
    }

    /** @param digest given the file's bytes as they are read, compressed ones as they are on disk; null where it is not wanted */
    public static CaptureReader open(Path file, Predicate<CaptureInterface> wanted, @Nullable FileDigest digest)
            throws IOException {
        return open(file, wanted, digest, bytes -> {});
    }

    /**
     * @param digest given the file's bytes as they are read, compressed ones as they are on disk; null where it is not wanted
     * @param bytesRead told with each piece of a regular file how many bytes it has
     */
    public static CaptureReader open(
            Path file, Predicate<CaptureInterface> wanted, @Nullable FileDigest digest, LongConsumer bytesRead)
            throws IOException {
        String name = String.valueOf(file.getFileName());
        if (Files.isDirectory(file)) {
            throw new CaptureFormatException(name, 0, "a folder, not a file", "");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return Files.isRegularFile(file)
                ? read(
                        new CaptureInput(
                                name,
                                new ByteFeed(new FileSource(channel, digest, null, bytesRead)),
                                new FrameStore(channel),
                                true,
                                false),
                        wanted)
                : open(Channels.newInputStream(channel), name, wanted);
    }

    /** Reads standard input or another stream, which is closed with the reader. */
    public static CaptureReader open(InputStream stream, String name) throws IOException {
        return open(stream, name, EVERY_INTERFACE);
    }

    public static CaptureReader open(InputStream stream, String name, Predicate<CaptureInterface> wanted)
            throws IOException {
        return read(
                new CaptureInput(name, new ByteFeed(new StreamSource(stream)), new FrameStore(null), false, true),
                wanted);
    }

    /**
     * Reads a stream that is going to be read to its end before anything is told of it, so that reading ahead of a frame
     * delays nothing. The stream is closed with the reader.
     */
    public static CaptureReader openWhole(InputStream stream, String name, Predicate<CaptureInterface> wanted)
            throws IOException {
        return read(
                new CaptureInput(name, new ByteFeed(new StreamSource(stream)), new FrameStore(null), false, false),
                wanted);
    }

    /** Whether the file may be text, compressed or not; false too where it cannot be read. */
    public static boolean mayBeText(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(CaptureFormat.MAGIC_BYTES);
            return CaptureFormat.isText(head) || CaptureFormat.compression(head) != null;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Finds the reader; closes the input where there is none. */
    private static CaptureReader read(CaptureInput input, Predicate<CaptureInterface> wanted) throws IOException {
        CaptureInput layer = input;
        try {
            for (int depth = 0; depth <= MAX_COMPRESSIONS; depth++) {
                byte[] head = head(layer);
                Compression compression = CaptureFormat.compression(head);
                if (compression == null) {
                    return reader(layer, head, wanted);
                }
                layer = layer.unpacked(new ByteFeed(new CompressedSource(layer, compression)), compression.label());
            }
            throw layer.refused("compressed more than " + MAX_COMPRESSIONS + " times over", "Unpack it first");
        } catch (IOException | RuntimeException e) {
            layer.close();
            throw e;
        }
    }

    /** What is needed to tell the format; of a live stream no more than a header while that will do. */
    private static byte[] head(CaptureInput input) throws IOException {
        byte[] few = input.feed().peek(CaptureFormat.MAGIC_BYTES);
        return CaptureFormat.of(few) == CaptureFormat.OTHER ? input.feed().peek(CaptureFormat.HEAD_BYTES) : few;
    }

    private static CaptureReader reader(CaptureInput input, byte[] head, Predicate<CaptureInterface> wanted)
            throws IOException {
        CaptureFormat format = CaptureFormat.of(head);
        return switch (format == CaptureFormat.OTHER ? CaptureFormat.withoutMagic(head) : format) {
            case PCAP -> PcapReader.open(input, wanted);
            case PCAPNG -> PcapngReader.open(input, wanted);
            case SNOOP -> SnoopReader.open(input, wanted);
            case NETMON -> NetMonReader.open(input.inPlace() ? input : SpooledInput.of(input), wanted);
            case ERF -> new ErfReader(input, wanted);
            case FORTIGATE_TEXT -> new TextReader(input, new FortiGateText(), wanted);
            case ASA_TEXT -> new TextReader(input, new AsaText(), wanted);
            case TCPDUMP_TEXT -> new TextReader(input, new TcpdumpText(), wanted);
            case NETSCREEN_TEXT -> new TextReader(input, new NetScreenText(), wanted);
            case COMPRESSED, OTHER -> throw RefusedFormats.refusal(input, head);
        };
    }
}
