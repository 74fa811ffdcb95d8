/**
 * Which end of the path opened a session, and in which order its taps stand. May use: base, flow, correlate.session, correlate.match.
 */
@NullMarked
package org.droppoint.correlate.order;

import org.jspecify.annotations.NullMarked;
