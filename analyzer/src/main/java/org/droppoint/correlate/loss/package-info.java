/**
 * Where bytes and packets vanished, were repaired or changed between taps. May use: base, flow, correlate.session, correlate.recording.
 */
@NullMarked
package org.droppoint.correlate.loss;

import org.jspecify.annotations.NullMarked;
