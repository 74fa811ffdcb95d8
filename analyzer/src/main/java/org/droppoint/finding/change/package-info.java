/**
 * What a device between two taps did to the content. May use: base, flow, dissect, correlate.session, finding.fact, finding.place, finding.loss.
 */
@NullMarked
package org.droppoint.finding.change;

import org.jspecify.annotations.NullMarked;
