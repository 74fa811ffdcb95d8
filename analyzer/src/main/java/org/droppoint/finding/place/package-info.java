/**
 * Positions along the way as taps, places and frames; who speaks there. May use: base, flow, correlate.session, correlate.recording, finding.fact.
 */
@NullMarked
package org.droppoint.finding.place;

import org.jspecify.annotations.NullMarked;
