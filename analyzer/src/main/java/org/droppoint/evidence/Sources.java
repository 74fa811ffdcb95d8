package org.droppoint.evidence;

import java.io.IOException;
import org.droppoint.base.Tap;
import org.droppoint.capture.FrameSource;

/** Opens a tap's frames. */
final class Sources {
    private Sources() {}

    static FrameSource open(EvidenceSource source, Tap tap) throws IOException {
        FrameSource.Opener opener = source.frames().get(tap);
        if (opener == null) {
            throw new IllegalArgumentException("no frames of tap " + tap.name());
        }
        return opener.open();
    }
}
