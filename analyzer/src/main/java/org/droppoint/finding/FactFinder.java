package org.droppoint.finding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.base.Spread;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.correlate.Correlation;
import org.droppoint.correlate.DirectionLedger;
import org.droppoint.correlate.Insertions;
import org.droppoint.correlate.RepairedLoss;
import org.droppoint.correlate.Session;
import org.droppoint.correlate.SessionLeg;
import org.droppoint.correlate.SessionTrace;
import org.droppoint.correlate.TapView;
import org.droppoint.correlate.TravelTimes;
import org.droppoint.correlate.Vanishing;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.flow.HandshakeOptions;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** Gathers the facts of every session. */
public final class FactFinder {
    /** Payload bytes of a full segment on Ethernet, without TCP options. */
    private static final int ETHERNET_SEGMENT = 1460;

    /** Frames that show what a capture missed; more convince nobody. */
    private static final int MAX_MISSES_SHOWN = 6;

    private final Correlation correlation;

    private FactFinder(Correlation correlation) {
        this.correlation = correlation;
    }

    public static CaseFile find(Correlation correlation) {
        FactFinder finder = new FactFinder(correlation);
        List<SessionTrace> traces = correlation.sessions();
        return new CaseFile(correlation.taps().path(), Spread.over(traces.size(), i -> finder.facts(traces.get(i))));
    }

