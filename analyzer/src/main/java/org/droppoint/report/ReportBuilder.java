package org.droppoint.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.droppoint.base.Direction;
import org.droppoint.base.FlowKey;
import org.droppoint.base.Place;
import org.droppoint.base.Spread;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.Vanishing;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Side;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.FlowVerdict;
import org.droppoint.verdict.VerdictClass;
import org.jspecify.annotations.Nullable;

/** Puts correlation, facts and verdict into the model that every format renders. */
public final class ReportBuilder {
    /** More ladders nobody looks at. */
    private static final int MAX_LADDERS = 200;

    private final Correlation correlation;
    private final CaseVerdict verdict;

    private ReportBuilder(Correlation correlation, CaseVerdict verdict) {
        this.correlation = correlation;
        this.verdict = verdict;
    }

    public static Report build(
            Report.Tool tool,
            Correlation correlation,
            CaseVerdict verdict,
            List<CaptureFacts> captures,
            List<Report.Log> logs,
            List<Report.RefusedInput> refused) {
        ReportBuilder builder = new ReportBuilder(correlation, verdict);
        return new Report(
                tool,
                names(correlation.taps().path().places()),
                correlation.taps().path().taps().stream().map(Tap::name).toList(),
                captures.stream().map(builder::capture).toList(),
                builder.overall(),
                builder.flows(),
                logs,
                refused);
    }

    private static List<String> names(List<Place> places) {
        return places.stream().map(Place::name).toList();
    }

    // ---- captures ----

    private Report.Capture capture(CaptureFacts facts) {
        Correlation.TapQuality quality = correlation.quality().get(facts.tap());
        long missed = quality == null ? 0 : quality.missedBytes();
        List<String> problems = new ArrayList<>(facts.problems());
        if (missed > 0) {
            problems.add("lacks " + missed + " stream bytes that demonstrably passed this tap");
        }
        int sessions = (int) correlation.sessions().stream()
                .filter(trace -> trace.session().leg(facts.tap()) != null)
                .count();
        return new Report.Capture(
                facts.tap().name(),
                facts.interfaceName(),
                facts.files(),
                facts.firstNanos(),
                facts.lastNanos(),
                clock(facts.tap()),
                new Report.Health(facts.truncatedFrames(), missed, problems),
                facts.roleReason(),
                sessions,
                facts.segments());
    }

    private Report.Clock clock(Tap tap) {
        ClockModel model = correlation.clock(tap);
        ClockModel.Piece piece = model.stated();
        List<String> steps = new ArrayList<>();
        for (ClockModel.Piece later : model.steps()) {
            steps.add("at " + Times.iso(later.from()) + " by this clock, to an offset of "
                    + Times.duration(later.offsetNanos()));
        }
        boolean reference = model.isReference();
        return new Report.Clock(
                model.known(),
                piece.offsetNanos(),
                piece.drift() * 1e6,
                piece.uncertaintyNanos(),
                reference ? firstNanos(tap) : piece.at() - piece.offsetNanos(),
                reference,
                model.basis(),
                steps);
    }

    private long firstNanos(Tap tap) {
        return correlation.taps().trace(tap).firstNanos();
    }

    // ---- the verdict ----

    private Report.Verdict overall() {
        int failed = count(Outcome.FAILED);
        int ok = count(Outcome.OK);
        int unknown = count(Outcome.UNKNOWN);
        Report.Counts counts = new Report.Counts(failed, ok, unknown);
        return new Report.Verdict(
                verdict.classId(),
                names(verdict.suspects()),
                names(verdict.notRuledOut()),
                verdict.heading().label(),
                round(verdict.confidence()),
                Wording.headline(verdict),
                Wording.summary(verdict, counts),
                verdict.causes().stream()
                        .map(cause -> new Report.Cause(
                                cause.verdictClass().id(),
                                names(cause.suspects()),
                                cause.heading().label(),
                                cause.flows()))
                        .toList(),
                alternatives(verdict.alternatives()),
                NextSteps.of(verdict, correlation.taps().path(), correlation.sessions()),
                verdict.triggers(),
                counts);
    }

    private int count(Outcome outcome) {
        return (int) verdict.flows().stream()
                .filter(flow -> flow.facts().outcome() == outcome)
                .count();
    }

    private static double round(double probability) {
        return Math.round(probability * 1000) / 1000.0;
    }

    private static List<Report.Alternative> alternatives(List<FlowVerdict.Rival> rivals) {
        return rivals.stream()
                .map(rival -> new Report.Alternative(
                        rival.verdictClass().id(), names(rival.suspects()), round(rival.confidence()), rival.why()))
                .toList();
    }

    // ---- flows ----

