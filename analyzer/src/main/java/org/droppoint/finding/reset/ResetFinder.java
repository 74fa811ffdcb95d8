package org.droppoint.finding.reset;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.base.Place;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapView;
import org.droppoint.correlate.session.TravelTimes;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.finding.place.Speaker;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * Finds resets and who made them. Presence at each tap comes first: a reset that a tap nearer its claimed sender did not
 * see although it was recording was made behind that tap. Where every tap saw it, its TTL and its IP identification are
 * held against those of the same sender's other packets.
 */
public final class ResetFinder {
    /** Of either direction: a stack answers every segment for a connection that it lost, and those who forge do it thrice. */
    private static final int MAX_RESETS = 32;

    /** So many of a tap are asked whether they are new ones; what comes behind hundreds ended nothing any more. */
    private static final int MAX_ASKED = 256;

    private final SessionTrace trace;
    private final Locator locator;
    private final TapView view;
    private final Resets resets;
    private final SameReset sameReset;

    public ResetFinder(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
        this.view = locator.correlation().view();
        this.resets = new Resets(locator.correlation().sessions());
        this.sameReset = new SameReset(trace, locator, resets);
    }

    public List<Finding.ResetSeen> resets() {
        List<Finding.ResetSeen> found = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            DirectionLedger ledger = trace.ledger(direction);
            int most = found.size() + MAX_RESETS;
            for (int i = 0; i < ledger.positions(); i++) {
                SessionLeg leg = ledger.at(i);
                if (leg == null) {
                    continue;
                }
                List<Integer> rows = resets.rows(leg, direction);
                for (int row : rows.subList(0, Math.min(rows.size(), MAX_ASKED))) {
                    if (found.size() < most && !sameReset.seenBefore(ledger, i, leg, row)) {
                        found.add(judge(ledger, i, leg, row));
                    }
                }
            }
        }
        return found;
    }

    private Finding.ResetSeen judge(DirectionLedger ledger, int position, SessionLeg leg, int row) {
        Direction direction = ledger.direction();
        int absent = -1;
        boolean alone = true;
        double doubt = 1;
        for (int i = position - 1; i >= 0 && alone; i--) {
            OptionalLong at = sameReset.comparableNanos(ledger, position, leg, row, locator.tap(direction, i));
            boolean closed = closedFromHere(ledger, i, leg);
            double miss = closed && at.isEmpty()
                    ? missWithoutClock(ledger, i)
                    : view.missProbability(trace, direction, i, at.orElse(locator.referenceNanos(leg, row)));
            boolean tells = at.isPresent() || closed;
            if (miss <= TapView.MAX_DOUBT && tells) {
                alone = absent < 0;
                absent = alone ? i : absent;
                doubt = alone ? miss : doubt * miss;
            }
        }
        SegmentStore store = leg.leg().store();
        String flags = String.join(", ", TcpFlags.names(store.flags(row)));
        Gap gap = locator.gap(direction, -1, position, false, false);
        List<Place> madeAt = gap.places();
        boolean counted = store.ipId(row) != 0;
        boolean doubtful = (alone || counted) && absent >= 0 && sameConnection(ledger, absent, leg);
        if (doubtful && looksOwn(leg, row) && !isContradicted(leg, row)) {
            return absentAndLikeItsOwn(ledger, absent, leg, row, flags, madeAt);
        }
        if (absent >= 0 && !sameConnection(ledger, absent, leg) && answersReset(leg, row)) {
            return ofAResetConnection(ledger, leg, row, locator.gap(direction, absent, position, true, true));
        }
        if (absent >= 0) {
            return madeOnTheWay(ledger, position, absent, leg, row, flags, doubt);
        }
        Side claimed = Side.sending(direction);
        Place end = locator.end(claimed);
        return byItsLooks(ledger, leg, row, flags, madeAt, end);
    }

    /**
     * A proxy's other connection, which this tap has from its opening on, was closed by the proxy first: the peer there had no
     * part in it, whatever the clocks say.
     */
    private boolean closedFromHere(DirectionLedger ledger, int position, SessionLeg leg) {
        SessionLeg other = ledger.at(position);
        if (other == null
                || trace.session().sameConnection(other, leg)
                || !other.leg().synSeen(Direction.CLIENT_TO_SERVER)
                || !other.leg().synSeen(Direction.SERVER_TO_CLIENT)) {
            return false;
        }
        SegmentStore store = other.leg().store();
        int row = other.leg().firstRow();
        while (row != SegmentStore.NONE && (store.flags(row) & (TcpFlags.FIN | TcpFlags.RST)) == 0) {
            row = store.next(row);
        }
        return row != SegmentStore.NONE && store.direction(row) != ledger.direction();
    }

    /** How likely a capture that has a connection from its opening to its close missed one packet of it, by what else it lacks. */
    private static double missWithoutClock(DirectionLedger ledger, int position) {
        Coverage seen = ledger.seen(position);
        return !seen.isEmpty() && seen.contains(new ByteRange(0, seen.end())) ? TapView.BASE_MISS_PROBABILITY : 1;
    }

    /** A RST without ACK behind one that came the other way is the answer of a stack that was reset (RFC 9293 section 3.10.7.1). */
    private boolean answersReset(SessionLeg leg, int row) {
        SegmentStore store = leg.leg().store();
        return !TcpFlags.has(store.flags(row), TcpFlags.ACK)
                && resets.rows(leg, store.direction(row).opposite()).stream().anyMatch(other -> other < row);
    }

    /** A proxy's own connection was reset: what it answers to further packets on it ended nothing. */
    private Finding.ResetSeen ofAResetConnection(DirectionLedger ledger, SessionLeg leg, int row, Gap gap) {
        String why = "as a RST without ACK it answers for a connection that had been reset before";
        return reset(ledger, leg, row, gap.places(), false, Finding.ResetSeen.Basis.UNDECIDED, 0.5, why);
    }

    /** What a proxy makes in its peer's name looks like its own. */
    private boolean sameConnection(DirectionLedger ledger, int position, SessionLeg leg) {
        SessionLeg other = ledger.at(position);
        return other != null && trace.session().sameConnection(other, leg);
    }

    /** It was its sender's last packet here, and nothing of it is another's: who forges hardly ever gets all of it right. */
    private boolean looksOwn(SessionLeg leg, int row) {
        ResetSigns signs = resets.signs(leg, row);
        return resets.looks(leg, row).last() && signs.faultless() && signs.odds() >= ResetSign.HABIT;
    }

    private boolean isContradicted(SessionLeg leg, int row) {
        return besideAnAlien(leg, row) && !answersAfterReset(leg, row) || senderWentOn(leg, row);
    }

    /**
     * A RST without ACK at the number that a packet acknowledges which came to its sender after a reset: so a stack answers that
     * was reset, whoever did it.
     */
    private static boolean answersAfterReset(SessionLeg leg, int row) {
        SegmentStore store = leg.leg().store();
        boolean wasReset = false;
        boolean asked = false;
        for (int other = leg.leg().firstRow(); other != row; other = store.next(other)) {
            boolean back = store.direction(other) != store.direction(row);
            boolean reset = TcpFlags.has(store.flags(other), TcpFlags.RST);
            asked |= back && wasReset && !reset && leg.ack(other) == leg.start(row);
            wasReset |= back && reset;
        }
        return asked && !TcpFlags.has(store.flags(row), TcpFlags.ACK);
    }

    /** Who has reset a connection says nothing more on it; a tap nearer to it shows that it did. */
    private boolean senderWentOn(SessionLeg leg, int row) {
        Direction direction = leg.leg().store().direction(row);
        for (SessionLeg other : trace.session().legs()) {
            int newest = newestWord(other, direction);
            boolean tells = newest != SegmentStore.NONE
                    && locator.comparable(leg.tap(), other.tap())
                    && trace.session().sameConnection(other, leg);
            if (tells
                    && locator.referenceNanos(other, newest) - locator.referenceNanos(leg, row)
                            > locator.errorNanos(leg, row) + locator.errorNanos(other, newest)) {
                return true;
            }
        }
        return false;
    }

    /** The last packet of a side that is no reset; {@link SegmentStore#NONE} where there is none. */
    private static int newestWord(SessionLeg leg, Direction direction) {
        SegmentStore store = leg.leg().store();
        int newest = SegmentStore.NONE;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean word = store.direction(row) == direction && !TcpFlags.has(store.flags(row), TcpFlags.RST);
            newest = word ? row : newest;
        }
        return newest;
    }

    /**
     * What ends a session on the way resets both ends of it: where the other end got, at the same time, a reset that its
     * peer did not make, a capture that lacks this one has missed nothing.
     */
    private boolean besideAnAlien(SessionLeg leg, int row) {
        Direction back = leg.leg().store().direction(row).opposite();
        for (SessionLeg other : trace.session().legs()) {
            if (!locator.comparable(leg.tap(), other.tap())) {
                continue;
            }
            boolean alien = resets.rows(other, back).stream()
                    .filter(reset -> together(other, reset, leg, row))
                    .limit(MAX_RESETS)
                    .anyMatch(reset -> resets.signs(other, reset).alien());
            if (alien) {
                return true;
            }
        }
        return false;
    }

    private boolean together(SessionLeg one, int row, SessionLeg other, int otherRow) {
        long apart = Math.abs(locator.referenceNanos(one, row) - locator.referenceNanos(other, otherRow));
        long error = locator.errorNanos(one, row) + locator.errorNanos(other, otherRow);
        return apart <= TravelTimes.CROSSING_NANOS + error;
    }

    /**
     * That one capture missed one packet is no rarer than a device that forges so well; that two missed it is, unless it
     * bears what its sender alone counts.
     */
    private Finding.ResetSeen absentAndLikeItsOwn(
            DirectionLedger ledger, int absent, SessionLeg leg, int row, String flags, List<Place> madeAt) {
        Side claimed = Side.sending(ledger.direction());
        String why = "[" + flags + "] is in " + leg.tap() + " and not in " + locator.tap(ledger.direction(), absent)
                + ", which lies nearer the " + claimed.label() + " and may have missed this one packet";
        return reset(
                ledger,
                leg,
                row,
                madeAt,
                false,
                Finding.ResetSeen.Basis.UNDECIDED,
                0.5,
                why + resets.signs(leg, row).after());
    }

    private Finding.ResetSeen madeOnTheWay(
            DirectionLedger ledger, int position, int absent, SessionLeg leg, int row, String flags, double doubt) {
        Direction direction = ledger.direction();
        Gap gap = locator.gap(direction, absent, position, true, true);
        Tap missing = locator.tap(direction, absent);
        Side claimed = Side.sending(direction);
        String why = "[" + flags + "] in the " + claimed.label() + "'s name is in " + leg.tap() + " and not in "
                + missing + ", which lies nearer the " + claimed.label() + " and was recording this session";
        return reset(
                ledger,
                leg,
                row,
                gap.places(),
                true,
                Finding.ResetSeen.Basis.PRESENCE,
                doubt,
                why + resets.signs(leg, row).after());
    }

    /** No tap nearer the claimed sender can tell: its looks decide between that end and what lies before this tap. */
    private Finding.ResetSeen byItsLooks(
            DirectionLedger ledger, SessionLeg leg, int row, String flags, List<Place> madeAt, Place end) {
        Side claimed = Side.sending(ledger.direction());
        ResetSigns signs = resets.signs(leg, row);
        List<Place> hops = madeAt.stream().filter(place -> !place.equals(end)).toList();
        if (hops.isEmpty() && answersLostSocket(leg, row)) {
            String why =
                    "as a RST without ACK the " + claimed.label() + "'s own machine answers with it for a connection "
                            + "that it no longer had: this packet does not tell what ended it there";
            return reset(
                    ledger, leg, row, List.of(end), false, Finding.ResetSeen.Basis.UNDECIDED, 0.5, why + signs.after());
        }
        if (hops.isEmpty()) {
            String why = "it was captured on the " + claimed.label() + "'s own machine as it was sent";
            return reset(
                    ledger, leg, row, List.of(end), false, Finding.ResetSeen.Basis.PRESENCE, 0, why + signs.after());
        }
        if (signs.alien()) {
            String why = "[" + flags + "] does not look like the " + claimed.label() + "'s own: it " + signs.text();
            return reset(ledger, leg, row, hops, true, Finding.ResetSeen.Basis.LOOKS, signs.doubt(), why);
        }
        if (answersLostSocket(leg, row)) {
            String why = "as a RST without ACK it answers for a connection that the " + claimed.label()
                    + " no longer had: this packet does not tell what ended it there";
            return reset(ledger, leg, row, madeAt, false, Finding.ResetSeen.Basis.UNDECIDED, 0.5, why + signs.after());
        }
        if (signs.own()) {
            String why = "it looks like the " + claimed.label() + "'s own: it " + signs.text();
            List<Place> speakers = new Speaker(trace.session(), locator).places(claimed, leg);
            return reset(ledger, leg, row, speakers, false, Finding.ResetSeen.Basis.LOOKS, signs.doubt(), why);
        }
        String why = "nothing tells whether the " + claimed.label() + " made it or something before this tap";
        return reset(
                ledger, leg, row, madeAt, false, Finding.ResetSeen.Basis.UNDECIDED, signs.doubt(), why + signs.after());
    }

    /** Where that end had not said that it left, a reset in somebody's name, or a farewell that was lost, ended the connection. */
    private boolean answersLostSocket(SessionLeg leg, int row) {
        return resets.looks(leg, row).answersLostSocket()
                && resets.rows(leg, leg.leg().store().direction(row)).stream()
                        .takeWhile(other -> other < row)
                        .filter(other -> TcpFlags.has(leg.leg().store().flags(other), TcpFlags.ACK))
                        .limit(MAX_RESETS)
                        .allMatch(other -> resets.signs(leg, other).alien());
    }

    private Finding.ResetSeen reset(
            DirectionLedger ledger,
            SessionLeg leg,
            int row,
            List<Place> madeAt,
            boolean forged,
            Finding.ResetSeen.Basis basis,
            double doubt,
            String why) {
        SegmentStore store = leg.leg().store();
        Side claimed = Side.sending(ledger.direction());
        String summary = (forged
                        ? "A reset in the " + claimed.label() + "'s name was made on the way: "
                        : "A reset by the " + claimed.label() + ": ")
                + why + ".";
        return new Finding.ResetSeen(
                summary,
                evidence(ledger, leg, row),
                ledger.direction(),
                store.flags(row),
                leg.tap(),
                inPathOrder(madeAt),
                forged,
                basis,
                doubt,
                why,
                locator.referenceNanos(leg, row),
                TcpFlags.has(store.flags(row), TcpFlags.ACK) ? leg.ack(row) : SegmentStore.NO_ACK,
                leg.range(row).start());
    }

    /** The reset where it was seen first, and as the other taps saw it. */
    private List<Evidence> evidence(DirectionLedger ledger, SessionLeg leg, int row) {
        SegmentStore store = leg.leg().store();
        String flags = String.join(", ", TcpFlags.names(store.flags(row)));
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(locator.evidence(
                leg, row, "[" + flags + "], TTL " + store.ttl(row) + ", IP-ID " + hex(store.ipId(row))));
        boolean nearer = true;
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg other = ledger.at(i);
            nearer &= other != leg;
            if (other == null || other == leg) {
                continue;
            }
            int seen = sameReset.rowAt(other, nearer, leg, row);
            if (seen != SegmentStore.NONE) {
                evidence.add(locator.evidence(
                        other,
                        seen,
                        "the same reset, TTL " + other.leg().store().ttl(seen)));
            }
        }
        return evidence;
    }

    private List<Place> inPathOrder(List<Place> places) {
        return locator.path().places().stream().filter(places::contains).toList();
    }

    private static String hex(int ipId) {
        return String.format(java.util.Locale.ROOT, "0x%04x", ipId);
    }
}
