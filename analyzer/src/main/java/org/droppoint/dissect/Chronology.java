package org.droppoint.dissect;

import org.droppoint.flow.Origin;

/**
 * Which of two frames came first. Within one file the frame number decides, since a capture's clock may step back;
 * across files (rotated, or parallel members of a cluster) only time can.
 */
final class Chronology {
    private Chronology() {}

    static boolean precedes(Origin a, Origin b) {
        if (a.tap().equals(b.tap()) && a.frame().file() == b.frame().file()) {
            return a.frame().number() < b.frame().number();
        }
        return a.epochNanos() < b.epochNanos();
    }

    static Origin later(Origin a, Origin b) {
        return precedes(a, b) ? b : a;
    }
}
