package org.droppoint.finding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.droppoint.base.Spread;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.change.BrokenSeal;
import org.droppoint.finding.change.ChangeFinder;
import org.droppoint.finding.dialogue.Traits;
import org.droppoint.finding.dialogue.Turns;
import org.droppoint.finding.end.Legibility;
import org.droppoint.finding.end.Need;
import org.droppoint.finding.end.SessionReading;
import org.droppoint.finding.end.StallFinder;
import org.droppoint.finding.end.Unmatched;
import org.droppoint.finding.fact.CaseFile;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Sight;
import org.droppoint.finding.fact.Stall;
import org.droppoint.finding.loss.AcknowledgementsLost;
import org.droppoint.finding.loss.MissedFinder;
import org.droppoint.finding.loss.PassedSizes;
import org.droppoint.finding.loss.RepairFinder;
import org.droppoint.finding.loss.SizeFinder;
import org.droppoint.finding.loss.SpoiltFinder;
import org.droppoint.finding.loss.VanishingFinder;
import org.droppoint.finding.place.Locator;
import org.droppoint.finding.reset.GaveUpFinder;
import org.droppoint.finding.reset.ResetFinder;
import org.droppoint.finding.reset.ResetJump;
import org.droppoint.finding.tcp.BurstFinder;
import org.droppoint.finding.tcp.ConnectFinder;
import org.droppoint.finding.tcp.IcmpFinder;
import org.droppoint.finding.tcp.NegotiationFinder;
import org.droppoint.finding.tcp.WindowFinder;

/** Gathers the facts of every session. */
public final class FactFinder {
    private final Correlation correlation;
    private final PassedSizes passed;

    private FactFinder(Correlation correlation) {
        this.correlation = correlation;
        this.passed = new PassedSizes(correlation.sessions());
    }

    public static CaseFile find(Correlation correlation) {
        FactFinder finder = new FactFinder(correlation);
        List<SessionTrace> traces = correlation.sessions();
        return new CaseFile(correlation.taps().path(), Spread.over(traces.size(), i -> finder.facts(traces.get(i))));
    }

    private SessionFacts facts(SessionTrace trace) {
        Session session = trace.session();
        Locator locator = new Locator(correlation, session);
        List<Finding.ResetSeen> resets = new ResetFinder(trace, locator).resets();
        List<Finding.BytesVanished> lost = lost(trace, locator, resets);
        Legibility legibility = new Legibility(trace, lost);
        SessionReading read = SessionReading.of(trace, locator, resets, legibility);

        List<Finding.IcmpError> icmp = new IcmpFinder(trace, locator).errors();
        Optional<Finding.ConnectFailed> connect = new ConnectFinder(trace, locator).find(resets, icmp);
        List<Finding.BytesVanished> vanished = told(read, lost);
        Optional<Finding.WindowShut> window = new WindowFinder(trace, locator, read.ends()).find();
        StallFinder.Result found = new StallFinder(read).find(connect, vanished, window);
        boolean piece = new Unmatched(read).mayTellOf(found);
        StallFinder.Result result = piece ? Unmatched.untold(found) : found;
        boolean blind = result.outcome() != Outcome.FAILED && legibility.isBlind();

        List<Finding> findings = new ArrayList<>();
        connect.ifPresent(findings::add);
        findings.addAll(vanished);
        findings.addAll(ofContent(read, inStall(result, vanished), icmp));
        findings.addAll(result.further());
        if (blind) {
            findings.add(new Finding.NotObservable(
                    "Data went over this connection, as its packets' numbers show, of which no capture holds anything:"
                            + " how the session went cannot be told.",
                    List.of()));
        }
        findings.addAll(new GaveUpFinder(trace, locator).find(resets));
        findings.addAll(resets);
        if (result.stall() != null && result.stall().kind() == Stall.Kind.WINDOW) {
            window.ifPresent(findings::add);
        }
        findings.addAll(ofTransport(trace, locator, icmp));
        return new SessionFacts(
                "s" + (session.index() + 1),
                session.index(),
                session.serverAtHost(),
                session.key().server(),
                correlation.taps().path().places(),
                blind ? Outcome.UNKNOWN : result.outcome(),
                blind ? "no capture holds what was said" : result.reason(),
                read.turns().progress(),
                result.stall(),
                findings,
                Traits.of(session, read.turns()),
                sight(session, findings, piece));
    }

