package org.droppoint.live;

import java.util.List;
import org.droppoint.correlate.session.TapTrace;

/**
 * What a tap had recorded at one moment.
 *
 * @param files serial numbers of the capture files that the rows name, by the rows' file numbers
 * @param lastLeg legs with greater ids came later
 * @param rows rows of all legs
 */
record TapSnapshot(TapTrace trace, List<Integer> files, int lastLeg, long rows) {}
