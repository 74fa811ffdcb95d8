package org.droppoint.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.droppoint.live.LiveEvent;
import org.droppoint.live.LiveListener;
import org.droppoint.live.LiveView;

/** A place that a watch is shown at. */
interface LiveOutput extends LiveListener, Closeable {

    /** Tells them all. */
    static LiveOutput all(List<LiveOutput> outputs) {
        return new LiveOutput() {
            @Override
            public void event(LiveEvent event) {
                outputs.forEach(output -> output.event(event));
            }

            @Override
            public void looked(LiveView view) {
                outputs.forEach(output -> output.looked(view));
            }

            @Override
            public void close() throws IOException {
                for (LiveOutput output : outputs) {
                    output.close();
                }
            }
        };
    }
}
