/**
 * SMTP and TLS turn by turn: how far a session came, and who must speak next. May use: base, flow, dissect, correlate.session, finding.fact.
 */
@NullMarked
package org.droppoint.finding.dialogue;

import org.jspecify.annotations.NullMarked;
