package org.droppoint.correlate.log;

import java.time.Year;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.droppoint.base.Endpoint;
import org.droppoint.base.Times;
import org.droppoint.correlate.log.JoinedLog.LogRemark;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.exchange.FirewallAddress;
import org.droppoint.exchange.FirewallLine;
import org.droppoint.exchange.FirewallLog;
import org.droppoint.exchange.InspectionCounters;
import org.droppoint.exchange.InspectionCounters.Section;
import org.jspecify.annotations.Nullable;

/**
 * What a firewall's own text says of the sessions, found by both ends with or without its translation. It corroborates;
 * nothing is judged by it, since what a firewall logs depends on how it was told to log.
 */
public final class FirewallJoiner {
    private static final int MAX_REMARKS = 100;
    private static final int MAX_COUNTERS = 12;
    private static final int CONNECTION_BUILT = 302_013;
    private static final int MAIL_IN_TEXT = 108;

    /** A line's zone is often not written, zones differ by quarters of an hour, and clocks by a minute or two. */
    private static final long QUARTER_HOUR_NANOS = 900 * Times.NANOS_PER_SECOND;

    private static final long CLOCK_ERROR_NANOS = 120 * Times.NANOS_PER_SECOND;

    private final Correlation correlation;
    private final Map<Endpoint, Set<Session>> byClient = new HashMap<>();
    private final List<LogRemark> remarks = new ArrayList<>();
    private int untold;
    private int elsewhere;

    private FirewallJoiner(Correlation correlation) {
        this.correlation = correlation;
        for (SessionTrace trace : correlation.sessions()) {
            for (SessionLeg leg : trace.session().legs()) {
                byClient.computeIfAbsent(leg.leg().key().client(), client -> new LinkedHashSet<>())
                        .add(trace.session());
            }
        }
    }

    public static JoinedLog join(FirewallLog log, InspectionCounters counters, Correlation correlation) {
        FirewallJoiner joiner = new FirewallJoiner(correlation);
        log.lines().forEach(joiner::take);
        joiner.addSums();
        joiner.addCounters(counters);
        return new JoinedLog(
                log.fileName(),
                "firewall",
                LogClock.unknown(new HostClock(correlation).tap()),
                List.of(),
                joiner.remarks);
    }

    private void take(FirewallLine line) {
        List<Session> sessions = sessions(line);
        boolean acted = line.saysInspectionActed();
        if (sessions.isEmpty()) {
            elsewhere += acted ? 1 : 0;
        } else if (acted || line.messageId() != CONNECTION_BUILT) {
            if (remarks.size() == MAX_REMARKS) {
                untold++;
                return;
            }
            remarks.add(new LogRemark(
                    acted ? "inspection-acted" : "firewall-line",
                    line.lineNumber(),
                    sessions.size() == 1 ? sessions.get(0) : null,
                    words(line, sessions.size())));
        }
    }

    private static String words(FirewallLine line, int sessions) {
        String said = line.messageId() / 1000 == MAIL_IN_TEXT ? line.reason() : line.text();
        String what = line.messageId() == FirewallLine.ACCELERATED_PATH_DROP
                ? "The firewall's own capture of its drops holds a packet from "
                        + line.addresses().get(0).address() + " port "
                        + line.addresses().get(0).port()
                : "The firewall's message " + line.messageId();
        String text = what + (said.isEmpty() ? "" : ": " + PlainWords.of(said));
        return sessions == 1 ? text : text + " (the ports were used by " + sessions + " sessions)";
    }

    private void addSums() {
        if (untold > 0) {
            remarks.add(new LogRemark("firewall-line", 0, null, untold + " further lines name sessions."));
        }
        if (elsewhere > 0) {
            remarks.add(new LogRemark(
                    "inspection-acted",
                    0,
                    null,
                    elsewhere + (elsewhere == 1 ? " line says" : " lines say")
                            + " that inspection acted on connections which are not in the captures."));
        }
    }

    // ---- the session of a line ----

    private List<Session> sessions(FirewallLine line) {
        Set<Session> found = new LinkedHashSet<>();
        for (FirewallAddress address : line.addresses()) {
            if (address.port() >= 0) {
                byClient.getOrDefault(new Endpoint(address.address(), address.port()), Set.of()).stream()
                        .filter(session -> session.legs().stream()
                                .anyMatch(leg -> line.mentions(leg.leg().key().server())))
                        .forEach(found::add);
            }
        }
        return found.stream().filter(session -> fitsInTime(line, session)).toList();
    }

    private boolean fitsInTime(FirewallLine line, Session session) {
        SessionLeg leg = session.legs().get(0);
        long begin = correlation.referenceNanos(leg, leg.leg().firstRow());
        long end = correlation.referenceNanos(leg, leg.leg().lastRow());
        if (line.time().isEmpty()) {
            return true;
        }
        int year = Year.from(Times.instant(begin).atOffset(ZoneOffset.UTC)).getValue();
        OptionalLong stated = line.time().get().epochNanos(year, 0);
        if (stated.isEmpty()) {
            return false;
        }
        long at = stated.getAsLong();
        long apart = at < begin ? begin - at : Math.max(0, at - end);
        if (line.time().get().offsetSeconds().isPresent()) {
            return apart <= CLOCK_ERROR_NANOS;
        }
        long inQuarter = Math.floorMod(at - begin, QUARTER_HOUR_NANOS);
        boolean during =
                inQuarter <= end - begin + CLOCK_ERROR_NANOS || inQuarter >= QUARTER_HOUR_NANOS - CLOCK_ERROR_NANOS;
        return apart <= MAX_ZONE_NANOS && during;
    }

    /** The zones of the world lie within 14 hours of UTC. */
    private static final long MAX_ZONE_NANOS = 14 * 3600 * Times.NANOS_PER_SECOND + CLOCK_ERROR_NANOS;

    // ---- counters ----

    private void addCounters(InspectionCounters counters) {
        List<String> told = new ArrayList<>();
        @Nullable Long line = null;
        for (InspectionCounters.Counter counter : counters.counters()) {
            boolean about = counter.section() == Section.ESMTP_INSPECTION
                    ? !counter.name().equals("packet")
                    : counter.name().contains("inspect");
            if (counter.count() > 0 && about && told.size() < MAX_COUNTERS) {
                told.add(PlainWords.of(counter.name()) + " " + counter.count());
                line = line == null ? Long.valueOf(counter.lineNumber()) : line;
            }
        }
        if (line != null) {
            remarks.add(new LogRemark(
                    "inspection-counter",
                    line,
                    null,
                    "The firewall's inspection counters: " + String.join(", ", told)
                            + ". They are sums over all traffic since they were last cleared: two printouts, before and"
                            + " after a failed session, would tell what it added."));
        }
    }
}
