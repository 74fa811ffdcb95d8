/**
 * Finds the renderer for a format's name or a file's name. May use: report and its renderers.
 */
@NullMarked
package org.droppoint.report.formats;

import org.jspecify.annotations.NullMarked;
