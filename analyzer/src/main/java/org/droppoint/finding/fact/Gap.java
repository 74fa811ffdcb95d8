package org.droppoint.finding.fact;

import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.base.Tap;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of the path between two points of view, in which something happened.
 *
 * @param from the tap on the sender's side, null for the sending end itself
 * @param to the tap on the receiver's side, null for the receiving end itself
 * @param places every place in between that the captures do not rule out, in path order
 */
public record Gap(@Nullable Tap from, @Nullable Tap to, List<Place> places) {
    public Gap {
        places = List.copyOf(places);
    }
}
