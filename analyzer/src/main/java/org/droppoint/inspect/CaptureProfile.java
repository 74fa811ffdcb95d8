package org.droppoint.inspect;

import java.util.List;
import org.droppoint.capture.CaptureHealth;
import org.droppoint.capture.CaptureNotes;
import org.jspecify.annotations.Nullable;

/**
 * What a capture file is.
 *
 * @param notes what it says about itself
 * @param health what it lost, as far as it knows
 * @param times how its time stamps behave
 * @param points where it was taken: one entry an interface, and one an interface that SLL2 frames name
 * @param sessions connections on mail ports, in order of appearance; bounded
 * @param sessionCount how many there are
 * @param can what it can prove, each a sentence without its full stop
 * @param cannot what it cannot prove
 */
public record CaptureProfile(
        String name,
        CaptureNotes notes,
        CaptureHealth health,
        Times times,
        List<Point> points,
        List<MailSession> sessions,
        long sessionCount,
        List<String> can,
        List<String> cannot) {
    public CaptureProfile {
        points = List.copyOf(points);
        sessions = List.copyOf(sessions);
        can = List.copyOf(can);
        cannot = List.copyOf(cannot);
    }

    /**
     * How the time stamps behave.
     *
     * @param backwards frames earlier than the one before them
     * @param largestStepBackNanos how far at most
     * @param firstBackwardsFrame 0 where time never steps back
     * @param leaps frames more than a day from the one before
     * @param longestPauseNanos between two frames that follow each other
     * @param unit the coarsest unit that all time stamps are multiples of, in words
     */
    public record Times(
            long backwards,
            long largestStepBackNanos,
            long firstBackwardsFrame,
            long leaps,
            long longestPauseNanos,
            String unit) {}

    /**
     * One point of capture.
     *
     * @param name as the capture has it, or its number
     * @param linkType as the registry of link types names it
     * @param snapLengthBytes 0 for no limit
     * @param cutFrames frames of which the capture holds a part only
     * @param mailSegments TCP segments on mail ports
     * @param duplicates TCP segments recorded twice, bit for bit
     * @param routedCopies TCP segments recorded again with another TTL: before and behind a router
     * @param unread frames that could not be decoded for other reasons than their cut
     * @param signs what tells where it was taken, each in words
     */
    public record Point(
            String name,
            @Nullable String description,
            String linkType,
            int snapLengthBytes,
            long frames,
            long bytesOnWire,
            long firstNanos,
            long lastNanos,
            long cutFrames,
            int largestFrameBytes,
            long mailSegments,
            long duplicates,
            long routedCopies,
            long tunnelled,
            long fragments,
            long unread,
            List<Integer> vlans,
            List<String> signs) {
        public Point {
            vlans = List.copyOf(vlans);
            signs = List.copyOf(signs);
        }
    }

    /**
     * A connection on a mail port as one point saw it.
     *
     * @param phase how far the dialogue came, in words
     * @param end how it ended here, in words
     * @param fromClient segments of the client
     * @param unrecordedBytes acknowledged by the receiver and not in this capture
     */
    public record MailSession(
            String point,
            String client,
            String server,
            long firstNanos,
            long lastNanos,
            long firstFrame,
            String phase,
            String end,
            long fromClient,
            long fromServer,
            boolean beginSeen,
            long unrecordedBytes) {}
}
