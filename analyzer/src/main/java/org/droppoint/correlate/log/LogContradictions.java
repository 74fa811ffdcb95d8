package org.droppoint.correlate.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import org.droppoint.base.Endpoint;
import org.droppoint.base.FlowKey;
import org.droppoint.base.FrameRef;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.correlate.log.JoinedLog.Contradiction;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.exchange.LogEvent;
import org.droppoint.exchange.LogReading;
import org.droppoint.exchange.LogSession;
import org.jspecify.annotations.Nullable;

/**
 * What a log says and the wire disproves. The log tells what its program believed; only where the captures show the
 * contrary, not where they merely lack it, is it contradicted.
 */
final class LogContradictions {
    /** Clocks that are one machine's differ by less; so does what two programs of it make of the same packet. */
    private static final long SHIFT_NANOS = 2 * Times.NANOS_PER_SECOND;

    private static final long QUARTER_HOUR_NANOS = 900 * Times.NANOS_PER_SECOND;
    private static final long MINUTE_NANOS = 60 * Times.NANOS_PER_SECOND;

    /** How long before and after a session its capture must have recorded anything to be called running. */
    private static final long AROUND_NANOS = 30 * Times.NANOS_PER_SECOND;

    private final Correlation correlation;
    private final WireIndex index;
    private final HostClock host;
    private final IntPredicate mailPort;

    LogContradictions(Correlation correlation, WireIndex index, HostClock host, IntPredicate mailPort) {
        this.correlation = correlation;
        this.index = index;
        this.host = host;
        this.mailPort = mailPort;
    }

    List<Contradiction> of(LogMatcher.Logged logged, LogClock clock) {
        List<@Nullable Contradiction> found = new ArrayList<>();
        WireSession wire = logged.wire();
        if (wire == null) {
            found.add(noSuchFlow(logged, clock));
        } else if (wire.session().serverAtHost() == logged.ends().hostIsServer()) {
            found.add(certificateNotSent(logged.session(), wire.session(), clock));
            found.add(closedByHost(logged.session(), wire.session()));
        }
        List<Contradiction> kept = new ArrayList<>();
        for (Contradiction one : found) {
            if (one != null) {
                kept.add(one);
            }
        }
        return kept;
    }

    // ---- the certificate ----

    private @Nullable Contradiction certificateNotSent(LogSession logged, Session session, LogClock clock) {
        LogEvent claim = logged.certificateSentEvent().orElse(null);
        if (claim == null) {
            return null;
        }
        HostFlight flight = HostFlight.of(session);
        if (!flight.wholeAndWithoutCertificate() || !overAtHost(logged, session, clock)) {
            return null;
        }
        TlsRecord hello = flight.hello();
        String came = hello == null
                ? "no handshake record left it at all"
                : "after its " + (session.serverAtHost() ? "ServerHello" : "ClientHello") + " ("
                        + frame(hello.origin().tap(), hello.origin().frame())
                        + ") no further handshake message left it";
        return new Contradiction(
                "certificate-not-sent",
                "The log says that the host sent its certificate (line " + claim.lineNumber()
                        + "); no such record left the host, and the handshake never came that far: " + came
                        + ", and its whole stream is in the capture at "
                        + session.legs().get(0).tap() + ".");
    }

    /** Whether nothing can have followed unseen: the host closed, or the capture outlasted the log's session. */
    private boolean overAtHost(LogSession logged, Session session, LogClock clock) {
        SessionLeg nearest = session.legs().get(0);
        if (FirstClose.at(nearest) != null) {
            return true;
        }
        OptionalLong end = logged.endedAt();
        boolean ended =
                logged.saysClosedBy().isPresent() || logged.saysTlsFailedWith().isPresent();
        OptionalLong last =
                host.of(nearest.tap(), correlation.taps().trace(nearest.tap()).lastNanos());
        return ended
                && clock.known()
                && end.isPresent()
                && last.isPresent()
                && end.getAsLong() - clock.offsetNanos() + clock.uncertaintyNanos() <= last.getAsLong();
    }

    // ---- who closed ----

