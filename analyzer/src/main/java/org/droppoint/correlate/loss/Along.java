package org.droppoint.correlate.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.droppoint.correlate.session.Sighting;

/**
 * What each tap can say of something that was sent, in order of travel.
 *
 * @param absent the first position behind the last one reached where it is demonstrably absent; the number of positions
 *     where none can tell
 * @param doubt how likely it is that this tap merely missed it
 */
record Along(List<Sighting> sightings, int absent, double doubt) {
    static Along of(int positions, int reached, IntFunction<Sighting> at) {
        List<Sighting> sightings = new ArrayList<>();
        int absent = positions;
        double doubt = 0;
        for (int i = 0; i < positions; i++) {
            Sighting sighting = at.apply(i);
            sightings.add(sighting);
            if (i > reached && absent == positions && sighting instanceof Sighting.Absent gone) {
                absent = i;
                doubt = gone.missProbability();
            }
        }
        return new Along(List.copyOf(sightings), absent, doubt);
    }
}
