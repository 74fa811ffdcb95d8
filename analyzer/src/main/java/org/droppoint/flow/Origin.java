package org.droppoint.flow;

import org.droppoint.base.FrameRef;
import org.droppoint.base.Tap;

/** The frame that first brought a byte, at which tap, and when by that tap's own clock. */
public record Origin(Tap tap, FrameRef frame, long epochNanos) {}
