/**
 * The report model, built from case file, journeys and verdict, and its renderers. May use: base, finding.fact, verdict, correlate.session, correlate.log.
 */
@NullMarked
package org.droppoint.report;

import org.jspecify.annotations.NullMarked;
