/**
 * Capture files and streams become frames; facts about a capture's own losses; payload is read back by reference. May use: base.
 */
@NullMarked
package org.droppoint.capture;

import org.jspecify.annotations.NullMarked;
