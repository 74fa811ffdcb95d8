/**
 * Joins what the taps recorded, in one order: sessions, clocks, bytes and records across taps. May use: base, flow, dissect, correlate.session, correlate.match, correlate.order, correlate.clock, correlate.recording, correlate.loss.
 */
@NullMarked
package org.droppoint.correlate;

import org.jspecify.annotations.NullMarked;
