package org.droppoint.inspect;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.Times;
import org.droppoint.capture.CaptureHealth;

/**
 * What a capture can and cannot prove. Presence is easy: what is recorded passed. Absence is what blame rests on, and
 * needs a capture that was running, undamaged and not blind.
 */
final class Provability {
    /** A capture that records so often something was alive all the time. */
    private static final long ALIVE_NANOS = 30 * Times.NANOS_PER_SECOND;

    private final List<PointTally> points;
    private final List<MailSession> sessions;
    private final CaptureHealth health;
    private final CaptureProfile.Times times;

    Provability(List<PointTally> points, List<MailSession> sessions, CaptureHealth health, CaptureProfile.Times times) {
        this.points = points;
        this.sessions = sessions;
        this.health = health;
        this.times = times;
    }

    private long mail() {
        return points.stream().mapToLong(PointTally::mail).sum();
    }

    private long frames() {
        return points.stream().mapToLong(PointTally::frames).sum();
    }

    private long count(java.util.function.Predicate<MailSession> which) {
        return sessions.stream().filter(which).count();
    }

    private static String sessions(long count) {
        return count == 1 ? "1 session" : count + " sessions";
    }

    List<String> can() {
        List<String> can = new ArrayList<>();
        long whole = count(one -> one.beginSeen() && !one.oneWay());
        if (whole > 0) {
            can.add("what passed this point in " + sessions(whole) + " from the TCP handshake on, in both directions");
        }
        if (whole > 0
                && health.droppedByCapture().orElse(0) == 0
                && health.gaps().isEmpty()
                && unrecorded() == 0) {
            can.add("what did not pass it: nothing speaks for packets that it missed"
                    + (health.droppedByCapture().isPresent() ? ", and it counts no drops of its own" : ""));
        }
        if (frames() > 2 * mail() && times.longestPauseNanos() < ALIVE_NANOS) {
            can.add("that it was recording all the time: other traffic never pauses for longer than "
                    + Times.duration(times.longestPauseNanos()));
        }
        if (points.stream().anyMatch(PointTally::onSender)) {
            can.add("what one of the two machines itself sent, as its packets bear the marks of the sender");
        }
        return can;
    }

    private long unrecorded() {
        return sessions.stream().mapToLong(MailSession::unrecordedBytes).sum();
    }

    List<String> cannot() {
        List<String> cannot = new ArrayList<>();
        if (frames() == 0) {
            cannot.add("anything: it holds no frame");
            return cannot;
        }
        if (sessions.isEmpty()) {
            cannot.add("anything about mail: it holds no connection on a mail port");
            return cannot;
        }
        if (frames() == mail()) {
            cannot.add(
                    "that it was running where it is silent: it holds nothing but mail, as a capture filter leaves it");
        }
        long late = count(one -> !one.beginSeen());
        if (late > 0) {
            cannot.add("how " + sessions(late) + " began: the TCP handshake is not in it");
        }
        long oneWay = count(MailSession::oneWay);
        if (oneWay > 0) {
            cannot.add("what came the other way in " + sessions(oneWay) + ": one direction only was recorded");
        }
        addLosses(cannot);
        if (times.backwards() > 0) {
            cannot.add("the order of events within " + Times.duration(times.largestStepBackNanos())
                    + ": time steps back " + times.backwards() + (times.backwards() == 1 ? " time" : " times"));
        }
        if (points.stream().anyMatch(one -> one.duplicates() > 0)) {
            cannot.add("a retransmission by a second copy alone: a mirror shows packets twice here");
        }
        return cannot;
    }

    private void addLosses(List<String> cannot) {
        long cut = sessions.stream().mapToLong(MailSession::cutSegments).sum();
        if (cut > 0) {
            cannot.add("what stands in " + cut + " segments that the snap length cut: changed bytes and TLS records"
                    + " behind the cut are invisible");
        }
        if (health.droppedByCapture().orElse(0) > 0) {
            cannot.add("that a missing packet did not pass: the capture dropped "
                    + health.droppedByCapture().getAsLong() + " packets itself");
        }
        if (unrecorded() > 0) {
            cannot.add("that what it lacks was lost: " + unrecorded()
                    + " bytes passed it unrecorded, as their receiver acknowledged them");
        }
        if (!health.gaps().isEmpty()) {
            cannot.add("what passed where it is damaged: " + health.gaps().size()
                    + (health.gaps().size() == 1 ? " stretch" : " stretches") + " of time cannot be read");
        }
    }
}
