/**
 * Texts of mail servers and firewalls held against the sessions on the wire. May use: base, flow, dissect, exchange, correlate.session.
 */
@NullMarked
package org.droppoint.correlate.log;

import org.jspecify.annotations.NullMarked;
