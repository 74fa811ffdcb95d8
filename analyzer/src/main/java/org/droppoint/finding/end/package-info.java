/**
 * How a session ended, and what it first needed and never got. May use: base, flow, dissect, correlate.session, finding.fact, finding.place, finding.dialogue, finding.loss.
 */
@NullMarked
package org.droppoint.finding.end;

import org.jspecify.annotations.NullMarked;
