/**
 * The report for tickets: short, in Markdown as GitHub, GitLab and most trackers read it. May use: report, report.text,
 * base.
 */
@NullMarked
package org.droppoint.report.markdown;

import org.jspecify.annotations.NullMarked;
