/**
 * Replaces what tells who and what: the same original always by the same substitute, of the same length where bytes are
 * concerned, in frames, streams and texts alike. What is not known to be harmless is replaced. May use: base, wire, flow, dissect.
 */
@NullMarked
package org.droppoint.redact;

import org.jspecify.annotations.NullMarked;
