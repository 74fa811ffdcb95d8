package org.droppoint.correlate.session;

import java.util.List;
import org.droppoint.base.MailPath;
import org.droppoint.base.Tap;

/** The path and what was recorded at each of its taps, in path order. */
public record Taps(MailPath path, List<TapTrace> traces) {

    public Taps {
        traces = List.copyOf(traces);
        for (int i = 0; i < traces.size(); i++) {
            if (traces.get(i).tap().order() != i) {
                throw new IllegalArgumentException("traces are not in path order");
            }
        }
    }

    public TapTrace trace(Tap tap) {
        return traces.get(tap.order());
    }

    public int count() {
        return traces.size();
    }
}
