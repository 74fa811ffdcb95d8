package org.droppoint.capture.live;

/**
 * What a source counted since it was opened.
 *
 * @param received frames that passed the filter, the dropped ones included where the system counts so (Linux)
 * @param dropped frames lost for want of buffer, in the kernel or at the interface; 0 where nothing is known
 */
public record SourceCounters(long received, long dropped) {
    public static final SourceCounters NONE = new SourceCounters(0, 0);
}