    private SessionFacts facts(SessionTrace trace) {
        Session session = trace.session();
        Locator locator = new Locator(correlation, session);
        Ends ends = new Ends(trace, locator);
        List<Finding.ResetSeen> resets = new ResetFinder(trace, locator).resets();
        Unheeded unheeded = new Unheeded(trace, locator, ends);
        Closings closings = new Closings(locator, ends, resets, unheeded, new FinOrigin(trace, locator));
        List<Finding.BytesVanished> lost = new ArrayList<>(new VanishingFinder(trace, locator).find());
        lost.addAll(new ResetJump(trace, locator).find(resets, lost));
        lost.addAll(new AcknowledgementsLost(trace, locator).find(lost));
        boolean whole = isWhole(trace, lost);
        boolean legible = whole && trace.session().followedLegs().stream().anyMatch(leg -> !truncated(leg));
        Turns turns = new Turns(
                closings.heardBefore(session.dialogue()),
                session,
                begun(session),
                legible,
                begunNanos(trace, locator),
                origin -> correlation.clock(origin.tap()).toReference(origin));
        for (Side side : Side.values()) {
            turns.begunRecord(
                    session.dialogue(),
                    side,
                    session.stream(side.sends()).seen().end());
        }
        if (whole && !legible) {
            LastWord.owed(session)
                    .filter(debt -> closings.first()
                            .map(end -> end.by() == debt.owner()
                                    || end.nanos() - nanos(debt) >= debt.pace().nanos())
                            .orElse(true))
                    .ifPresent(turns::owed);
        }
        List<Finding.IcmpError> icmp = new IcmpFinder(trace, locator).errors();
        Optional<Finding.ConnectFailed> connect = new ConnectFinder(trace, locator).find(resets, icmp);
        Need need = new Need(trace, locator, ends, turns, resets, unheeded);
        StallFinder stalls = new StallFinder(trace, locator, ends, turns, resets, closings);
        List<Finding.BytesVanished> vanished = lost.stream()
                .map(one -> withNeed(one, need.of(one)))
                .filter(one -> one.needed() || !keptByProxy(session, one.gap()))
                .toList();
        Optional<Finding.WindowShut> window = new WindowFinder(trace, locator, ends).find();
        StallFinder.Result result = stalls.find(connect, vanished, window);
        boolean blind = result.outcome() != Outcome.FAILED
                && (blind(trace, lost) || resetsAlone(trace) || !legible && inPieces(trace));

        List<Finding> findings = new ArrayList<>();
        connect.ifPresent(findings::add);
        findings.addAll(vanished);
        findings.addAll(new SpoiltFinder(trace, locator).find());
        findings.addAll(new ChangeFinder(trace, locator).find());
        new SizeFinder(trace, correlation.sessions())
                .find(inStall(result, vanished), icmp)
                .ifPresent(findings::add);
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
        findings.addAll(new BurstFinder(trace, locator).find());
        findings.addAll(repairs(trace, locator, icmp));
        findings.addAll(missed(trace, locator));
        findings.addAll(icmp);
        congestion(trace, locator).ifPresent(findings::add);
        findings.addAll(options(trace, locator));
        return new SessionFacts(
                "s" + (session.index() + 1),
                session.index(),
                session.serverAtHost(),
                session.key().server(),
                correlation.taps().path().places(),
                blind ? Outcome.UNKNOWN : result.outcome(),
                blind ? "no capture holds what was said" : result.reason(),
                turns.progress(),
                result.stall(),
                findings,
                Traits.of(session, turns),
                sight(session, findings));
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

    private static long begunNanos(SessionTrace trace, Locator locator) {
        return trace.session().followedLegs().stream()
                .mapToLong(leg -> locator.referenceNanos(leg, leg.leg().firstRow()))
                .min()
                .orElse(0);
    }

    private static Sight sight(Session session, List<Finding> findings) {
        boolean cut = session.legs().stream().anyMatch(FactFinder::truncated);
        boolean missed = findings.stream().anyMatch(Finding.CaptureMissed.class::isInstance);
        return new Sight(session.legs().size(), begun(session), !cut && !missed);
    }

    private static boolean begun(Session session) {
        return session.legs().stream()
                .anyMatch(leg -> leg.leg().synSeen(Direction.CLIENT_TO_SERVER)
                        || leg.leg().synSeen(Direction.SERVER_TO_CLIENT));
    }

    private long nanos(Debt debt) {
        return debt.since() == null ? 0 : correlation.clock(debt.since().tap()).toReference(debt.since());
    }

    /** Whether the captures together hold every packet of what was said, or know that it was lost. */
    private static boolean isWhole(SessionTrace trace, List<Finding.BytesVanished> lost) {
        boolean whole = true;
        for (Direction direction : Direction.values()) {
            Coverage vanished = new Coverage();
            for (Vanishing vanishing : trace.vanishings()) {
                if (vanishing.direction() == direction) {
                    vanished.add(vanishing.range());
                }
            }
            for (DirectionLedger.Fragment fragment : trace.ledger(direction).fragments()) {
                whole &= fragment.firstSeen() >= 0 || vanished.overlaps(fragment.range());
            }
        }
        return whole
                && speaksMail(trace.session())
                && trace.session().followedLegs().stream().noneMatch(leg -> speaksOfUnseen(trace, lost, leg));
    }

    /** What was said is SMTP or TLS, as far as anything was said: of another protocol nobody's turn is known. */
    private static boolean speaksMail(Session session) {
        boolean silent = session.clientToServer().seen().isEmpty() || LastWord.isUnreadable(session);
        boolean smtp = session.dialogue().smtp().stream()
                .anyMatch(event -> event instanceof SmtpEvent.Reply
                        || event instanceof SmtpEvent.Command command
                                && !command.verb().equals("?"));
        return silent || smtp || !session.dialogue().tls().isEmpty();
    }

    /** Of a session already open when capturing began nothing is on record but its end by a reset: what led to it is not. */
    private static boolean resetsAlone(SessionTrace trace) {
        boolean reset = false;
        for (SessionLeg leg : trace.session().legs()) {
            for (Direction direction : Direction.values()) {
                if (leg.leg().synSeen(direction) || !leg.leg().seen(direction).isEmpty()) {
                    return false;
                }
                reset |= TcpFlags.has(leg.leg().flagsSeen(direction), TcpFlags.RST);
            }
        }
        return reset;
    }

    /** One side sent data of which no capture holds a byte. */
    private static boolean blind(SessionTrace trace, List<Finding.BytesVanished> lost) {
        for (Direction direction : Direction.values()) {
            boolean nothing = trace.session().stream(direction).seen().isEmpty();
            boolean spoke = !trace.ledger(direction).fragments().isEmpty()
                    || trace.session().followedLegs().stream().anyMatch(leg -> speaksOfUnseen(trace, lost, leg));
            if (nothing && spoke) {
                return true;
            }
        }
        return false;
    }

    /** The captures that hold its beginning ended before those began that hold its end: no capture ran in between. */
    private static boolean inPieces(SessionTrace trace) {
        List<SessionLeg> legs = trace.session().legs();
        boolean begins = legs.stream().anyMatch(FactFinder::opened);
        boolean continues = legs.stream().anyMatch(leg -> !opened(leg));
        boolean whole = legs.stream().anyMatch(leg -> opened(leg) && ended(leg));
        return begins && continues && !whole;
    }

    private static boolean opened(SessionLeg leg) {
        return leg.leg().synSeen(Direction.CLIENT_TO_SERVER) || leg.leg().synSeen(Direction.SERVER_TO_CLIENT);
    }

    private static boolean ended(SessionLeg leg) {
        int flags = leg.leg().flagsSeen(Direction.CLIENT_TO_SERVER) | leg.leg().flagsSeen(Direction.SERVER_TO_CLIENT);
        return (flags & (TcpFlags.FIN | TcpFlags.RST)) != 0;
    }

    /** Some packet's numbers, a reset's too, lie beyond all that any capture holds. */
    private static boolean speaksOfUnseen(SessionTrace trace, List<Finding.BytesVanished> lost, SessionLeg leg) {
        long[] seenUpTo = {seenUpTo(trace, lost, Direction.values()[0]), seenUpTo(trace, lost, Direction.values()[1])};
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            Direction direction = store.direction(row);
            long start = leg.map(direction).toSession(Math.max(0, store.payloadStart(row)));
            boolean beyond = start > seenUpTo[direction.index()]
                    || leg.ack(row) > seenUpTo[direction.opposite().index()];
            if (beyond && !store.isOutside(row)) {
                return true;
            }
        }
        return false;
    }

