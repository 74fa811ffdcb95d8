package org.droppoint.finding.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.base.IpAddress;
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
 * Finds whether only segments above a size vanished: every lost one is larger than every one that passed. Where one that
 * passed belongs to the same flight, its content was no reason to spare it.
 */
public final class SizeFinder {
    /** The option and what aligns it (RFC 7323 appendix A). */
    private static final int STAMP_BYTES = 12;

    /** Stacks begin with a second, and come down to a fifth of it (RFC 6298 section 2). */
    private static final long REPEATED_NANOS = 2 * Times.NANOS_PER_SECOND;

    /** Who has much to say sends so many whole segments at once (RFC 3390 section 1). */
    private static final int INITIAL_WINDOW_SEGMENTS = 3;

    private final SessionTrace trace;
    private final PassedSizes elsewhere;

    /** @param elsewhere what of all sessions passed */
    public SizeFinder(SessionTrace trace, PassedSizes elsewhere) {
        this.trace = trace;
        this.elsewhere = elsewhere;
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
        int maximum = PassedSizes.maximumSegment(trace.session(), direction);
        int smallestLost = lost.stream()
                .mapToInt(v -> Math.min(maximum, v.lostSizes().get(0)))
                .min()
                .orElse(0);
        Passed passed = passed(direction, lost, maximum);
        if (passed.largest() >= smallestLost) {
            return Optional.empty();
        }
        int copies = lost.stream().mapToInt(Finding.BytesVanished::copies).sum();
        Optional<Finding.IcmpError> tooBig =
                icmpErrors.stream().filter(Finding.IcmpError::tooBig).findFirst();
        boolean compared = passed.sameFlight() || tooBig.isPresent();
        boolean shown = tooBig.isPresent()
                || copies >= 2
                        && !elsewhere.withServer(server(), direction, beyond(lost), smallestLost)
                        && (compared || isFirstWholeOnes(vanished, lost, passed, copies));
        if (!shown) {
            return Optional.empty();
        }
        String summary = "Only segments of " + smallestLost + " payload bytes and more vanished, all " + copies
                + " copies of them; one of " + passed.largest()
                + (passed.sameFlight() ? " of the same flight" : " sent before them") + " passed"
                + tooBig.map(error -> "; " + error.summary()).orElse("; no ICMP error is in any capture.");
        return Optional.of(new Finding.SizeLimit(
                summary, lost.get(0).evidence(), direction, passed.largest(), smallestLost, compared));
    }

    /** Whether what vanished was no larger than what passed the same way, in this session or another. */
    public Optional<Finding.SizePassed> passed(List<Finding.BytesVanished> vanished) {
        if (vanished.isEmpty()
                || vanished.stream().anyMatch(lost -> lost.range().isEmpty())) {
            return Optional.empty();
        }
        Direction direction = vanished.get(0).direction();
        int maximum = PassedSizes.maximumSegment(trace.session(), direction);
        int smallest = vanished.stream()
                .flatMap(lost -> lost.lostSizes().stream())
                .mapToInt(size -> Math.min(maximum, size))
                .min()
                .orElse(whole(direction));
        boolean measured = vanished.stream().anyMatch(lost -> !lost.lostSizes().isEmpty());
        boolean between = vanished.stream()
                .noneMatch(lost -> lost.seenAt().isEmpty() || lost.missingAt().isEmpty());
        Optional<PassedSizes.Passage> own = elsewhere.shown(server(), direction, beyond(vanished), smallest);
        return (own.isEmpty() && between ? elsewhere.shown(direction, beyond(vanished), smallest) : own)
                .map(passage -> new Finding.SizePassed(
                        "A segment of " + passage.size() + " payload bytes passed the same way"
                                + (passage.server().equals(server()) ? "" : ", in a session with another server")
                                + (measured
                                        ? ", and the smallest that vanished has " + smallest + ": size was no reason."
                                        : ", and none of this connection is larger: size was no reason."),
                        List.of(passage.shown()),
                        direction,
                        passage.size()));
    }

    private IpAddress server() {
        return trace.session().key().server().address();
    }

    private static List<Tap> beyond(List<Finding.BytesVanished> lost) {
        return lost.stream().flatMap(v -> v.missingAt().stream()).toList();
    }

    /**
     * Whether the first whole segments of the connection are what vanished, several, repeated in vain, and nothing else: of
     * a message larger than the congestion window nothing smaller follows to compare. Whoever swallows by content would have
     * to begin at the first whole segment, and other sessions' whole ones would pass the same gap. Captures with holes in them
     * hide smaller ones.
     */
    private boolean isFirstWholeOnes(
            List<Finding.BytesVanished> vanished, List<Finding.BytesVanished> lost, Passed passed, int copies) {
        Direction direction = lost.get(0).direction();
        int whole = whole(direction);
        long segments = lost.stream().mapToLong(v -> v.range().length() / whole).sum();
        return passed.largest() > 0
                && segments >= INITIAL_WINDOW_SEGMENTS
                && copies > segments
                && vanished.stream().allMatch(v -> v.range().length() % whole == 0)
                && allIsOnRecord(lost)
                && !elsewhere.withAny(direction, beyond(lost), whole);
    }

    /** Whether some tap before the gap holds all that was sent. */
    private boolean allIsOnRecord(List<Finding.BytesVanished> lost) {
        return trace.session().followedLegs().stream()
                .filter(leg -> lost.stream().anyMatch(v -> v.seenAt().contains(leg.tap())))
                .anyMatch(leg -> leg.seen(lost.get(0).direction()).rangeCount() == 1);
    }

    /** Payload bytes of a segment that is as large as it may be. */
    private int whole(Direction direction) {
        return PassedSizes.maximumSegment(trace.session(), direction) - (stamped() ? STAMP_BYTES : 0);
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
        int whole = whole(direction);
        boolean holes = vanished.stream()
                .allMatch(v -> v.direction() == direction
                        && v.known() == Vanishing.Known.JUMP
                        && v.range().length() % whole == 0
                        && stayedOpen(v));
        long segments =
                vanished.stream().mapToLong(v -> v.range().length() / whole).sum();
        if (!holes || segments < 2 || elsewhere.withServer(server(), direction, beyond(vanished), whole)) {
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
                        true))
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

    private record Passed(int largest, boolean sameFlight) {}

    /** The largest segment delivered once the first had vanished, or just before, at the receiver's side of the gap. */
    private Passed passed(Direction direction, List<Finding.BytesVanished> lost, int maximum) {
        DirectionLedger ledger = trace.ledger(direction);
        long from = lost.stream().mapToLong(v -> v.range().start()).min().orElse(0);
        long to = lost.stream().mapToLong(v -> v.range().end()).max().orElse(0);
        int largest = 0;
        boolean sameFlight = false;
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            boolean beyondGap =
                    leg != null && lost.stream().noneMatch(v -> v.seenAt().contains(leg.tap()));
            if (leg == null || !beyondGap && !PassedSizes.isLast(ledger, i)) {
                continue;
            }
            SegmentStore store = leg.leg().store();
            for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                if (store.direction(row) != direction || !store.carriesStream(row)) {
                    continue;
                }
                boolean delivered = beyondGap || PassedSizes.isAcknowledged(ledger, leg, row);
                if (delivered) {
                    largest = Math.max(largest, Math.min(maximum, store.length(row)));
                    sameFlight |=
                            leg.range(row).start() >= from && (leg.range(row).start() <= to || beyondGap);
                }
            }
        }
        return new Passed(largest, sameFlight);
    }
}
