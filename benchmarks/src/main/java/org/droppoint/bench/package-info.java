/**
 * What the parts of an analysis cost, measured by JMH over captures that the project's own generator makes. No part of the
 * product. May use: everything.
 */
@NullMarked
package org.droppoint.bench;

import org.jspecify.annotations.NullMarked;
