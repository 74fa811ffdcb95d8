/**
 * The engine of the offline analysis, fed as packets come: each tap's frames go through the same capture pass into the
 * same legs, of which snapshots are correlated and judged by the same code, again and again, up to each tap's watermark.
 * What is finished and judged is forgotten, so that memory stays bounded. May use: capture, capture.write, capture.live,
 * base, wire, flow, dissect, correlate, correlate.session, finding, finding.fact, verdict, verdict.rule, report.
 */
@NullMarked
package org.droppoint.live;

import org.jspecify.annotations.NullMarked;
