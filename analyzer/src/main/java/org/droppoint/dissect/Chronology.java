package org.droppoint.dissect;

import org.droppoint.flow.Origin;
import org.droppoint.flow.StreamView;

/**
 * Which of two frames came first. Within one file the frame number decides, since a capture's clock may step back;
 * across files (rotated, or parallel members of a cluster) and across taps only time can.
 */
final class Chronology {
    private Chronology() {}

    static boolean precedes(StreamView view, Origin a, Origin b) {
        if (a.tap().equals(b.tap()) && a.frame().file() == b.frame().file()) {
            return a.frame().number() < b.frame().number();
        }
        return view.commonNanos(a) < view.commonNanos(b);
    }

    static Origin later(StreamView view, Origin a, Origin b) {
        return precedes(view, a, b) ? b : a;
    }
}
