/**
 * The report for a terminal: calm, aligned, safe against what captures hold. May use: report, base.
 */
@NullMarked
package org.droppoint.report.text;

import org.jspecify.annotations.NullMarked;
