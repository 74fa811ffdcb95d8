package org.droppoint.capture;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** One capture file or stream, read once from front to back by one thread. */
public interface CaptureReader extends Closeable {

    /**
     * Moves to the next frame.
     *
     * @return false at the end, also where damage left nothing more to read; {@link #health()} then tells what was lost
     * @throws IOException if the file or stream itself fails
     */
    boolean next(Frame into) throws IOException;

    /** As {@link #next(Frame)}, but passes over, and counts, what the sieve does not keep. */
    default boolean next(Frame into, FrameSieve sieve) throws IOException {
        while (next(into)) {
            if (sieve.keeps(
                    into.bytes, into.offset, into.capturedLength, into.linkType, into.interfaceId, into.epochNanos)) {
                return true;
            }
        }
        return false;
    }

    /** Reads kept bytes back; usable until this reader is closed. */
    PayloadStore payload();

    /** The interfaces met so far, by their id; a classic pcap has one, nameless. */
    List<CaptureInterface> interfaces();

    /** What the time stamps count from; known once the first frame was read. */
    default ClockBase clockBase() {
        return ClockBase.DATED;
    }

    /** What the capture says about itself; complete once {@link #next} returned false. */
    default CaptureNotes notes() {
        return CaptureNotes.of("stream", List.of(), List.of());
    }

    /** What is known so far about what this capture itself lost; complete once {@link #next} returned false. */
    CaptureHealth health();
}
