package org.droppoint.capture;

/**
 * Says at a glance which frames are worth more than that. Readers of the common formats ask it before they fill a
 * {@link Frame}: what it passes over, nearly all of most captures, costs a few byte reads.
 */
@FunctionalInterface
public interface FrameSieve {
    /** Passes nothing over. */
    FrameSieve ALL = (bytes, offset, capturedLength, linkType, interfaceId, epochNanos) -> true;

    /** Whether a frame is to be delivered; asked once for each, in the order of the capture. */
    boolean keeps(byte[] bytes, int offset, int capturedLength, int linkType, int interfaceId, long epochNanos);
}
