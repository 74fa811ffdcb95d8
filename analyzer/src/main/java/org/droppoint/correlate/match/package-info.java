/**
 * Which legs of different taps are one session, and between which of them packets pass. May use: base, flow, dissect, correlate.session.
 */
@NullMarked
package org.droppoint.correlate.match;

import org.jspecify.annotations.NullMarked;
