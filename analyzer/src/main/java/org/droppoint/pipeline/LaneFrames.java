package org.droppoint.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
import org.droppoint.capture.FrameSource;
import org.droppoint.flow.CapturePass;
import org.droppoint.wire.LinkType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one lane once more, with the lanes of the first reading: files one after the other, or, captures
 * side by side, in the order of their times.
 */
final class LaneFrames implements FrameSource {
    private final Opening opening;
    private final CapturePass.LaneRule lanes;
    private final int lane;
    private final boolean sideBySide;
    private final List<Part> parts = new ArrayList<>();
    private @Nullable Part current;

    /** Opens a file as the first reading did. */
    interface Opening {
        CaptureReader open(InputFile file) throws IOException;
    }

    LaneFrames(List<InputFile> files, Opening opening, CapturePass.LaneRule lanes, int lane, boolean sideBySide)
            throws IOException {
        this.opening = opening;
        this.lanes = lanes;
        this.lane = lane;
        this.sideBySide = sideBySide;
        for (InputFile file : files) {
            if (file.once()) {
                throw new IOException(file.name() + ": cannot be read a second time; save it to a file first");
            }
            parts.add(new Part(file, parts.size()));
        }
    }

    /** A file, opened when its turn comes. */
    private final class Part {
        final InputFile file;
        final int number;
        final Frame frame = new Frame();

        @Nullable
        CaptureReader reader;

        boolean ahead;
        boolean ended;

        Part(InputFile file, int number) {
            this.file = file;
            this.number = number;
        }

        /** Stands on the next frame of the lane; where the first reading had to stop, this one stops as well. */
        boolean advance() throws IOException {
            if (reader == null && !ended) {
                reader = opening.open(file);
            }
            CaptureReader open = reader;
            while (open != null && nextOf(open)) {
                int link = LinkType.interfaceIndex(frame.bytes, frame.offset, frame.capturedLength, frame.linkType);
                if (lanes.lane(number, frame.interfaceId, link) == lane) {
                    ahead = true;
                    return true;
                }
            }
            end();
            return false;
        }

        private boolean nextOf(CaptureReader open) {
            try {
                return open.next(frame);
            } catch (IOException e) {
                return false;
            }
        }

        void end() throws IOException {
            ended = true;
            ahead = false;
            CaptureReader open = reader;
            reader = null;
            if (open != null) {
                open.close();
            }
        }
    }

    @Override
    public boolean next(Frame into) throws IOException {
        Part part = sideBySide ? earliest() : inTurn();
        current = part;
        if (part == null) {
            return false;
        }
        part.ahead = false;
        copy(part.frame, into);
        return true;
    }

    private @Nullable Part inTurn() throws IOException {
        for (Part part : parts) {
            if (!part.ended && part.advance()) {
                return part;
            }
        }
        return null;
    }

    private @Nullable Part earliest() throws IOException {
        Part earliest = null;
        for (Part part : parts) {
            boolean stands = part.ahead || !part.ended && part.advance();
            if (stands && (earliest == null || part.frame.epochNanos < earliest.frame.epochNanos)) {
                earliest = part;
            }
        }
        return earliest;
    }

    private static void copy(Frame from, Frame into) {
        into.bytes = from.bytes;
        into.offset = from.offset;
        into.capturedLength = from.capturedLength;
        into.wireLength = from.wireLength;
        into.linkType = from.linkType;
        into.interfaceId = from.interfaceId;
        into.number = from.number;
        into.filePosition = from.filePosition;
        into.epochNanos = from.epochNanos;
    }

    @Override
    public int file() {
        return current == null ? 0 : current.number;
    }

    @Override
    public void close() throws IOException {
        for (Part part : parts) {
            part.end();
        }
    }
}