    /** The offset beyond which no capture holds anything and a SYN or FIN cannot explain it; of lost bytes more is known. */
    private static long seenUpTo(SessionTrace trace, List<Finding.BytesVanished> lost, Direction direction) {
        boolean known = lost.stream().anyMatch(vanished -> vanished.direction() == direction);
        return known ? Long.MAX_VALUE : trace.session().stream(direction).end() + 1;
    }

    private static boolean truncated(SessionLeg leg) {
        if (!leg.leg().isCut()) {
            return false;
        }
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.carriesStream(row) && store.captured(row) < store.length(row)) {
                return true;
            }
        }
        return false;
    }

    private static Finding.BytesVanished withNeed(Finding.BytesVanished one, boolean needed) {
        return new Finding.BytesVanished(
                one.summary(),
                one.evidence(),
                one.direction(),
                one.range(),
                one.known(),
                one.gap(),
                one.protocol(),
                one.units(),
                one.copies(),
                one.lostSizes(),
                needed,
                one.firstNanos(),
                one.lastNanos(),
                one.doubt(),
                one.seenAt(),
                one.missingAt(),
                one.widened());
    }

    // ---- repaired losses ----

    private List<Finding> repairs(SessionTrace trace, Locator locator, List<Finding.IcmpError> icmp) {
        Map<List<Object>, List<RepairedLoss>> groups = new LinkedHashMap<>();
        for (RepairedLoss loss : trace.repairs()) {
            groups.computeIfAbsent(List.of(loss.direction(), loss.reached(), loss.absent()), key -> new ArrayList<>())
                    .add(loss);
        }
        List<Finding> found = new ArrayList<>();
        for (List<RepairedLoss> group : groups.values()) {
            boolean pathMtu = icmp.stream().anyMatch(Finding.IcmpError::tooBig);
            if (!pathMtu) {
                found.add(repaired(trace, locator, group));
            }
        }
        return found;
    }

    private static Finding repaired(SessionTrace trace, Locator locator, List<RepairedLoss> group) {
        RepairedLoss first = group.get(0);
        Gap gap = locator.gap(first.direction(), first.reached(), first.absent(), true, true);
        long worst = group.stream().mapToLong(RepairedLoss::delayNanos).max().orElse(0);
        DirectionLedger ledger = trace.ledger(first.direction());
        List<Evidence> evidence = new ArrayList<>();
        for (RepairedLoss loss : group.subList(0, Math.min(6, group.size()))) {
            if (loss.lostPosition() >= 0) {
                evidence.add(locator.evidence(
                        ledger,
                        loss.lostPosition(),
                        loss.lostRow(),
                        loss.range().isEmpty()
                                ? "lost SYN"
                                : "lost copy of offset " + loss.range().start()));
            }
            evidence.add(locator.evidence(
                    ledger,
                    loss.repairPosition(),
                    loss.repairRow(),
                    "made good " + Times.duration(loss.delayNanos()) + " later"));
        }
        String where =
                String.join(" or ", gap.places().stream().map(p -> p.name()).toList());
        String summary = group.size() + " segment" + (group.size() == 1 ? "" : "s") + " from the "
                + Side.sending(first.direction()).label() + (group.size() == 1 ? " was" : " were") + " lost at " + where
                + " and made good by retransmission, at worst " + Times.duration(worst) + " later.";
        return new Finding.LossRepaired(summary, evidence, first.direction(), gap, group.size(), worst);
    }

    // ---- what captures missed ----

    private List<Finding> missed(SessionTrace trace, Locator locator) {
        List<Finding> found = new ArrayList<>();
        Map<Tap, Long> bytes = new LinkedHashMap<>();
        Map<Tap, List<Evidence>> evidence = new LinkedHashMap<>();
        for (Direction direction : Direction.values()) {
            DirectionLedger ledger = trace.ledger(direction);
            for (DirectionLedger.Fragment fragment : ledger.fragments()) {
                for (int i = 0; i <= fragment.reached(); i++) {
                    if (!fragment.seen(i)
                            && covers(trace, ledger, i, fragment, locator)
                            && !Insertions.madeBehind(ledger, i, fragment, locator)) {
                        Tap tap = locator.tap(direction, i);
                        bytes.merge(tap, fragment.range().length(), Long::sum);
                        List<Evidence> shown = evidence.computeIfAbsent(tap, t -> new ArrayList<>());
                        if (shown.size() < MAX_MISSES_SHOWN) {
                            witness(ledger, fragment, locator).ifPresent(shown::add);
                        }
                    }
                }
            }
        }
        bytes.forEach((tap, missing) -> {
            found.add(new Finding.CaptureMissed(
                    "The capture at " + tap + " lacks " + missing
                            + " bytes of this session that demonstrably passed it.",
                    evidence.getOrDefault(tap, List.of()),
                    tap,
                    missing));
        });
        return found;
    }

    /** A capture that began in mid-session did not miss what came before; one that was running did. */
    private static boolean covers(
            SessionTrace trace,
            DirectionLedger ledger,
            int position,
            DirectionLedger.Fragment fragment,
            Locator locator) {
        SessionLeg leg = ledger.at(position);
        if (leg != null && leg.leg().synSeen(ledger.direction())) {
            return true;
        }
        boolean begun = begun(trace.session());
        Tap tap = locator.tap(ledger.direction(), position);
        if (!begun) {
            return leg != null && ranAround(trace, tap, witness(ledger, fragment, locator), locator);
        }
        long start = trace.session().followedLegs().stream()
                .mapToLong(other -> locator.referenceNanos(other, other.leg().firstRow()))
                .min()
                .orElse(0);
        boolean remade = leg == null && trace.session().leg(tap) != null;
        return !remade && locator.correlation().view().shouldHold(trace, tap, start);
    }

    /** A packet under way while captures were started or stopped passed some before, and some after. */
    private static boolean ranAround(SessionTrace trace, Tap tap, Optional<Evidence> witness, Locator locator) {
        if (witness.isEmpty()) {
            return true;
        }
        Evidence seen = witness.get();
        long nanos = locator.correlation().clock(seen.tap()).toReference(seen.epochNanos());
        TapView view = locator.correlation().view();
        return view.shouldHold(trace, tap, nanos - TravelTimes.CROSSING_NANOS)
                && view.shouldHold(trace, tap, nanos + TravelTimes.CROSSING_NANOS);
    }

    private static Optional<Evidence> witness(
            DirectionLedger ledger, DirectionLedger.Fragment fragment, Locator locator) {
        for (int i = ledger.positions() - 1; i >= 0; i--) {
            SessionLeg leg = ledger.at(i);
            if (leg == null || !fragment.seen(i)) {
                continue;
            }
            SegmentStore store = leg.leg().store();
            for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                if (store.direction(row) == ledger.direction()
                        && store.carriesStream(row)
                        && leg.range(row).overlaps(fragment.range())) {
                    return Optional.of(locator.evidence(leg, row, "seen here"));
                }
            }
        }
        return Optional.empty();
    }

    // ---- context ----

    private static Optional<Finding> congestion(SessionTrace trace, Locator locator) {
        boolean negotiated =
                trace.session().legs().stream().anyMatch(leg -> leg.leg().ecnNegotiated());
        List<Evidence> evidence = new ArrayList<>();
        for (SessionLeg leg : trace.session().legs()) {
            int ever =
                    leg.leg().flagsSeen(Direction.CLIENT_TO_SERVER) | leg.leg().flagsSeen(Direction.SERVER_TO_CLIENT);
            if ((ever & (TcpFlags.CWR | TcpFlags.ECE)) == 0) {
                continue;
            }
            SegmentStore store = leg.leg().store();
            for (int row = leg.leg().firstRow();
                    row != SegmentStore.NONE && evidence.size() < 6;
                    row = store.next(row)) {
                int flags = store.flags(row);
                boolean marked = (flags & (TcpFlags.CWR | TcpFlags.ECE)) != 0 && !TcpFlags.has(flags, TcpFlags.SYN);
                if (marked) {
                    evidence.add(locator.evidence(leg, row, "[" + String.join(", ", TcpFlags.names(flags)) + "]"));
                }
            }
        }
        if (evidence.isEmpty()) {
            return Optional.empty();
        }
        String summary = negotiated
                ? "CWR or ECE flags are used, as both sides agreed on ECN in their SYNs: no sign of anything."
                : "CWR or ECE flags are set although ECN was not agreed on in the SYNs: whoever made those packets does not"
                        + " keep this connection's state.";
        return Optional.of(new Finding.CongestionFlags(summary, evidence, negotiated));
    }

    /** Options that differ across a hop: it normalises them; worth a remark, never blame. */
    private static List<Finding> options(SessionTrace trace, Locator locator) {
        List<Finding> found = new ArrayList<>();
        List<SessionLeg> legs = trace.session().legs();
        for (Direction direction : Direction.values()) {
            for (int i = 0; i + 1 < legs.size(); i++) {
                HandshakeOptions near = legs.get(i).leg().options(direction);
                HandshakeOptions far = legs.get(i + 1).leg().options(direction);
                boolean known = near != null && far != null && near.whole() && far.whole();
                if (near == null || far == null || !known || near.equals(far)) {
                    continue;
                }
                String summary = "The " + Side.sending(direction).label() + "'s TCP options differ between "
                        + legs.get(i).tap() + " and " + legs.get(i + 1).tap() + ": " + words(near) + " against "
                        + words(far)
                        + ".";
                found.add(new Finding.Remark(
                        "options-changed",
                        summary,
                        List.of(
                                locator.evidence(legs.get(i), synRow(legs.get(i), direction), words(near)),
                                locator.evidence(legs.get(i + 1), synRow(legs.get(i + 1), direction), words(far))),
                        null));
            }
        }
        return found;
    }

    private static int synRow(SessionLeg leg, Direction direction) {
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == direction && TcpFlags.has(store.flags(row), TcpFlags.SYN)) {
                return row;
            }
        }
        return leg.leg().firstRow();
    }

    private static String words(HandshakeOptions options) {
        return String.format(
                Locale.ROOT,
                "%s, %s, %s, %s, %s",
                options.maximumSegmentSize() < 0 ? "no MSS" : "MSS " + options.maximumSegmentSize(),
                options.windowShift() < 0 ? "no window scale" : "window scale " + options.windowShift(),
                options.sackPermitted() ? "SACK" : "no SACK",
                options.timestamps() ? "time stamps" : "no time stamps",
                options.ecnSetup() ? "ECN" : "no ECN");
    }
}
