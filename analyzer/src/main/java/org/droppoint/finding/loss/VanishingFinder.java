package org.droppoint.finding.loss;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.Sighting;
import org.droppoint.correlate.session.UnitNames;
import org.droppoint.correlate.session.Vanishing;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** Puts what correlation saw vanish into findings with frames. */
public final class VanishingFinder {
    /** More frames convince nobody who is not convinced by these. */
    private static final int MAX_COPIES_SHOWN = 12;

    private final SessionTrace trace;
    private final Locator locator;

    private final Map<Direction, StampsSetBack> stamps = new EnumMap<>(Direction.class);

    public VanishingFinder(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
        for (Direction direction : Direction.values()) {
            stamps.put(direction, new StampsSetBack(trace.ledger(direction), locator));
        }
    }

    /** Bytes before the stream's first are those of a capture whose numbers could not be laid beside the others'. */
    public List<Finding.BytesVanished> find() {
        boolean ended = hasEnded();
        return trace.vanishings().stream()
                .filter(vanishing -> vanishing.range().start() >= 0 && (ended || hadTime(vanishing)))
                .map(this::finding)
                .toList();
    }

    private boolean hasEnded() {
        return trace.session().followedLegs().stream()
                .flatMapToInt(leg -> Stream.of(Direction.values())
                        .mapToInt(direction -> leg.leg().flagsSeen(direction)))
                .anyMatch(flags -> (flags & (TcpFlags.FIN | TcpFlags.RST)) != 0);
    }

    /**
     * Of a session still open, what a tap lacks when its capture ends may be on its way to it, or be sent again; for that a
     * sender may take a second (RFC 6298 section 2).
     */
    private boolean hadTime(Vanishing vanishing) {
        DirectionLedger ledger = trace.ledger(vanishing.direction());
        SessionLeg leg = vanishing.absent() < ledger.positions() ? ledger.at(vanishing.absent()) : null;
        if (leg == null) {
            return true;
        }
        long end = locator.correlation()
                .clock(leg.tap())
                .toReference(locator.correlation().taps().trace(leg.tap()).lastNanos());
        return Math.max(end, vanishing.lastNanos()) - vanishing.firstNanos() >= Times.NANOS_PER_SECOND;
    }

    private Finding.BytesVanished finding(Vanishing vanishing) {
        DirectionLedger ledger = trace.ledger(vanishing.direction());
        boolean senderCleared = !isSpoilt(vanishing, ledger);
        boolean receiverCleared = vanishing.receiverAlive();
        Optional<Gap> setBack =
                Objects.requireNonNull(stamps.get(vanishing.direction())).of(vanishing);
        Gap gap = setBack.orElseGet(() -> locator.gap(
                vanishing.direction(), from(vanishing, ledger), vanishing.absent(), senderCleared, receiverCleared));
        List<Tap> seen = new ArrayList<>();
        List<Tap> missing = new ArrayList<>();
        boolean widened = false;
        for (int i = 0; i < vanishing.sightings().size(); i++) {
            Sighting sighting = vanishing.sightings().get(i);
            if (sighting instanceof Sighting.Seen) {
                seen.add(sighting.tap());
            } else if (sighting instanceof Sighting.Absent) {
                missing.add(sighting.tap());
            } else {
                widened |= i > vanishing.reached() && i < vanishing.absent();
            }
        }
        List<Finding.LostUnit> units =
                LostUnits.in(trace.session().dialogue(), vanishing.direction(), vanishing.range());
        return new Finding.BytesVanished(
                summary(vanishing, gap, units, seen, missing)
                        + (setBack.isPresent()
                                ? " Every copy bears a time stamp older than its sender's last, which its receiver must"
                                        + " drop."
                                : ""),
                evidence(vanishing, ledger, missing),
                vanishing.direction(),
                vanishing.range(),
                vanishing.known(),
                gap,
                units.isEmpty() ? "unknown" : units.get(0).protocol(),
                units,
                vanishing.copies().size(),
                sizes(vanishing, ledger),
                true,
                vanishing.firstNanos(),
                vanishing.lastNanos(),
                vanishing.doubt(),
                seen,
                missing,
                widened);
    }

    /** It came, with a wrong checksum: whoever sent it may have spoilt it, too. */
    private static boolean isSpoilt(Vanishing vanishing, DirectionLedger ledger) {
        return vanishing.absent() < ledger.positions()
                && ledger.spoilt(vanishing.absent(), vanishing.range()).length > 0;
    }

    /** Where nothing came back, the answer may be what was lost: on all of its way to the first tap that would have heard it. */
    private static int from(Vanishing vanishing, DirectionLedger ledger) {
        if (isSpoilt(vanishing, ledger)) {
            return ledger.provenUpTo(vanishing.reached(), vanishing.range());
        }
        boolean silent = vanishing.known() == Vanishing.Known.UNANSWERED;
        return silent ? Math.min(vanishing.reached(), ledger.lastHearing()) : vanishing.reached();
    }

