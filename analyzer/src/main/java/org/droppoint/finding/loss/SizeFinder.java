package org.droppoint.finding.loss;

import java.util.List;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Finding;
import org.droppoint.flow.HandshakeOptions;
import org.droppoint.flow.SegmentStore;

/**
 * Finds whether only segments above a size vanished: every lost one is larger than every one that passed, and one that
 * passed belongs to the same flight as the lost ones, so that its content was no reason to spare it.
 */
public final class SizeFinder {
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
            return Optional.empty();
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
