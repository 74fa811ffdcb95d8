package org.droppoint.finding.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.Vanishing;
import org.droppoint.finding.fact.Finding;
import org.droppoint.flow.HandshakeOptions;
import org.droppoint.flow.SegmentStore;

/**
 * Finds whether only segments above a size vanished: every lost one is larger than every one that passed, and one that
 * passed belongs to the same flight as the lost ones, so that its content was no reason to spare it.
 */
public final class SizeFinder {
    /** The option and what aligns it (RFC 7323 appendix A). */
    private static final int STAMP_BYTES = 12;

    /** Stacks begin with a second, and come down to a fifth of it (RFC 6298 section 2). */
    private static final long REPEATED_NANOS = 2 * Times.NANOS_PER_SECOND;

    private final SessionTrace trace;
    private final List<SessionTrace> sessions;

    public SizeFinder(SessionTrace trace, List<SessionTrace> sessions) {
        this.trace = trace;
        this.sessions = sessions;
    }

    /** Segments as large of another session with the same far end passed the same gap and way: size was no reason. */
    private boolean passedElsewhere(Direction direction, List<Finding.BytesVanished> lost, int size) {
        List<Tap> beyond = lost.stream().flatMap(v -> v.missingAt().stream()).toList();
        return sessions.stream()
                .filter(other -> other != trace)
                .filter(other -> other.session()
                        .key()
                        .server()
                        .address()
                        .equals(trace.session().key().server().address()))
                .flatMap(other -> other.session().legs().stream())
                .filter(leg -> beyond.contains(leg.tap()))
                .anyMatch(leg -> holdsSegmentOf(leg, direction, size));
    }

