package org.droppoint.correlate.log;

import java.util.Locale;
import java.util.OptionalLong;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.flow.Leg;
import org.droppoint.flow.Origin;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** A session on the wire with its moments on the clock that logs are held against. */
final class WireSession {
    private final Session session;
    private final HostClock clock;
    private final Moments moments = new Moments();
    private final OptionalLong begin;
    private final OptionalLong end;

    WireSession(Session session, HostClock clock) {
        this.session = session;
        this.clock = clock;
        SessionLeg nearest = session.legs().get(0);
        this.begin = clock.of(nearest.tap(), nearest.leg().firstNanos());
        this.end = clock.of(nearest.tap(), nearest.leg().lastNanos());
        noteOpening(nearest);
        noteSpeech();
    }

    Session session() {
        return session;
    }

    Moments moments() {
        return moments;
    }

    /** First segment at the tap nearest the host, {@link Long#MIN_VALUE} where its clock cannot be compared. */
    long beginNanos() {
        return begin.orElse(Long.MIN_VALUE);
    }

    /** Whether the session lasted at any time between these two, with so much slack. */
    boolean overlaps(long fromNanos, long toNanos, long slackNanos) {
        return begin.isPresent()
                && end.isPresent()
                && begin.getAsLong() - slackNanos <= toNanos
                && end.getAsLong() + slackNanos >= fromNanos;
    }

    /** The SYN asks, the SYN-ACK grants; a capture may lack the third packet of the handshake, or show a later one. */
    private void noteOpening(SessionLeg nearest) {
        Leg leg = nearest.leg();
        SegmentStore store = leg.store();
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (!TcpFlags.has(store.flags(row), TcpFlags.SYN)) {
                return;
            }
            boolean client = store.direction(row) == Direction.CLIENT_TO_SERVER;
            clock.of(nearest.tap(), store.epochNanos(row))
                    .ifPresent(nanos -> moments.opened(client ? Moments.ATTEMPT : Moments.CONNECTED, nanos));
        }
    }

    private void noteSpeech() {
        String verb = "";
        boolean answered = false;
        for (SmtpEvent event : session.dialogue().smtp()) {
            if (event instanceof SmtpEvent.Command command) {
                verb = command.verb();
                answered = false;
                moments.greetedAs(hello(command));
                speak(verb, event);
            } else if (event instanceof SmtpEvent.Reply reply && !answered && (reply.greeting() || !verb.isEmpty())) {
                answered = !reply.greeting();
                speak(reply.greeting() ? Moments.GREETING : Moments.ANSWER_TO + verb, event);
            }
        }
    }

    private static String hello(SmtpEvent.Command command) {
        boolean hello = command.verb().equals("EHLO") || command.verb().equals("HELO");
        return hello ? command.argument().strip().toLowerCase(Locale.ROOT) : "";
    }

    /** The host knows of what it sends before the first byte leaves, and of what it gets after the last has come. */
    private void speak(String step, SmtpEvent event) {
        Origin origin = session.outward(event.direction()) ? event.origin() : event.completion();
        clock.of(origin.tap(), origin.epochNanos()).ifPresent(nanos -> moments.spoken(step, nanos));
    }
}
