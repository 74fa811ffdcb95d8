package org.droppoint.finding.end;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.Place;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.dialogue.Debt;
import org.droppoint.finding.dialogue.Turns;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.fact.Stall;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.SegmentStore;
import org.jspecify.annotations.Nullable;

/**
 * How a session ended that lacked no bytes: what was owed by then, whether it came late or never, and who left first. A
 * reply that never came comes before who then left, since leaving follows from it.
 */
final class DialogueEnd {
    /** Who speaks fills a round trip after the other, and hardly any takes longer. */
    private static final long SPEAKING_NANOS = Times.NANOS_PER_SECOND;

    /** A TLS record of QUIT or close_notify under any usual cipher; a message does not fit into so few. */
    private static final int LONGEST_FAREWELL_BYTES = 5 + 64;

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

    DialogueEnd(SessionReading read, Pieces pieces) {
        this.trace = read.trace();
        this.locator = read.locator();
        this.ends = read.ends();
        this.turns = read.turns();
        this.resets = read.resets();
        this.closings = read.closings();
        this.pieces = pieces;
        this.lateAnswers = new LateAnswers(trace, ends, closings);
        this.silence = new Silence(trace, locator, ends);
    }

    StallFinder.Result find() {
        Debt debt = turns.debt();
        return debt.binding() && debt.owner() != null ? indebted(debt, debt.owner()) : free();
    }

    private StallFinder.Result failed(String reason, @Nullable Stall stall) {
        return new StallFinder.Result(Outcome.FAILED, reason, stall, further);
    }

    private StallFinder.Result unknown(String reason) {
        return new StallFinder.Result(Outcome.UNKNOWN, reason, null, further);
    }

    private StallFinder.Result well(String reason) {
        return new StallFinder.Result(Outcome.OK, reason, null, further);
    }

    private StallFinder.Result indebted(Debt debt, Side owner) {
        long since = locator.since(debt.since());
        Optional<Closings.Closing> closing = closings.first();
        if (closing.isEmpty()) {
            long spoken = debt.begun() ? Math.max(since, ends.lastWordNanos(owner)) : since;
            return pieces.lastNanos(debt.since()) - spoken < debt.pace().nanos()
                    ? stillOpen(debt)
                    : silent(owner, debt, since);
        }
        Closings.Closing end = closing.get();
        if (end.by() == null) {
            return failed("reset while the " + owner.label() + " owed " + debt.what(), forgedEnd(end, owner.sends()));
        }
        if (pieces.apart(end.tap(), debt.since())) {
            return untold(end, debt);
        }
        if (end.by() == owner && closedBeyondAProxy(end)) {
            return failed(
                    "closed in the " + end.by().label() + "'s name on a connection that a proxy made, while the "
                            + owner.label() + " owed " + debt.what()
                            + "; the capture of its own connection had ended",
                    null);
        }
        if (answersForNothing(end)) {
            return failed(
                    "the " + end.by().label()
                            + " answered for a connection that it no longer had: what had ended it, no"
                            + " capture shows",
                    null);
        }
        if (debt.isGreeting() && MereLook.was(locator, end)) {
            return well(
                    "the client left before a greeting can have come to it: it only looked whether somebody listens");
        }
        boolean atOnce = end.nanos() - since < StallFinder.PATIENCE_NANOS;
        boolean lastWord = turns.conversed() && end.by() == owner.other() && mayBeFarewell(debt.request());
        if (atOnce && (turns.quitLikely() || lastWord)) {
            return well("closed right after an encrypted last word, such as QUIT or close_notify");
        }
        left(end, debt);
        return end.by() == owner ? ownerLeft(owner, debt, since, end) : otherLeft(owner, debt, since, end);
    }

    private static boolean mayBeFarewell(@Nullable ByteRange word) {
        return word == null || word.length() <= LONGEST_FAREWELL_BYTES;
    }

