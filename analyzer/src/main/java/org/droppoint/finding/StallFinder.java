package org.droppoint.finding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.base.Place;
import org.droppoint.base.Times;
import org.droppoint.correlate.Session;
import org.droppoint.correlate.SessionLeg;
import org.droppoint.correlate.SessionTrace;
import org.droppoint.correlate.UnitNames;
import org.droppoint.flow.Origin;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a session ended and, where it failed, what it first needed and never got. Bytes that vanished come before
 * replies that nobody saw; a reply that never came comes before who then left, since leaving follows from it.
 */
final class StallFinder {
    /** Whoever leaves sooner than this did not wait for an answer in vain. */
    static final long PATIENCE_NANOS = 2 * Times.NANOS_PER_SECOND;

    /** With a session still open where the captures end, a handshake that long outstanding is overdue. */
    private static final long OVERDUE_NANOS = 5 * Times.NANOS_PER_SECOND;

    /** What one look at the session gives. */
    record Result(Outcome outcome, String reason, @Nullable Stall stall, List<Finding> further, boolean wellEnded) {}

    private final SessionTrace trace;
    private final Locator locator;
    private final Ends ends;
    private final Turns turns;
    private final List<Finding.ResetSeen> resets;
    private final Closings closings;
    private final Pieces pieces;
    private final LateAnswers lateAnswers;
    private final Silence silence;
    private final List<Finding> further = new ArrayList<>();

    StallFinder(
            SessionTrace trace,
            Locator locator,
            Ends ends,
            Turns turns,
            List<Finding.ResetSeen> resets,
            Closings closings) {
        this.trace = trace;
        this.locator = locator;
        this.ends = ends;
        this.turns = turns;
        this.resets = resets;
        this.closings = closings;
        this.pieces = new Pieces(trace, locator);
        this.lateAnswers = new LateAnswers(trace, ends, closings);
        this.silence = new Silence(trace, locator, ends);
    }

    private long nanos(Origin origin) {
        return locator.correlation().clock(origin.tap()).toReference(origin);
    }

    Result find(
            Optional<Finding.ConnectFailed> connect,
            List<Finding.BytesVanished> vanished,
            Optional<Finding.WindowShut> window) {
        if (connect.isPresent()) {
            return connectFailed(connect.get());
        }
        if (answeredByNobody()) {
            return new Result(
                    Outcome.UNKNOWN,
                    "its beginning was not captured, and one side knew nothing of it any more",
                    null,
                    further,
                    false);
        }
        List<Finding.BytesVanished> missing =
                vanished.stream().filter(Finding.BytesVanished::needed).toList();
        Optional<Finding.BytesVanished> first = Arrays.stream(Direction.values())
                .flatMap(direction -> foremost(direction, missing).stream())
                .min(Comparator.comparingLong(Finding.BytesVanished::firstNanos));
        if (first.isPresent() && !replyWasDueBefore(first.get())) {
            return bytesMissing(first.get(), missing);
        }
        if (window.isPresent() && turns.farewell() == null && waitedFor(window.get())) {
            Finding.WindowShut shut = window.get();
            return failed(
                    shut.collapsed()
                            ? "data waited for a window that took next to nothing"
                            : "data waited for a shut window until the end",
                    new Stall(
                            Stall.Kind.WINDOW,
                            shut.side().sends().opposite(),
                            shut.sinceNanos(),
                            List.of(),
                            shut.side(),
                            "window"));
        }
        Turns.Refused refused = turns.refused();
        if (refused != null && !turns.mailAccepted()) {
            return refused(refused);
        }
        Turns.FatalAlert alert = turns.fatalAlert();
        if (alert != null && !otherLeftBefore(alert)) {
            return fatalAlert(alert);
        }
        return turns.debt().binding() && turns.debt().owner() != null ? indebted(turns.debt()) : free();
    }

    /** Through a window that is merely small everything gets some time: until then somebody owes what is under way. */
    private boolean waitedFor(Finding.WindowShut shut) {
        Debt debt = turns.debt();
        return !shut.collapsed()
                || debt.binding()
                        && debt.owner() == shut.side().other()
                        && closings.first().isPresent();
    }

