/**
 * Resets, and who made them. May use: base, flow, dissect, correlate.session, finding.fact, finding.place, finding.loss.
 */
@NullMarked
package org.droppoint.finding.reset;

import org.jspecify.annotations.NullMarked;