    private @Nullable Contradiction closedByHost(LogSession logged, Session session) {
        boolean saysRemote = logged.saysClosedBy()
                .filter(by -> by == LogReading.Closer.REMOTE)
                .isPresent();
        SessionLeg nearest = session.legs().get(0);
        FirstClose close = FirstClose.at(nearest);
        if (!saysRemote || close == null || !close.certainlyBy(session, correlation)) {
            return null;
        }
        LogEvent claim = logged.first(LogReading.Disconnected.class).orElse(null);
        return new Contradiction(
                "closed-by-host",
                "The log says that the remote side closed the connection"
                        + (claim == null ? "" : " (line " + claim.lineNumber() + ")")
                        + "; on the wire the host closed first, with " + close.flags() + " ("
                        + frame(nearest.tap(), close.frame()) + ").");
    }

    // ---- a session that is not there ----

    /**
     * Only where the host's capture was running, knows the host's address of the log and recorded other connections of
     * the same far end: then neither another interface nor a capture filter hid it.
     */
    private @Nullable Contradiction noSuchFlow(LogMatcher.Logged logged, LogClock clock) {
        FlowKey key = logged.ends().key();
        OptionalLong start = logged.session().startedAt();
        if (key == null || start.isEmpty() || !clock.known() || !clock.againstHost()) {
            return null;
        }
        long slack = clock.uncertaintyNanos() + Times.NANOS_PER_SECOND;
        long begin = start.getAsLong() - clock.offsetNanos();
        boolean spoke = logged.session().first(LogReading.Connected.class).isPresent()
                || logged.session().first(LogReading.Reply.class).isPresent();
        boolean recorded = mailPort.test(key.server().port())
                && knows(key.client())
                && knows(key.server())
                && running(begin, logged.session().endedAt().orElse(start.getAsLong()) - clock.offsetNanos(), slack);
        boolean mayBeAnother = index.of(key).stream().anyMatch(wire -> wire.overlaps(begin, begin, AROUND_NANOS));
        if (!spoke || !recorded || mayBeAnother) {
            return null;
        }
        return new Contradiction(
                "no-such-flow",
                "The log has this session from " + key.client() + " to " + key.server() + " at "
                        + Times.iso(begin).substring(11, 23)
                        + " of the host capture's clock; that capture was running and holds other sessions of both"
                        + " addresses, and no packet of this one.");
    }

    private boolean knows(Endpoint end) {
        return index.knows(host.tap(), end.address());
    }

    private boolean running(long begin, long end, long slack) {
        TapTrace trace = correlation.taps().trace(host.tap());
        return begin - slack >= trace.firstNanos()
                && Math.min(end, begin + AROUND_NANOS) + slack <= trace.lastNanos()
                && trace.activity().anyWithin(begin - AROUND_NANOS, begin)
                && trace.activity().anyWithin(begin, begin + AROUND_NANOS);
    }

    // ---- the clock ----

    /** Told once for a log, as it holds for all of its sessions. */
    static @Nullable Contradiction clockShifted(LogClock clock) {
        long off = Math.abs(clock.offsetNanos());
        if (!clock.known() || !clock.againstHost() || off - clock.uncertaintyNanos() <= SHIFT_NANOS) {
            return null;
        }
        long toQuarter = Math.floorMod(off + MINUTE_NANOS, QUARTER_HOUR_NANOS);
        boolean zone = off > MINUTE_NANOS && toQuarter <= 2 * MINUTE_NANOS;
        return new Contradiction(
                "clock-shifted",
                "The log's clock is " + Times.duration(off) + (clock.offsetNanos() > 0 ? " ahead of" : " behind")
                        + " the host capture's ("
                        + String.format(Locale.ROOT, "%+.3f s", clock.offsetNanos() / 1e9) + " ± "
                        + Times.duration(clock.uncertaintyNanos()) + ", from " + clock.sessions()
                        + (clock.sessions() == 1 ? " session" : " sessions") + ")"
                        + (zone ? "; a whole number of quarter hours, as if one of the two kept local time." : "."));
    }

    private static String frame(Tap tap, FrameRef frame) {
        String file = frame.file() == 0 ? "" : " of file " + (frame.file() + 1);
        return tap + " frame " + frame.number() + file;
    }
}