    /** What a stream lacks first stops it, whenever the rest was sent: a receiver takes bytes in their order. */
    private static Optional<Finding.BytesVanished> foremost(Direction direction, List<Finding.BytesVanished> missing) {
        return missing.stream()
                .filter(vanished -> vanished.direction() == direction)
                .min(Comparator.comparingLong(vanished -> vanished.range().start()));
    }

    private Result failed(String reason, @Nullable Stall stall) {
        return new Result(Outcome.FAILED, reason, stall, further, false);
    }

    private Result connectFailed(Finding.ConnectFailed connect) {
        long since = trace.session().legs().stream()
                .mapToLong(leg -> locator.referenceNanos(leg, leg.leg().firstRow()))
                .min()
                .orElse(0);
        boolean ripe =
                connect.refused() || connect.evidence().size() > 1 || pieces.lastNanos(null) - since > OVERDUE_NANOS;
        if (!ripe) {
            return new Result(
                    Outcome.UNKNOWN, "the captures end while the connection is being opened", null, further, false);
        }
        return failed(
                connect.refused() ? "the connection was refused" : "the TCP handshake never completed",
                new Stall(Stall.Kind.CONNECT, connect.direction(), since, List.of(), null, "connection"));
    }

    // ---- bytes ----

    /** A reply overdue long before the first lost byte was sent is the earlier stall. */
    private boolean replyWasDueBefore(Finding.BytesVanished vanished) {
        Debt debt = turns.debt();
        if (acknowledgements(vanished)
                || !debt.binding()
                || debt.owner() == null
                || debt.since() == null
                || debt.request() == null) {
            return false;
        }
        boolean sameWayAndLater = debt.owner().sends() != vanished.direction()
                && vanished.range().start() >= debt.request().end();
        return sameWayAndLater && vanished.firstNanos() - nanos(debt.since()) > PATIENCE_NANOS;
    }

    private Result bytesMissing(Finding.BytesVanished first, List<Finding.BytesVanished> missing) {
        List<Finding.BytesVanished> together = missing.stream()
                .filter(other -> other.direction() == first.direction()
                        && other.gap().places().stream().anyMatch(first.gap().places()::contains))
                .toList();
        return failed(
                (acknowledgements(first) ? "acknowledgements" : "bytes") + " from the "
                        + Side.sending(first.direction()).label() + " never arrived",
                new Stall(
                        Stall.Kind.BYTES,
                        first.direction(),
                        first.firstNanos(),
                        together,
                        Side.sending(first.direction()),
                        acknowledgements(first) ? "acknowledgements" : what(first.units())));
    }

    /** What vanished are packets without data. */
    static boolean acknowledgements(Finding.BytesVanished vanished) {
        return vanished.range().isEmpty();
    }

    private static String what(List<Finding.LostUnit> units) {
        return units.isEmpty() || units.get(0).protocol().equals("unknown")
                ? "data"
                : UnitNames.word(units.get(0).protocol(), units.get(0).type());
    }

    // ---- refusals ----

    private Result refused(Turns.Refused refused) {
        String what = refused.what() + " was refused with " + refused.code();
        further.add(new Finding.Refusal(
                "The " + what + ".",
                List.of(evidence(refused.reply().origin(), "reply " + refused.code())),
                Side.SERVER,
                refused.what(),
                nanos(refused.reply().origin())));
        return failed(what, ended(Side.SERVER, nanos(refused.reply().origin()), refused.what()));
    }

    /** An alert that answers a close is no cause. */
    private boolean otherLeftBefore(Turns.FatalAlert alert) {
        return closings.first()
                .map(closing -> closing.by() != alert.side()
                        && closing.nanos() < nanos(alert.record().origin()))
                .orElse(false);
    }

