/**
 * The JSON report, its published schema, and the way back from JSON to the report model. May use: report, base.
 */
@NullMarked
package org.droppoint.report.json;

import org.jspecify.annotations.NullMarked;