    private StallFinder.Result ownerLeft(Side owner, Debt debt, long since, Closings.Closing end) {
        if (onTheWay(end) && end.nanos() - since >= StallFinder.PATIENCE_NANOS) {
            return lateAnswers
                    .after(owner, end)
                    .map(answer -> answerLate(owner, debt, end, owner.other(), answer))
                    .orElseGet(() -> silent(owner, debt, since));
        }
        if (ends.finUnanswered(owner) && noResetBy(owner.other())) {
            return failed(
                    "the " + owner.label() + " repeated its FIN and nothing at all came back: whether it owed "
                            + debt.what() + " or more was on its way to it, no capture shows",
                    null);
        }
        if (ends.repeatsInVain(owner)) {
            return failed(
                    "the " + owner.label()
                            + " repeated what nothing acknowledged any more, and left: where that was lost, no"
                            + " capture shows",
                    null);
        }
        return failed("the " + owner.label() + " closed although it owed " + debt.what(), ended(owner, end, debt));
    }

    /** Who waited left: before the answer came, while it was arriving, in vain, or at once. */
    private StallFinder.Result otherLeft(Side owner, Debt debt, long since, Closings.Closing end) {
        Side waiting = owner.other();
        Optional<Ends.Packet> late = lateAnswers.after(owner, end);
        if (late.isPresent() && !interrupted(owner, end)) {
            return answerLate(owner, debt, end, waiting, late.get());
        }
        if (end.nanos() - since >= StallFinder.PATIENCE_NANOS && !interrupted(owner, end)) {
            return lateAnswers
                    .stillArriving(owner, end, since)
                    .map(answer -> answerArriving(owner, debt, end, answer))
                    .orElseGet(() -> silent(owner, debt, since));
        }
        return failed(
                "the " + waiting.label() + " left while the " + owner.label() + " owed " + debt.what(),
                ended(waiting, end, debt));
    }

    /** A server that leaves while the client is speaking has not waited in vain: it cuts the client short. */
    private boolean interrupted(Side owner, Closings.Closing end) {
        return owner == Side.CLIENT
                && end.by() == Side.SERVER
                && !onTheWay(end)
                && ends.packets(owner).stream()
                        .anyMatch(packet -> packet.carriesWords()
                                && closings.areComparable(end, packet)
                                && packet.nanos() <= end.nanos()
                                && end.nanos() - packet.nanos() < SPEAKING_NANOS);
    }

    private StallFinder.Result answerArriving(Side owner, Debt debt, Closings.Closing end, Ends.Packet answer) {
        Side waiting = owner.other();
        further.add(new Finding.AnswerLate(
                "The " + owner.label() + "'s answer was still arriving, piece by piece, when the " + waiting.label()
                        + " left " + Times.duration(end.nanos() - answer.nanos()) + " after the last of it.",
                List.of(locator.evidence(answer.leg(), answer.row(), "the last piece before")),
                owner,
                answer.nanos()));
        return failed("the " + waiting.label() + " left while the answer was arriving", ended(waiting, end, debt));
    }

