package org.droppoint.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.droppoint.live.EventJson;
import org.droppoint.live.LiveEvent;
import org.droppoint.live.LiveView;

/** Events for programs. Where they cannot be written any more, the watch goes on without. */
final class EventLines implements LiveOutput {
    private final EventJson json;
    private boolean broken;

    EventLines(EventJson json) {
        this.json = json;
    }

    @Override
    public void event(LiveEvent event) {
        if (broken) {
            return;
        }
        try {
            json.write(event);
        } catch (IOException e) {
            broken = true;
        }
    }

    @Override
    public void looked(LiveView view) {
        // events say all that programs need
    }

    @Override
    public void close() {
        try {
            json.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