    private static boolean holdsSegmentOf(SessionLeg leg, Direction direction, int size) {
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == direction && store.carriesStream(row) && store.length(row) >= size) {
                return true;
            }
        }
        return false;
    }

    public Optional<Finding.SizeLimit> find(List<Finding.BytesVanished> vanished, List<Finding.IcmpError> icmpErrors) {
        List<Finding.BytesVanished> lost =
                vanished.stream().filter(v -> !v.lostSizes().isEmpty()).toList();
        if (lost.isEmpty()) {
            return unseen(vanished);
        }
        Direction direction = lost.get(0).direction();
        if (lost.stream().anyMatch(v -> v.direction() != direction)) {
            return Optional.empty();
        }
        int segmentLimit = segmentLimit(direction);
        int smallestLost = lost.stream()
                .mapToInt(v -> Math.min(segmentLimit, v.lostSizes().get(0)))
                .min()
                .orElse(0);
        int copies = lost.stream().mapToInt(Finding.BytesVanished::copies).sum();
        Passed passed = passed(direction, lost, segmentLimit);
        Optional<Finding.IcmpError> tooBig =
                icmpErrors.stream().filter(Finding.IcmpError::tooBig).findFirst();
        boolean separated = passed.largest() < smallestLost && copies >= 2;
        boolean sparedByContent = !passed.sameFlight();
        boolean told = tooBig.isPresent() && passed.largest() < smallestLost;
        boolean refuted = passedElsewhere(direction, lost, smallestLost);
        if (!told && (!separated || sparedByContent || refuted)) {
            return Optional.empty();
        }
        String summary = "Only segments of " + smallestLost + " payload bytes and more vanished, all " + copies
                + " copies of them; one of " + passed.largest()
                + (passed.sameFlight() ? " of the same flight" : " of the same kind") + " passed"
                + tooBig.map(error -> "; " + error.summary()).orElse("; no ICMP error is in any capture.");
        return Optional.of(new Finding.SizeLimit(
                summary,
                lost.get(0).evidence(),
                direction,
                passed.largest(),
                smallestLost,
                tooBig.isPresent() ? 0 : -1));
    }

    /**
     * Bytes that no tap holds were sent in segments that none measured. Where every hole is as long as so many whole
     * segments, for longer than a sender waits before it repeats, and shorter ones of the same flight came through, the
     * whole ones alone are missing.
     */
    private Optional<Finding.SizeLimit> unseen(List<Finding.BytesVanished> vanished) {
        if (vanished.isEmpty()) {
            return Optional.empty();
        }
        Direction direction = vanished.get(0).direction();
        int whole = segmentLimit(direction) - (stamped() ? STAMP_BYTES : 0);
        boolean holes = vanished.stream()
                .allMatch(v -> v.direction() == direction
                        && v.known() == Vanishing.Known.JUMP
                        && v.range().length() % whole == 0
                        && stayedOpen(v));
        long segments =
                vanished.stream().mapToLong(v -> v.range().length() / whole).sum();
        if (!holes || segments < 2 || passedElsewhere(direction, vanished, whole)) {
            return Optional.empty();
        }
        Passed passed = passed(direction, vanished, whole);
        return passed.largest() < whole && passed.sameFlight()
                ? Optional.of(new Finding.SizeLimit(
                        "Only whole segments of " + whole + " payload bytes vanished, " + segments
                                + " of them fill what is missing; one of " + passed.largest()
                                + " of the same flight passed; no ICMP error is in any capture.",
                        vanished.get(0).evidence(),
                        direction,
                        passed.largest(),
                        whole,
                        -1))
                : Optional.empty();
    }

    /** Whether a tap watched a hole for so long that its sender has filled it again in vain. */
    private boolean stayedOpen(Finding.BytesVanished hole) {
        return trace.session().followedLegs().stream().anyMatch(leg -> {
            SegmentStore store = leg.leg().store();
            int row = leg.firstRow();
            while (row != SegmentStore.NONE
                    && (store.direction(row) != hole.direction()
                            || !store.carriesStream(row)
                            || leg.start(row) < hole.range().end())) {
                row = store.next(row);
            }
            return row != SegmentStore.NONE
                    && store.epochNanos(leg.leg().lastRow()) - store.epochNanos(row) >= REPEATED_NANOS;
        });
    }

    /** Whether both ends offered time stamps: every segment then has them (RFC 7323 section 3.2). */
    private boolean stamped() {
        return trace.session().legs().stream()
                .anyMatch(leg -> Arrays.stream(Direction.values()).allMatch(way -> {
                    HandshakeOptions offered = leg.leg().options(way);
                    return offered != null && offered.timestamps();
                }));
    }

    /** A segment that the sender's machine hands over whole is cut to this on its wire. */
    private int segmentLimit(Direction direction) {
        int limit = 65535;
        for (SessionLeg leg : trace.session().legs()) {
            for (Direction one : Direction.values()) {
                HandshakeOptions offered = leg.leg().options(one);
                if (offered != null && offered.maximumSegmentSize() > 0 && one != direction) {
                    limit = Math.min(limit, offered.maximumSegmentSize());
                }
            }
        }
        return limit == 65535 ? 1460 : limit;
    }

    private record Passed(int largest, boolean sameFlight) {}

    /** The largest segment delivered once the first had vanished, or just before, at the receiver's side of the gap. */
    private Passed passed(Direction direction, List<Finding.BytesVanished> lost, int segmentLimit) {
        DirectionLedger ledger = trace.ledger(direction);
        long from = lost.stream().mapToLong(v -> v.range().start()).min().orElse(0);
        long to = lost.stream().mapToLong(v -> v.range().end()).max().orElse(0);
        int largest = 0;
        boolean sameFlight = false;
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            boolean beyondGap =
                    leg != null && lost.stream().noneMatch(v -> v.seenAt().contains(leg.tap()));
            if (leg == null || !beyondGap && !lastResort(ledger, i)) {
                continue;
            }
            SegmentStore store = leg.leg().store();
            for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                if (store.direction(row) != direction || !store.carriesStream(row)) {
                    continue;
                }
                boolean delivered = beyondGap || delivered(ledger, leg, row);
                if (delivered) {
                    largest = Math.max(largest, Math.min(segmentLimit, store.length(row)));
                    sameFlight |=
                            leg.range(row).start() >= from && (leg.range(row).start() <= to || beyondGap);
                }
            }
        }
        return new Passed(largest, sameFlight);
    }

    /** Where the bytes vanished behind the last tap, delivery shows in acknowledgements. */
    private static boolean lastResort(DirectionLedger ledger, int position) {
        for (int i = position + 1; i < ledger.positions(); i++) {
            if (ledger.at(i) != null) {
                return false;
            }
        }
        return true;
    }

    private static boolean delivered(DirectionLedger ledger, SessionLeg leg, int row) {
        for (int i = 0; i < ledger.positions(); i++) {
            if (ledger.acknowledged(i).contains(leg.range(row))) {
                return true;
            }
        }
        return false;
    }
}