    private Result fatalAlert(Turns.FatalAlert alert) {
        String name = alert.description() < 0
                ? "an encrypted alert"
                : "alert " + org.droppoint.dissect.TlsNames.alertDescription(alert.description());
        further.add(new Finding.EndLeft(
                "The " + alert.side().label() + " ended TLS with " + name + ".",
                List.of(evidence(alert.record().origin(), name)),
                alert.side(),
                Finding.EndLeft.Manner.FATAL_ALERT,
                name,
                nanos(alert.record().origin()),
                List.of(locator.end(alert.side()))));
        return failed(
                "the " + alert.side().label() + " sent " + name,
                ended(alert.side(), nanos(alert.record().origin()), name));
    }

    private static Stall ended(Side by, long nanos, String what) {
        return new Stall(Stall.Kind.ENDED, by.sends(), nanos, List.of(), by, what);
    }

    static Evidence evidence(Origin origin, String note) {
        return new Evidence(origin.tap(), origin.frame(), origin.epochNanos(), note);
    }

    // ---- a reply is owed ----

    private Result indebted(Debt debt) {
        Side owner = java.util.Objects.requireNonNull(debt.owner());
        long since = sinceDebt(debt);
        Optional<Closings.Closing> closing = closings.first();
        if (closing.isEmpty()) {
            return pieces.lastNanos(debt.since()) - since < debt.pace().nanos()
                    ? stillOpen(debt)
                    : silent(owner, debt, since);
        }
        Closings.Closing end = closing.get();
        if (end.by() == null) {
            return failed("reset while the " + owner.label() + " owed " + debt.what(), forgedEnd(end, owner));
        }
        if (pieces.apart(end.tap(), debt.since())) {
            return untold(end, debt);
        }
        boolean atOnce = end.nanos() - since < PATIENCE_NANOS;
        boolean lastWord = turns.conversed() && end.by() == owner.other();
        if (atOnce && (turns.quitLikely() || lastWord)) {
            return new Result(
                    Outcome.OK,
                    "closed right after an encrypted last word, such as QUIT or close_notify",
                    null,
                    further,
                    true);
        }
        left(end, debt);
        if (end.by() == owner && onTheWay(end) && end.nanos() - since >= PATIENCE_NANOS) {
            return lateAnswers
                    .after(owner, end)
                    .map(answer -> answerLate(owner, debt, end, owner.other(), answer))
                    .orElseGet(() -> silent(owner, debt, since));
        }
        if (end.by() == owner && ends.finUnanswered(owner) && noResetBy(owner.other())) {
            return failed(
                    "the " + owner.label() + " repeated its FIN and nothing at all came back: whether it owed "
                            + debt.what() + " or more was on its way to it, no capture shows",
                    null);
        }
        if (end.by() == owner && ends.repeatsInVain(owner)) {
            return failed(
                    "the " + owner.label()
                            + " repeated what nothing acknowledged any more, and left: where that was lost, no"
                            + " capture shows",
                    null);
        }
        if (end.by() == owner) {
            return failed(
                    "the " + owner.label() + " closed although it owed " + debt.what(),
                    ended(owner, end.nanos(), debt.what()));
        }
        Optional<Ends.Packet> late = lateAnswers.after(owner, end);
        if (late.isPresent()) {
            return answerLate(owner, debt, end, end.by(), late.get());
        }
        Optional<Ends.Packet> arriving = lateAnswers.stillArriving(owner, end, since);
        if (arriving.isPresent()) {
            Ends.Packet answer = arriving.get();
            further.add(new Finding.AnswerLate(
                    "The " + owner.label() + "'s answer was still arriving, piece by piece, when the "
                            + owner.other().label() + " left " + Times.duration(end.nanos() - answer.nanos())
                            + " after the last of it.",
                    List.of(locator.evidence(answer.leg(), answer.row(), "the last piece before")),
                    owner,
                    answer.nanos()));
            return failed(
                    "the " + end.by().label() + " left while the answer was arriving",
                    ended(end.by(), end.nanos(), debt.what()));
        }
        if (end.nanos() - since >= PATIENCE_NANOS) {
            return silent(owner, debt, since);
        }
        return failed(
                "the " + end.by().label() + " left while the " + owner.label() + " owed " + debt.what(),
                ended(end.by(), end.nanos(), debt.what()));
    }