    /** All that vanished for good, whether the session still needed it or not. */
    private static List<Finding.BytesVanished> lost(
            SessionTrace trace, Locator locator, List<Finding.ResetSeen> resets) {
        List<Finding.BytesVanished> lost = new ArrayList<>(new VanishingFinder(trace, locator).find());
        lost.addAll(new ResetJump(trace, locator).find(resets, lost));
        lost.addAll(new AcknowledgementsLost(trace, locator).find(lost));
        return lost;
    }

    private static List<Finding.BytesVanished> told(SessionReading read, List<Finding.BytesVanished> lost) {
        Need need = new Need(read);
        return lost.stream()
                .map(one -> one.withNeed(need.of(one)))
                .filter(one -> one.needed() || !keptByProxy(read.trace().session(), one.gap()))
                .toList();
    }

    /** What was spoilt or changed on the way, and whether only large segments vanished. */
    private List<Finding> ofContent(
            SessionReading read, List<Finding.BytesVanished> needed, List<Finding.IcmpError> icmp) {
        List<Finding> findings = new ArrayList<>(new SpoiltFinder(read.trace(), read.locator()).find());
        findings.addAll(new ChangeFinder(read.trace(), read.locator()).find());
        Turns.FatalAlert alert = read.turns().fatalAlert();
        if (alert != null) {
            new BrokenSeal(read.trace(), read.locator())
                    .find(alert.side(), alert.description(), alert.record(), findings)
                    .ifPresent(findings::add);
        }
        SizeFinder sizes = new SizeFinder(read.trace(), passed);
        Optional<Finding.SizeLimit> limit = sizes.find(needed, icmp);
        limit.ifPresentOrElse(findings::add, () -> sizes.passed(needed).ifPresent(findings::add));
        return findings;
    }

    /** Repetitions, gaps of the captures, and what TCP and ICMP say besides. */
    private static List<Finding> ofTransport(SessionTrace trace, Locator locator, List<Finding.IcmpError> icmp) {
        List<Finding> findings = new ArrayList<>(new BurstFinder(trace, locator).find());
        findings.addAll(new RepairFinder(trace, locator).find(icmp));
        findings.addAll(new MissedFinder(trace, locator).find());
        findings.addAll(icmp);
        NegotiationFinder negotiation = new NegotiationFinder(trace, locator);
        negotiation.congestion().ifPresent(findings::add);
        findings.addAll(negotiation.options());
        return findings;
    }

    /** Who ends one connection and makes another hands nothing on when it has closed that, and loses nothing by it. */
    private static boolean keptByProxy(Session session, Gap gap) {
        SessionLeg from = gap.from() == null ? null : session.leg(gap.from());
        SessionLeg to = gap.to() == null ? null : session.leg(gap.to());
        return from != null && to != null && !session.sameConnection(from, to);
    }

    private static List<Finding.BytesVanished> inStall(
            StallFinder.Result result, List<Finding.BytesVanished> vanished) {
        if (result.stall() == null) {
            return List.of();
        }
        Set<Finding.BytesVanished> needed = new HashSet<>(result.stall().vanished());
        return vanished.stream().filter(needed::contains).toList();
    }

    private static Sight sight(Session session, List<Finding> findings, boolean piece) {
        boolean cut = session.legs().stream().anyMatch(Legibility::isTruncated);
        boolean missed = findings.stream().anyMatch(Finding.CaptureMissed.class::isInstance);
        return new Sight(session.legs().size(), session.begun(), !cut && !missed, piece);
    }
}
