package org.droppoint.capture.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.droppoint.base.Times;
import org.droppoint.capture.Frame;
import org.droppoint.capture.write.PacketNotes;
import org.droppoint.capture.write.PcapngWriter;
import org.droppoint.capture.write.SectionNotes;
import org.jspecify.annotations.Nullable;

/**
 * Writes one tap's frames to a ring of pcapng files, named as dumpcap names them: {@code NAME_00001_20260131235959.pcapng}.
 * Only whole blocks are handed to the system, so a kill leaves readable files. When a write fails, the failed file is
 * cut back to its last whole block and writing pauses; the frames that were not written are counted. One thread at a time.
 */
public final class CaptureRing implements AutoCloseable {
    /** How long a full disk is left alone before it is tried again. */
    private static final long RETRY_NANOS = 5 * Times.NANOS_PER_SECOND;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final String name;
    private final RingLimits limits;
    private final String application;
    private final Deque<Path> kept = new ArrayDeque<>();
    private final Deque<Long> framesOfKept = new ArrayDeque<>();
    private final Map<Integer, Integer> interfaces = new HashMap<>();

    private @Nullable SourceDescription about;
    private @Nullable Current current;
    private SourceCounters counters = SourceCounters.NONE;
    private int serial;
    private @Nullable String failure;
    private long failedAt;
    private long unwritten;
    private long lastNanos;

    /** The file being written. */
    private static final class Current {
        final Path path;
        final CountingChannel channel;
        final PcapngWriter writer;
        final long openedAt = System.nanoTime();
        final SourceCounters countersBefore;
        long frames;
        long framesHandedOn;
        long bytesHandedOn;

        Current(Path path, CountingChannel channel, PcapngWriter writer, SourceCounters countersBefore) {
            this.path = path;
            this.channel = channel;
            this.writer = writer;
            this.countersBefore = countersBefore;
        }

        void noteHandedOn() {
            if (channel.whole != bytesHandedOn) {
                bytesHandedOn = channel.whole;
                framesHandedOn = frames;
            }
        }
    }

    /** Knows up to where whole batches were written. */
    private static final class CountingChannel implements WritableByteChannel {
        private final FileChannel file;
        long whole;

        CountingChannel(FileChannel file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            int length = from.remaining();
            while (from.hasRemaining()) {
                file.write(from);
            }
            whole += length;
            return length;
        }

