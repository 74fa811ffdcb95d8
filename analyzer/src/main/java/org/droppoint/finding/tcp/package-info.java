/**
 * What TCP and ICMP themselves show: handshakes, windows, bursts, notices. May use: base, flow, correlate.session, finding.fact, finding.place, finding.end.
 */
@NullMarked
package org.droppoint.finding.tcp;

import org.jspecify.annotations.NullMarked;
