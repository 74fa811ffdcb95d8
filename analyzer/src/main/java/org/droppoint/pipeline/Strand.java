package org.droppoint.pipeline;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.droppoint.capture.Frame;
import org.jspecify.annotations.Nullable;

/** Files that follow each other, read frame by frame as if they were one. */
final class Strand {
    /** Opens files of the strand as they come up. */
    interface Opener {
        /** The opened file, or null where it cannot be read. */
        @Nullable
        OpenedFile open(InputFile file);

        /** Hears that a file broke off. */
        void broken(OpenedFile file, IOException cause);

        int index(OpenedFile file);
    }

    private final Iterator<InputFile> files;
    private final Opener opener;
    private final Frame frame = new Frame();
    private @Nullable OpenedFile current;
    private int index = -1;

    Strand(List<InputFile> files, Opener opener) {
        this.files = files.iterator();
        this.opener = opener;
    }

    /** Moves to the next frame; false at the end of the last file. */
    boolean next() {
        while (true) {
            OpenedFile now = current;
            if (now != null && read(now)) {
                return true;
            }
            if (!files.hasNext()) {
                return false;
            }
            OpenedFile following = opener.open(files.next());
            current = following;
            index = following == null ? -1 : opener.index(following);
        }
    }

    private boolean read(OpenedFile file) {
        try {
            return file.reader().next(frame);
        } catch (IOException e) {
            opener.broken(file, e);
            return false;
        }
    }

    /** Valid until {@link #next}. */
    Frame frame() {
        return frame;
    }

    /** The index of the frame's file among all that were opened. */
    int index() {
        return index;
    }

    /** The file of the frame. */
    OpenedFile file() {
        OpenedFile now = current;
        if (now == null) {
            throw new IllegalStateException("no frame was read");
        }
        return now;
    }
}
