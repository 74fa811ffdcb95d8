/**
 * What one capture is, and what it can and cannot prove, told without judging any session. May use: base, wire, capture,
 * flow, dissect, report, report.text.
 */
@NullMarked
package org.droppoint.inspect;

import org.jspecify.annotations.NullMarked;
