/**
 * Clocks, legs into sessions, bytes and records across taps; logs joined. May use: base, flow, dissect, exchange.
 */
@NullMarked
package org.droppoint.correlate;

import org.jspecify.annotations.NullMarked;