    /** @param leaver the side that waited, or a device did in its place */
    private Result answerLate(Side owner, Debt debt, Closings.Closing end, Side leaver, Ends.Packet answer) {
        boolean device = onTheWay(end);
        boolean came = answer.nanos() > end.nanos();
        Optional<Ends.Packet> before = ends.packets(owner).stream()
                .filter(packet -> came
                        && packet.nanos() < end.nanos()
                        && packet.leg().end(packet.row()) == answer.leg().end(answer.row()))
                .findFirst();
        List<Evidence> evidence = new ArrayList<>();
        before.ifPresent(packet ->
                evidence.add(locator.evidence(packet.leg(), packet.row(), "the same bytes, before it was held up")));
        evidence.add(locator.evidence(answer.leg(), answer.row(), "the late answer"));
        further.add(new Finding.AnswerLate(
                "The " + owner.label() + "'s answer "
                        + (came
                                ? "came " + Times.duration(answer.nanos() - end.nanos()) + " after "
                                : "was under way when ")
                        + (device ? "the connection had been closed on the way" : "the " + leaver.label() + " had left")
                        + before.map(packet ->
                                        ", held up behind " + packet.leg().tap() + ", where it had passed "
                                                + Times.duration(end.nanos() - packet.nanos()) + " before.")
                                .orElse("."),
                evidence,
                owner,
                answer.nanos()));
        return failed(
                (device ? "the connection was closed on the way" : "the " + leaver.label() + " left")
                        + " before the answer came",
                ended(leaver, end.nanos(), debt.what()));
    }

    /** What was owed is in one piece of the session, and who left in another: how long it waited, nobody knows. */
    private Result untold(Closings.Closing end, Debt debt) {
        further.add(apart(debt, end.evidence()));
        boolean maybeWell = !debt.binding() || turns.conversed() && end.by() != debt.owner();
        Outcome outcome = maybeWell ? Outcome.UNKNOWN : Outcome.FAILED;
        return new Result(outcome, "its end was captured apart from the rest of it", null, further, false);
    }

    private static Finding apart(Debt debt, List<Evidence> piece) {
        return new Finding.NotObservable(
                "Captures that have no clock in common with those that show what was to come next, " + debt.what()
                        + ", hold another piece of it: what came in between cannot be told.",
                piece);
    }

    /** Nothing was overdue where the captures end; those of another time may hold more of it. */
    private Result stillOpen(Debt debt) {
        List<Evidence> others = pieces.others(debt.since());
        if (!others.isEmpty()) {
            further.add(apart(debt, others));
        }
        return new Result(Outcome.UNKNOWN, "still open where the captures end, nothing overdue", null, further, false);
    }

    private boolean noResetBy(Side side) {
        return resets.stream().noneMatch(reset -> reset.direction() == side.sends());
    }

    private long sinceDebt(Debt debt) {
        return debt.since() == null ? connectedNanos() : nanos(debt.since());
    }

    private Stall forgedEnd(Closings.Closing end, Side owner) {
        return new Stall(Stall.Kind.ENDED, owner.sends(), end.nanos(), List.of(), null, "reset");
    }

    private void left(Closings.Closing end, Debt debt) {
        Side owner = debt.owner();
        String owed = owner != null && debt.binding() ? " while the " + owner.label() + " owed " + debt.what() : "";
        Side by = java.util.Objects.requireNonNull(end.by());
        boolean onTheWay = onTheWay(end);
        String who = onTheWay
                ? "A device at "
                        + String.join(
                                " or ", end.madeAt().stream().map(Place::name).toList())
                        + " closed (FIN) in the " + by.label() + "'s name"
                : "The " + by.label()
                        + (end.manner() == Finding.EndLeft.Manner.FIN ? " closed (FIN)" : " reset the connection");
        further.add(new Finding.EndLeft(
                who + owed + ".",
                end.evidence(),
                by,
                end.manner(),
                end.manner() == Finding.EndLeft.Manner.FIN ? "FIN" : "RST",
                end.nanos(),
                end.madeAt()));
    }

