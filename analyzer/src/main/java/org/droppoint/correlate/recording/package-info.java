/**
 * How well each tap recorded what passed it: when its silence may be believed. May use: base, flow, correlate.session.
 */
@NullMarked
package org.droppoint.correlate.recording;

import org.jspecify.annotations.NullMarked;
