/**
 * Gathers the facts of every session. May use: base, flow, dissect, correlate.session, finding.fact, finding.place, finding.dialogue, finding.loss, finding.change, finding.reset, finding.end, finding.tcp.
 */
@NullMarked
package org.droppoint.finding;

import org.jspecify.annotations.NullMarked;