    /** The end in whose name it was closed did not do it. */
    private boolean onTheWay(Closings.Closing end) {
        Side by = end.by();
        return by != null && !end.madeAt().isEmpty() && !end.madeAt().contains(locator.end(by));
    }

    /** When the session began. */
    private long connectedNanos() {
        return trace.session().followedLegs().stream()
                .mapToLong(leg -> locator.referenceNanos(leg, leg.leg().firstRow()))
                .min()
                .orElse(0);
    }

    private Result silent(Side owner, Debt debt, long since) {
        if (!ends.heardItself(owner)) {
            return failed(
                    debt.what() + " of the " + owner.label()
                            + " never came, and no capture heard the " + owner.label()
                            + " itself, only a device that speaks in its name",
                    null);
        }
        Finding.AnswerMissing missing = silence.of(owner, debt, since);
        further.add(missing);
        return failed(
                debt.what() + " of the " + owner.label() + " never came",
                new Stall(Stall.Kind.REPLY, owner.sends(), since, List.of(), owner, debt.what()));
    }

    // ---- nothing owed ----

    private Result free() {
        Optional<Closings.Closing> closing = closings.first();
        boolean farewell = turns.farewell() != null;
        if (closing.isPresent() && !farewell) {
            Closings.Closing end = closing.get();
            if (end.forged()) {
                return failed(
                        "reset on the way before the session was finished",
                        new Stall(Stall.Kind.ENDED, resets.get(0).direction(), end.nanos(), List.of(), null, "reset"));
            }
        }
        Debt waited = turns.unspoken() == null ? turns.debt() : turns.unspoken();
        if (closing.isPresent() && idleUntilClosed(closing.get(), waited)) {
            left(closing.get(), waited);
            return silent(Side.CLIENT, waited, sinceDebt(waited));
        }
        if (closing.isPresent() && !farewell && pieces.apart(closing.get().tap(), waited.since())) {
            return untold(closing.get(), waited);
        }
        if (!begun(trace.session())) {
            return new Result(Outcome.UNKNOWN, "its beginning was not captured", null, further, farewell);
        }
        if (closing.isEmpty() && !farewell) {
            return stillOpen(waited);
        }
        return new Result(Outcome.OK, "it ended with nothing owed", null, further, farewell);
    }

    /**
     * A server that gave up waiting for a command before there was any mail; a client that leaves is a mere probe. What
     * the server says within TLS before the client's first word there are tickets, and its farewell.
     */
    private boolean idleUntilClosed(Closings.Closing end, Debt debt) {
        boolean waiting = debt.owner() == Side.CLIENT && end.by() == Side.SERVER && debt.since() != null;
        boolean before = turns.unspoken() != null || !turns.established() && turns.farewell() == null;
        return waiting
                && before
                && !turns.mailAccepted()
                && !pieces.apart(end.tap(), debt.since())
                && end.nanos() - sinceDebt(debt) >= OVERDUE_NANOS;
    }

    /**
     * Of one side nothing is on record but resets that answer packets of a connection which it does not have (RFC 9293
     * section 3.10.7.1: without ACK, at the number acknowledged): what became of that, no capture shows.
     */
    private boolean answeredByNobody() {
        if (begun(trace.session())) {
            return false;
        }
        for (Direction direction : Direction.values()) {
            int packets = 0;
            boolean strays = true;
            for (SessionLeg leg : trace.session().legs()) {
                SegmentStore store = leg.leg().store();
                for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                    if (store.direction(row) == direction) {
                        packets++;
                        strays &= TcpFlags.has(store.flags(row), TcpFlags.RST)
                                && !TcpFlags.has(store.flags(row), TcpFlags.ACK);
                    }
                }
            }
            if (packets > 0 && strays) {
                return true;
            }
        }
        return false;
    }

    static boolean begun(Session session) {
        for (SessionLeg leg : session.legs()) {
            if (leg.leg().synSeen(Direction.CLIENT_TO_SERVER)) {
                return true;
            }
        }
        return false;
    }
}
