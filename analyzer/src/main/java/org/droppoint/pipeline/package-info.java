/**
 * The one place that knows the order of the passes. May use: everything but capture.live and evidence.
 */
@NullMarked
package org.droppoint.pipeline;

import org.jspecify.annotations.NullMarked;
