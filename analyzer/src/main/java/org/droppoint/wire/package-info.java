/**
 * Header views over bytes, from the link layer to TCP options and ICMP quotes; no judgement. May use: base.
 */
@NullMarked
package org.droppoint.wire;

import org.jspecify.annotations.NullMarked;
