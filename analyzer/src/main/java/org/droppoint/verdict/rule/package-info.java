/**
 * One small class per hypothesis. May use: verdict, finding.fact, base.
 */
@NullMarked
package org.droppoint.verdict.rule;

import org.jspecify.annotations.NullMarked;
