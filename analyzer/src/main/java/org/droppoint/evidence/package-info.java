/**
 * What a case is proved with: captures cut down to the mail sessions, with notes on the frames that matter, and the
 * bundle that carries them. Reads captures a second time and redacts by sessions, so it looks at packets and
 * correlation too. May use: base, wire, capture, capture.write, flow, dissect, correlate.session, redact, report, report.json, report.html, report.pdf.
 */
@NullMarked
package org.droppoint.evidence;

import org.jspecify.annotations.NullMarked;
