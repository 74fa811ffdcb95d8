/**
 * One small class per hypothesis. May use: verdict, finding, base.
 */
@NullMarked
package org.droppoint.verdict.rule;

import org.jspecify.annotations.NullMarked;
