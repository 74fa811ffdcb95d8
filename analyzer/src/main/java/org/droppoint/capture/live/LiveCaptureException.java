package org.droppoint.capture.live;

import java.io.IOException;

/** A live source that cannot be opened or went away; the message says what is missing and how to mend it. */
public final class LiveCaptureException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean permanent;

    LiveCaptureException(String message, boolean permanent) {
        super(message);
        this.permanent = permanent;
    }

    /** Whether trying again cannot help: no such interface, no right, a filter that does not compile. */
    public boolean isPermanent() {
        return permanent;
    }
}
