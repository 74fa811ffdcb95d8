package org.droppoint.finding.end;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.droppoint.base.Direction;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.UnitNames;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.finding.dialogue.Debt;
import org.droppoint.finding.dialogue.Turns;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.fact.Stall;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a session ended and, where it failed, what it first needed and never got. Bytes that vanished come before
 * replies that nobody saw; a reply that never came comes before who then left, since leaving follows from it.
 */
public final class StallFinder {
    private static final Pattern ENHANCED_STATUS = Pattern.compile("[245]\\.[0-9]{1,3}\\.[0-9]{1,3}(?![0-9.])");

    /** Whoever leaves sooner than this did not wait for an answer in vain. */
    static final long PATIENCE_NANOS = 2 * Times.NANOS_PER_SECOND;

    /** With a session still open where the captures end, a handshake that long outstanding is overdue. */
    static final long OVERDUE_NANOS = 5 * Times.NANOS_PER_SECOND;

    /** What one look at the session gives. */
    public record Result(Outcome outcome, String reason, @Nullable Stall stall, List<Finding> further) {}

    private final SessionReading read;
    private final SessionTrace trace;
    private final Locator locator;
    private final Turns turns;
    private final Closings closings;
    private final Pieces pieces;
    private final List<Finding> further = new ArrayList<>();

    public StallFinder(SessionReading read) {
        this.read = read;
        this.trace = read.trace();
        this.locator = read.locator();
        this.turns = read.turns();
        this.closings = read.closings();
        this.pieces = new Pieces(trace, locator);
    }