        /** Takes back what was written of a batch that failed halfway. */
        void cutBack() throws IOException {
            file.truncate(whole);
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** @param application what the files say wrote them */
    public CaptureRing(Path folder, String name, RingLimits limits, String application) {
        this.folder = folder;
        this.name = name;
        this.limits = limits;
        this.application = application;
    }

    /** The source was opened, perhaps again: files from now on describe it. */
    public void describe(SourceDescription description) {
        about = description;
    }

    /**
     * Writes a frame and gives it its number in its file.
     *
     * @return the serial number of the file, from 1; 0 where it was not written
     */
    public int write(Frame frame) {
        lastNanos = frame.epochNanos;
        if (failure != null && System.nanoTime() - failedAt < RETRY_NANOS) {
            unwritten++;
            return 0;
        }
        try {
            Current file = writable();
            int id = interfaceId(file.writer, frame.linkType);
            file.writer.frame(id, frame, PacketNotes.NONE);
            frame.number = ++file.frames;
            file.noteHandedOn();
            failure = null;
            return serial;
        } catch (IOException e) {
            fail(e);
            unwritten++;
            return 0;
        }
    }

    private int interfaceId(PcapngWriter writer, int linkType) throws IOException {
        Integer known = interfaces.get(linkType);
        if (known != null) {
            return known;
        }
        SourceDescription source = about;
        int id = writer.addInterface(
                linkType,
                source == null ? 0 : source.snapLengthBytes(),
                source == null ? name : source.name(),
                source == null ? null : source.description(),
                source == null ? null : source.filter());
        interfaces.put(linkType, id);
        return id;
    }

    private Current writable() throws IOException {
        Current open = current;
        if (open != null && !isFull(open)) {
            return open;
        }
        if (open != null) {
            finish(open);
        }
        return begin();
    }

    private boolean isFull(Current open) {
        boolean large = limits.fileBytes() > 0 && open.channel.whole >= limits.fileBytes();
        boolean old = limits.fileNanos() > 0 && System.nanoTime() - open.openedAt >= limits.fileNanos();
        return open.frames > 0 && (large || old);
    }

    private Current begin() throws IOException {
        Files.createDirectories(folder);
        while (limits.files() > 0 && kept.size() >= limits.files()) {
            Files.deleteIfExists(kept.removeFirst());
            framesOfKept.removeFirst();
        }
        String stamp = STAMP.format(Times.instant(lastNanos));
        Path path = folder.resolve(String.format(Locale.ROOT, "%s_%05d_%s.pcapng", name, serial + 1, stamp));
        CountingChannel channel =
                new CountingChannel(FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        serial++;
        kept.addLast(path);
        framesOfKept.addLast(0L);
        interfaces.clear();
        PcapngWriter writer =
                new PcapngWriter(channel, new SectionNotes(null, null, application, List.of("tap: " + name)));
        Current opened = new Current(path, channel, writer, counters);
        current = opened;
        return opened;
    }

    private void fail(IOException reason) {
        failure = String.valueOf(reason.getMessage());
        failedAt = System.nanoTime();
        Current broken = current;
        current = null;
        if (broken == null) {
            return;
        }
        unwritten += broken.frames - broken.framesHandedOn;
        try {
            broken.channel.cutBack();
            broken.channel.close();
            rememberFrames(broken.framesHandedOn);
            if (broken.channel.whole == 0) {
                Files.deleteIfExists(broken.path);
                kept.removeLast();
                framesOfKept.removeLast();
                serial--;
            }
        } catch (IOException e) {
            failure += "; " + e.getMessage();
        }
    }

    /** Hands all that was written to the system: a kill of this process loses nothing of it. */
    public void flush() {
        Current open = current;
        if (open == null) {
            return;
        }
        try {
            open.writer.flush();
            open.noteHandedOn();
        } catch (IOException e) {
            fail(e);
        }
    }

    /**
     * Takes over what the source counted since it was first opened. Each file states what was dropped while it was
     * written, so that the sum over a ring is the truth: at its end, and at once when the number has grown.
     */
    public void count(SourceCounters now) {
        boolean more = now.dropped() > counters.dropped();
        counters = now;
        Current open = current;
        if (more && open != null) {
            try {
                statistics(open);
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    private void statistics(Current open) throws IOException {
        if (!interfaces.isEmpty()) {
            open.writer.statistics(
                    0,
                    lastNanos,
                    OptionalLong.of(counters.received() - open.countersBefore.received()),
                    OptionalLong.of(counters.dropped() - open.countersBefore.dropped()));
        }
    }

    private void rememberFrames(long frames) {
        framesOfKept.removeLast();
        framesOfKept.addLast(frames);
    }

    private void finish(Current open) throws IOException {
        rememberFrames(open.frames);
        statistics(open);
        open.writer.close();
        current = null;
    }

    /** Why nothing is written at the moment, or null. */
    public @Nullable String failure() {
        return failure;
    }

    /** Frames that were not written because writing failed. */
    public long unwritten() {
        return unwritten;
    }

    /** The serial number of the file at hand, from 1; 0 before the first. */
    public int serial() {
        return serial;
    }

    /** The files that are there, oldest first. */
    public List<Path> files() {
        return List.copyOf(kept);
    }

    /** The serial number of the oldest file that is there. */
    public int firstSerial() {
        return serial - kept.size() + 1;
    }

    /** The file at hand, where one is open. */
    public @Nullable Path file() {
        Current open = current;
        return open == null ? null : open.path;
    }

    /** How many frames a file that is there has. */
    public long frames(int number) {
        Current open = current;
        if (open != null && number == serial) {
            return open.frames;
        }
        return List.copyOf(framesOfKept).get(number - firstSerial());
    }

    @Override
    public void close() throws IOException {
        Current open = current;
        if (open != null) {
            finish(open);
        }
    }
}
