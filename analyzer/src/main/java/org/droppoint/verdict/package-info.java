/**
 * Weighs hypotheses over the case file of findings and session facts; never sees a packet. May use: base, finding.fact.
 */
@NullMarked
package org.droppoint.verdict;

import org.jspecify.annotations.NullMarked;
