package org.droppoint.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;

/** Opens captures of any format by what is in them; a name or its ending is never looked at. */
public final class CaptureFiles {
    private static final Predicate<CaptureInterface> EVERY_INTERFACE = any -> true;

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
        String name = String.valueOf(file.getFileName());
        if (Files.isDirectory(file)) {
            throw new CaptureFormatException(name, 0, "a folder, not a file", "");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return Files.isRegularFile(file)
                ? read(
                        new CaptureInput(name, new ByteFeed(new FileSource(channel)), new FrameStore(channel), true),
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
                new CaptureInput(name, new ByteFeed(new StreamSource(stream)), new FrameStore(null), false), wanted);
    }

    /** Finds the reader; closes the input where there is none. */
    private static CaptureReader read(CaptureInput input, Predicate<CaptureInterface> wanted) throws IOException {
        try {
            return reader(input, wanted);
        } catch (IOException | RuntimeException e) {
            input.close();
            throw e;
        }
    }

    private static CaptureReader reader(CaptureInput input, Predicate<CaptureInterface> wanted) throws IOException {
        return switch (CaptureFormat.of(input.feed().peek(CaptureFormat.HEAD_BYTES))) {
            case PCAP -> PcapReader.open(input);
            case PCAPNG -> PcapngReader.open(input, wanted);
            case EMPTY -> throw input.refused("an empty file", "The capture was never written, or its copy failed");
            case UNKNOWN -> throw input.refused("not a capture of a known format", "Known are pcap and pcapng");
        };
    }
}
