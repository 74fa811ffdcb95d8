/**
 * Tables for spreadsheets: RFC 4180, and inert in programs that run what looks like a formula. May use: report, base.
 */
@NullMarked
package org.droppoint.report.csv;

import org.jspecify.annotations.NullMarked;
