/**
 * Each tap's clock against the reference, as an interval that packets prove. May use: base, flow, correlate.session, correlate.match, correlate.order.
 */
@NullMarked
package org.droppoint.correlate.clock;

import org.jspecify.annotations.NullMarked;
