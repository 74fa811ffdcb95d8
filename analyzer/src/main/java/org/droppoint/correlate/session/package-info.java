/**
 * What is known of a session across taps: its legs, ledgers, clocks, and what vanished or changed on the way. May use: base, flow, dissect.
 */
@NullMarked
package org.droppoint.correlate.session;

import org.jspecify.annotations.NullMarked;