    public Result find(
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
                    further);
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
            return windowShut(window.get());
        }
        Turns.Refused refused = turns.refused();
        if (refused != null && !turns.mailAccepted()) {
            return refused(refused);
        }
        Turns.FatalAlert alert = turns.fatalAlert();
        if (alert != null && !otherLeftBefore(alert)) {
            return fatalAlert(alert);
        }
        return new DialogueEnd(read, pieces).find();
    }

    private Result windowShut(Finding.WindowShut shut) {
        if (!overdue(shut)) {
            further.add(new Finding.NotObservable(
                    "The captures end soon after the " + shut.side().label()
                            + "'s receive window shut: whether it opened again cannot be told.",
                    shut.evidence()));
            return new Result(Outcome.UNKNOWN, "still open where the captures end", null, further);
        }
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

    /** A receiver may be busy for a while; who left did so because of it. */
    private boolean overdue(Finding.WindowShut shut) {
        return closings.first().isPresent() || pieces.lastNanos(null) - shut.sinceNanos() >= OVERDUE_NANOS;
    }

    /** Through a window that is merely small everything gets some time: until then somebody owes what is under way. */
    private boolean waitedFor(Finding.WindowShut shut) {
        Debt debt = turns.debt();
        return !shut.collapsed()
                || debt.binding()
                        && debt.owner() == shut.side().other()
                        && (closings.first().isPresent()
                                || pieces.lastNanos(debt.since()) - locator.since(debt.since())
                                        >= debt.pace().nanos());
    }

    /** What a stream lacks first stops it, whenever the rest was sent: a receiver takes bytes in their order. */
    private static Optional<Finding.BytesVanished> foremost(Direction direction, List<Finding.BytesVanished> missing) {
        return missing.stream()
                .filter(vanished -> vanished.direction() == direction)
                .min(Comparator.comparingLong(vanished -> vanished.range().start()));
    }

    private Result failed(String reason, @Nullable Stall stall) {
        return new Result(Outcome.FAILED, reason, stall, further);
    }

    private Result connectFailed(Finding.ConnectFailed connect) {
        long since = locator.begunNanos();
        boolean ripe = connect.refused() || askedInVain(connect) || pieces.lastNanos(null) - since > OVERDUE_NANOS;
        if (!ripe) {
            return new Result(Outcome.UNKNOWN, "the captures end while the connection is being opened", null, further);
        }
        return failed(
                connect.refused() ? "the connection was refused" : "the TCP handshake never completed",
                new Stall(Stall.Kind.CONNECT, connect.direction(), since, List.of(), null, "connection"));
    }

    /** Asked again, and then no answer in the time that the client had waited before it did. */
    private boolean askedInVain(Finding.ConnectFailed connect) {
        List<Evidence> copies = connect.evidence();
        if (copies.size() != 2) {
            return copies.size() > 2;
        }
        Evidence last = copies.get(1);
        long waited = last.epochNanos() - copies.get(0).epochNanos();
        long ranOn = locator.correlation().taps().trace(last.tap()).lastNanos() - last.epochNanos();
        return ranOn >= waited;
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
        return sameWayAndLater && vanished.firstNanos() - locator.nanos(debt.since()) > PATIENCE_NANOS;
    }

    private Result bytesMissing(Finding.BytesVanished first, List<Finding.BytesVanished> missing) {
        if (first.gap().from() == null && first.gap().to() == null) {
            return failed(
                    "bytes from the " + Side.sending(first.direction()).label()
                            + " never arrived, which had been sent when no capture was running yet: where they were lost, none"
                            + " shows",
                    null);
        }
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
                (refused.what().equals("connection") ? "The " : "") + what + ".",
                List.of(Evidence.of(refused.reply().origin(), "reply " + codes(refused.reply()))),
                Side.SERVER,
                refused.what(),
                locator.nanos(refused.reply().origin())));
        return failed(what, ended(Side.SERVER, locator.nanos(refused.reply().origin()), refused.what()));
    }

    /** The code and the enhanced one (RFC 3463 section 2); the words beside them may name people, and are in the frame. */
    private static String codes(SmtpEvent.Reply reply) {
        String text = reply.lines().isEmpty() ? "" : reply.lines().get(0);
        Matcher enhanced = ENHANCED_STATUS.matcher(text);
        return reply.code() + (enhanced.lookingAt() ? " " + enhanced.group() : "");
    }

    /** An alert that answers a close is no cause. */
    private boolean otherLeftBefore(Turns.FatalAlert alert) {
        return closings.first()
                .map(closing -> closing.by() != alert.side()
                        && closing.nanos() < locator.nanos(alert.record().origin()))
                .orElse(false);
    }

    /**
     * Whether TLS may have been ended and made anew on the way to the other end: a tap there lacks this session and holds
     * others that nothing here explains. Whose certificate the client rejected then no capture shows.
     */
    private boolean mayBeMadeAnew(Turns.FatalAlert alert) {
        long nanos = locator.nanos(alert.record().origin());
        return alert.side() == Side.CLIENT
                && !turns.established()
                && locator.path().taps().stream()
                        .anyMatch(tap -> locator.correlation().view().mayHoldUnmatched(trace, tap, nanos));
    }

    private Result fatalAlert(Turns.FatalAlert alert) {
        if (mayBeMadeAnew(alert)) {
            return failed(
                    "the client rejected TLS of which captures farther on, whose sessions could not be matched with it, do "
                            + "not show whether it was the server's",
                    null);
        }
        String name = alert.description() < 0
                ? "an encrypted alert"
                : "alert " + org.droppoint.dissect.TlsNames.alertDescription(alert.description());
        further.add(new Finding.EndLeft(
                "The " + alert.side().label() + " ended TLS with " + name + ".",
                List.of(Evidence.of(alert.record().origin(), name)),
                alert.side(),
                Finding.EndLeft.Manner.FATAL_ALERT,
                name,
                locator.nanos(alert.record().origin()),
                List.of(locator.end(alert.side()))));
        return failed(
                "the " + alert.side().label() + " sent " + name,
                ended(alert.side(), locator.nanos(alert.record().origin()), name));
    }

    private static Stall ended(Side by, long nanos, String what) {
        return new Stall(Stall.Kind.ENDED, by.sends(), nanos, List.of(), by, what);
    }

    /**
     * Of one side nothing is on record but resets that answer packets of a connection which it does not have (RFC 9293
     * section 3.10.7.1: without ACK, at the number acknowledged): what became of that, no capture shows.
     */
    private boolean answeredByNobody() {
        if (trace.session().opened()) {
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
}
