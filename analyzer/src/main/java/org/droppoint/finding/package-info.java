/**
 * Facts without blame, each with its frames. May use: base, flow, dissect, correlate.session, correlate.recording.
 */
@NullMarked
package org.droppoint.finding;

import org.jspecify.annotations.NullMarked;
