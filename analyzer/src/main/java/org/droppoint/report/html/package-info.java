/**
 * The report as one self-contained page. The verdict, the picture of the path, the ladders of the telling flows and all
 * tables are plain HTML and SVG and need no script: mail programs preview attachments without. The script adds the
 * list and timeline of all flows, ladders on demand, zoom and copying. May use: report, report.json, base.
 */
@NullMarked
package org.droppoint.report.html;

import org.jspecify.annotations.NullMarked;