    /** @param leaver the side that waited, or a device did in its place */
    private StallFinder.Result answerLate(
            Side owner, Debt debt, Closings.Closing end, Side leaver, Ends.Packet answer) {
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
                ended(leaver, end, debt));
    }

    /** What was owed is in one piece of the session, and who left in another: how long it waited, nobody knows. */
    private StallFinder.Result untold(Closings.Closing end, Debt debt) {
        further.add(apart(debt, end.evidence()));
        return new StallFinder.Result(Outcome.UNKNOWN, "its end was captured apart from the rest of it", null, further);
    }

    private static Finding apart(Debt debt, List<Evidence> piece) {
        return new Finding.NotObservable(
                "Captures that have no clock in common with those that show what was to come next, " + debt.what()
                        + ", hold another piece of it: what came in between cannot be told.",
                piece);
    }

    /** Nothing was overdue where the captures end; those of another time may hold more of it. */
    private StallFinder.Result stillOpen(Debt debt) {
        List<Evidence> others = pieces.others(debt.since());
        if (!others.isEmpty()) {
            further.add(apart(debt, others));
        }
        return unknown("still open where the captures end, nothing overdue");
    }

    /** The tap nearest the end that is said to have closed holds another connection, and ended before that did. */
    private boolean closedBeyondAProxy(Closings.Closing end) {
        Side by = Objects.requireNonNull(end.by());
        SessionLeg closed = trace.session().leg(end.tap());
        return ends.nearest(by)
                .filter(own -> closed != null && !trace.session().sameConnection(own, closed))
                .filter(own -> pieces.hadEnded(own.tap(), end.nanos()))
                .isPresent();
    }

    /** The first thing that ended it on record is the answer of a machine, seen there, to what came to no connection. */
    private boolean answersForNothing(Closings.Closing end) {
        Side by = end.by();
        return by != null
                && end.manner() == Finding.EndLeft.Manner.RESET
                && resets.stream()
                        .anyMatch(reset -> reset.basis() == Finding.ResetSeen.Basis.UNDECIDED
                                && reset.madeAt().equals(List.of(locator.end(by)))
                                && reset.evidence().equals(end.evidence()));
    }

    private boolean noResetBy(Side side) {
        return resets.stream().noneMatch(reset -> reset.direction() == side.sends());
    }

    private static Stall ended(Side by, Closings.Closing end, Debt debt) {
        return new Stall(Stall.Kind.ENDED, by.sends(), end.nanos(), List.of(), by, debt.what());
    }

    private static Stall forgedEnd(Closings.Closing end, Direction way) {
        return new Stall(Stall.Kind.ENDED, way, end.nanos(), List.of(), null, "reset");
    }

    private void left(Closings.Closing end, Debt debt) {
        Side owner = debt.owner();
        String owed = owner != null && debt.binding() ? " while the " + owner.label() + " owed " + debt.what() : "";
        Side by = Objects.requireNonNull(end.by());
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

    private StallFinder.Result silent(Side owner, Debt debt, long since) {
        if (!ends.heardItself(owner)) {
            return failed(
                    debt.what() + " of the " + owner.label()
                            + " never came, and no capture heard the " + owner.label()
                            + " itself, only a device that speaks in its name",
                    null);
        }
        Optional<Ends.Packet> unheard = ends.packets(owner).stream()
                .filter(packet -> packet.carriesWords()
                        && packet.nanos() >= since
                        && packet.leg().end(packet.row()) > ends.acknowledged(owner.other()))
                .findFirst();
        if (unheard.isPresent()) {
            return failed(
                    "what the " + owner.label() + " said was seen at "
                            + unheard.get().leg().tap() + " and not heard by the "
                            + owner.other().label() + ": where it was lost, no capture shows",
                    null);
        }
        Finding.AnswerMissing missing = silence.of(owner, debt, since);
        if (!missing.proven() && silence.mayBeUnheard(owner, since)) {
            return failed(
                    debt.what() + " of the " + owner.label()
                            + " is on no record, and neither is much else that passed: "
                            + "the capture that would have heard it missed many packets",
                    null);
        }
        further.add(missing);
        return failed(
                debt.what() + " of the " + owner.label() + " never came",
                new Stall(Stall.Kind.REPLY, owner.sends(), since, List.of(), owner, debt.what()));
    }

    private StallFinder.Result free() {
        Optional<Closings.Closing> closing = closings.first();
        boolean farewell = turns.farewell() != null;
        if (closing.isPresent() && !farewell) {
            Closings.Closing end = closing.get();
            if (end.forged()) {
                return failed(
                        "reset on the way before the session was finished",
                        forgedEnd(end, resets.get(0).direction()));
            }
        }
        Debt waited = turns.unspoken() == null ? turns.debt() : turns.unspoken();
        if (closing.isPresent() && idleUntilClosed(closing.get(), waited)) {
            left(closing.get(), waited);
            return silent(Side.CLIENT, waited, locator.since(waited.since()));
        }
        if (closing.isPresent() && !farewell && cutShort(closing.get())) {
            left(closing.get(), waited);
            return failed(
                    "the server reset the connection in the middle of the encrypted dialogue",
                    ended(Side.SERVER, closing.get(), waited));
        }
        if (closing.isPresent() && !farewell && pieces.apart(closing.get().tap(), waited.since())) {
            return untold(closing.get(), waited);
        }
        if (!trace.session().opened()) {
            return unknown("its beginning was not captured");
        }
        if (closing.isEmpty() && !farewell) {
            return stillOpen(waited);
        }
        return well("it ended with nothing owed");
    }

    /** A server that has had enough closes, and says so first: a reset out of the dialogue, before there was mail, does not. */
    private boolean cutShort(Closings.Closing end) {
        return end.by() == Side.SERVER
                && end.manner() == Finding.EndLeft.Manner.RESET
                && end.heardUpTo() != SegmentStore.NO_ACK
                && turns.beforeAnyMail();
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
                && end.nanos() - locator.since(debt.since()) >= StallFinder.OVERDUE_NANOS;
    }
}
