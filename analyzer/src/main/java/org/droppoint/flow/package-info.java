/**
 * Frames become segments, segments become two byte ledgers per leg; sequence numbers are unwrapped once, here. May use: base, wire, capture.
 */
@NullMarked
package org.droppoint.flow;

import org.jspecify.annotations.NullMarked;