    private List<Report.Flow> flows() {
        LadderBuilder ladders = new LadderBuilder(correlation);
        List<FlowVerdict> flows = verdict.flows();
        return Spread.over(flows.size(), i -> flow(flows.get(i), i < MAX_LADDERS ? ladders : null));
    }

    private Report.Flow flow(FlowVerdict flow, @Nullable LadderBuilder ladders) {
        SessionTrace trace = correlation.sessions().get(flow.facts().index());
        Session session = trace.session();
        SessionFacts facts = flow.facts();
        return new Report.Flow(
                facts.id(),
                session.key().client().toString(),
                session.key().server().toString(),
                session.serverAtHost() ? "server" : "host",
                seenAs(session),
                start(session),
                end(session),
                facts.outcome().label(),
                facts.outcomeReason(),
                flow.verdictClass().id(),
                names(flow.suspects()),
                names(flow.notRuledOut()),
                flow.heading().label(),
                round(flow.confidence()),
                flow.why(),
                facts.progress(),
                trait(facts, "server name"),
                trait(facts, "TLS version"),
                lostRecords(facts),
                resets(facts),
                FindingReports.of(flow),
                alternatives(flow.rivals()),
                session.matchReasons().isEmpty() ? "seen at one tap only" : String.join("; ", session.matchReasons()),
                filters(session),
                ladders == null
                        ? List.of()
                        : ladders.ladder(trace, facts, flow.verdictClass() != VerdictClass.HEALTHY));
    }

    private static @Nullable String trait(SessionFacts facts, String name) {
        return facts.traits().stream()
                .filter(trait -> trait.name().equals(name))
                .map(SessionFacts.Trait::value)
                .findFirst()
                .orElse(null);
    }

    private static Map<String, Report.Address> seenAs(Session session) {
        Map<String, Report.Address> seenAs = new TreeMap<>();
        FlowKey key = session.key();
        for (SessionLeg leg : session.legs()) {
            FlowKey here = leg.key();
            if (!here.equals(key)) {
                seenAs.put(
                        leg.tap().name(),
                        new Report.Address(
                                here.client().toString(), here.server().toString()));
            }
        }
        return seenAs;
    }

    private long start(Session session) {
        return session.legs().stream()
                .mapToLong(leg -> correlation.referenceNanos(leg, leg.firstRow()))
                .min()
                .orElse(0);
    }

    private long end(Session session) {
        return session.legs().stream()
                .mapToLong(leg -> correlation.referenceNanos(leg, leg.lastRow()))
                .max()
                .orElse(0);
    }

    private static List<Report.LostRecord> lostRecords(SessionFacts facts) {
        List<Report.LostRecord> records = new ArrayList<>();
        facts.all(Finding.BytesVanished.class)
                .filter(lost -> !lost.unanswered()
                        && !cameChanged(facts, lost)
                        && (lost.needed() || lost.known() != Vanishing.Known.ACK))
                .forEach(lost -> {
                    for (Finding.LostUnit unit : lost.units()) {
                        records.add(new Report.LostRecord(
                                lost.direction().label(),
                                unit.protocol(),
                                unit.type(),
                                unit.range(),
                                lost.known().label(),
                                lost.seenAt().stream().map(Tap::name).toList(),
                                lost.missingAt().stream().map(Tap::name).toList(),
                                names(lost.gap().places())));
                    }
                });
        return records;
    }

    /** What came through, though changed, is not lost. */
    private static boolean cameChanged(SessionFacts facts, Finding.BytesVanished lost) {
        return facts.all(Finding.ContentChanged.class)
                .anyMatch(change -> change.direction() == lost.direction()
                        && change.ranges().contains(lost.range()));
    }

    private static List<Report.Reset> resets(SessionFacts facts) {
        return facts.all(Finding.ResetSeen.class)
                .map(reset -> {
                    Evidence shown = reset.evidence().get(0);
                    return new Report.Reset(
                            reset.tap().name(),
                            shown.frame().file(),
                            shown.frame().number(),
                            reset.nanos(),
                            org.droppoint.base.FlagNames.of(reset.flags()),
                            claimed(facts, reset.direction()),
                            names(reset.madeAt()),
                            reset.why());
                })
                .toList();
    }

    /** The place whose address the reset bears. */
    private static String claimed(SessionFacts facts, Direction direction) {
        return facts.end(Side.sending(direction)).name();
    }

    private static Map<String, String> filters(Session session) {
        Map<String, String> filters = new LinkedHashMap<>();
        for (SessionLeg leg : session.legs()) {
            FlowKey key = leg.key();
            String ip = key.client().address().version() == 6 ? "ipv6" : "ip";
            filters.put(
                    leg.tap().name(),
                    ip + ".addr == " + key.client().address() + " && tcp.port == "
                            + key.client().port() + " && " + ip + ".addr == "
                            + key.server().address() + " && tcp.port == "
                            + key.server().port());
        }
        return filters;
    }
}
