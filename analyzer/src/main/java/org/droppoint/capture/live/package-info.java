/**
 * Live sources of frames: interfaces through libpcap (pcap4j and JNA are used here and nowhere else), commands, FIFOs and
 * standard input; and the ring of pcapng files that everything captured is written to. Nothing here is loaded by the
 * offline commands, so that they need no libpcap. May use: capture, capture.write, base.
 */
@NullMarked
package org.droppoint.capture.live;

import org.jspecify.annotations.NullMarked;
