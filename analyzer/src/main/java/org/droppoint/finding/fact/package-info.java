/**
 * Facts without blame, each with its frames. May use: base, flow, correlate.session.
 */
@NullMarked
package org.droppoint.finding.fact;

import org.jspecify.annotations.NullMarked;
