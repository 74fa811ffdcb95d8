/**
 * Values every other package speaks in: byte ranges, coverage, endpoints, taps, places, times. May use: JDK only.
 */
@NullMarked
package org.droppoint.base;

import org.jspecify.annotations.NullMarked;
