package org.droppoint.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureInterface;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
import org.droppoint.capture.FrameSource;
import org.droppoint.wire.LinkType;
import org.jspecify.annotations.Nullable;

/** Reads the frames of one lane once more, in the order and with the lanes of the first reading. */
final class LaneFrames implements FrameSource {
    private final Predicate<CaptureInterface> wanted;
    private final List<Path> files;
    private final int lane;
    private final Lanes lanes = new Lanes();
    private int file = -1;
    private @Nullable CaptureReader reader;

    LaneFrames(Predicate<CaptureInterface> wanted, List<Path> files, int lane) {
        this.wanted = wanted;
        this.files = files;
        this.lane = lane;
    }

    @Override
    public boolean next(Frame into) throws IOException {
        while (true) {
            if (reader == null) {
                if (file + 1 >= files.size()) {
                    return false;
                }
                file++;
                reader = CaptureFiles.open(files.get(file), wanted);
            }
            while (nextOf(reader, into)) {
                int link = LinkType.interfaceIndex(into.bytes, into.offset, into.capturedLength, into.linkType);
                if (lanes.lane(file, into.interfaceId, link) == lane) {
                    return true;
                }
            }
            reader.close();
            reader = null;
        }
    }

    /** Where the first reading had to stop, this one stops as well. */
    private static boolean nextOf(CaptureReader reader, Frame into) {
        try {
            return reader.next(into);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public int file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
