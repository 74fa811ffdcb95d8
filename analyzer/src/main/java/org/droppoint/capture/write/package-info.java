/**
 * Writes pcapng. May use: capture, base.
 */
@NullMarked
package org.droppoint.capture.write;

import org.jspecify.annotations.NullMarked;
