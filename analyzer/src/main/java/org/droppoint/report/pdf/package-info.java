/**
 * The report as PDF, for those who file and sign: verdict, picture, ladders, evidence, tables. May use: report, base.
 */
@NullMarked
package org.droppoint.report.pdf;

import org.jspecify.annotations.NullMarked;
