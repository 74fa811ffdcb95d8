/**
 * What vanished, was repaired, or is only missing in a capture. May use: base, flow, dissect, correlate.session, correlate.recording, finding.fact, finding.place.
 */
@NullMarked
package org.droppoint.finding.loss;

import org.jspecify.annotations.NullMarked;
