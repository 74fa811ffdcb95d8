/**
 * Byte streams become SMTP events and TLS records. May use: base, flow.
 */
@NullMarked
package org.droppoint.dissect;

import org.jspecify.annotations.NullMarked;
