/**
 * One page of text for every class and every finding: what it means, the physics, what else looks like it, sources.
 * May use: verdict.
 */
@NullMarked
package org.droppoint.explain;

import org.jspecify.annotations.NullMarked;