    private static List<Integer> sizes(Vanishing vanishing, DirectionLedger ledger) {
        SessionLeg leg = vanishing.reached() < 0 ? null : ledger.at(vanishing.reached());
        if (leg == null) {
            return List.of();
        }
        return vanishing.copies().stream()
                .map(row -> leg.leg().store().length(row))
                .sorted()
                .toList();
    }

    private String summary(
            Vanishing vanishing, Gap gap, List<Finding.LostUnit> units, List<Tap> seen, List<Tap> missing) {
        String what =
                "Bytes " + vanishing.range().start() + "–" + vanishing.range().end() + " from the "
                        + Side.sending(vanishing.direction()).label() + " (" + names(units) + ")";
        String span = vanishing.copies().size() > 1
                ? String.format(
                        Locale.ROOT,
                        " in %d transmissions over %s",
                        vanishing.copies().size(),
                        Times.duration(vanishing.lastNanos() - vanishing.firstNanos()))
                : "";
        return switch (vanishing.known()) {
            case SEEN ->
                what + " are seen at " + names(seen, "no tap") + span + " and never at "
                        + names(missing, "the tap behind") + ", " + why(vanishing) + ".";
            case JUMP ->
                what + " were sent, as later sequence numbers show, and "
                        + (missing.isEmpty() ? "no tap saw them." : "are absent at " + names(missing, "") + ".");
            case ACK, CHALLENGED ->
                what + " passed " + names(seen, "no tap") + span
                        + " and never arrived: the receiver went on answering without them.";
            case UNANSWERED -> what + " passed " + names(seen, "no tap") + span + " and nothing at all came back.";
        };
    }

    private static String why(Vanishing vanishing) {
        return vanishing.sightings().stream()
                .filter(Sighting.Absent.class::isInstance)
                .map(sighting -> "which " + ((Sighting.Absent) sighting).why())
                .findFirst()
                .orElse("which cannot tell");
    }

    private static String names(List<Finding.LostUnit> units) {
        List<String> types = units.stream()
                .map(unit -> UnitNames.word(unit.protocol(), unit.type()))
                .distinct()
                .toList();
        return types.size() <= 4 ? UnitNames.words(types) : UnitNames.words(types.subList(0, 4)) + ", …";
    }

    private static String names(List<Tap> taps, String none) {
        return taps.isEmpty()
                ? none
                : String.join(" and ", taps.stream().map(Tap::name).toList());
    }

    private List<Evidence> evidence(Vanishing vanishing, DirectionLedger ledger, List<Tap> missing) {
        List<Evidence> evidence = new ArrayList<>();
        int copy = 0;
        for (int row : vanishing.copies()) {
            if (copy++ < MAX_COPIES_SHOWN) {
                evidence.add(locator.evidence(ledger, vanishing.reached(), row, note(ledger, vanishing, row)));
            }
        }
        if (vanishing.known() == Vanishing.Known.JUMP) {
            addJump(vanishing, evidence);
        }
        if (vanishing.aliveRow() != Vanishing.NO_ROW) {
            DirectionLedger back = trace.ledger(vanishing.direction());
            evidence.add(locator.evidence(
                    back,
                    vanishing.alivePosition(),
                    vanishing.aliveRow(),
                    "the receiver still acknowledges only up to "
                            + ackOf(back, vanishing.alivePosition(), vanishing.aliveRow())));
        }
        return evidence;
    }

    private static long ackOf(DirectionLedger ledger, int position, int row) {
        SessionLeg leg = ledger.at(position);
        return leg == null ? 0 : leg.ack(row);
    }

    private static String note(DirectionLedger ledger, Vanishing vanishing, int row) {
        SessionLeg leg = ledger.at(vanishing.reached());
        if (leg == null) {
            return "";
        }
        SegmentStore store = leg.leg().store();
        long sequence = leg.leg().sequenceOfOffsetZero(vanishing.direction()) + store.payloadStart(row) & 0xFFFF_FFFFL;
        return String.format(
                Locale.ROOT,
                "bytes %d–%d, seq %d, IP-ID 0x%04x",
                leg.range(row).start(),
                leg.range(row).end(),
                sequence,
                store.ipId(row));
    }

    /** The first packet whose sequence number lies beyond the hole. */
    private void addJump(Vanishing vanishing, List<Evidence> evidence) {
        DirectionLedger ledger = trace.ledger(vanishing.direction());
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            int row = ledger.firstBeyond(i, vanishing.range().end());
            if (leg != null && row != SegmentStore.NONE) {
                evidence.add(locator.evidence(
                        leg,
                        row,
                        "its sequence number lies at offset " + leg.start(row) + ", beyond every byte seen here"));
            }
        }
    }
}
