package org.droppoint.verdict.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.droppoint.base.Place;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.Sign;
import org.droppoint.verdict.VerdictClass;

/**
 * Only segments above a size vanish, again and again, and small ones pass. Where the whole segments of a long message are
 * all that was sent, content would explain it as well: the order of the classes decides then, and it is said less surely.
 */
final class PmtuBlackHole implements Rule {
    /** Every host takes an IPv4 datagram of 576 bytes (RFC 791 section 3.1), and no link in use passes less. */
    private static final int LEAST_MTU = 576;

    /** Every link passes an IPv6 packet of 1280 bytes (RFC 8200 section 5). */
    private static final int LEAST_MTU_V6 = 1280;

    @Override
    public VerdictClass verdictClass() {
        return VerdictClass.PMTU_BLACK_HOLE;
    }

    @Override
    public Judgment judge(SessionFacts facts) {
        Optional<Stall> stall = Stalls.of(facts, Stall.Kind.BYTES);
        if (stall.isEmpty()) {
            return Judgment.notApplicable();
        }
        Optional<Finding.SizeLimit> limit = facts.first(Finding.SizeLimit.class);
        if (limit.isEmpty()) {
            return withoutLimit(facts, stall.get().vanished());
        }
        List<Place> places = Stalls.commonPlaces(stall.get().vanished());
        Optional<Finding.ResetSeen> reset = Stalls.resetFrom(facts, places);
        if (!limit.get().compared() && reset.isPresent()) {
            return new Judgment.Refuted(
                    "What loses packets for their size resets nobody: "
                            + Stalls.brief(reset.get().summary()),
                    List.of(reset.get()));
        }
        List<Finding> grounds = new ArrayList<>(stall.get().vanished());
        grounds.add(limit.get());
        return new Judgment.Supported(
                places,
                Heading.of(limit.get().direction()),
                limit.get().summary(),
                grounds,
                Stalls.signs(stall.get().vanished())
                        .with(limit.get().compared() ? Sign.SIZE_DECIDES : Sign.SIZE_OR_CONTENT, 1));
    }

    /** Content that is swallowed and a packet too large for the path look alike where no other size passed to compare. */
    private static Judgment withoutLimit(SessionFacts facts, List<Finding.BytesVanished> lost) {
        Optional<Finding.SizePassed> passed = facts.first(Finding.SizePassed.class);
        if (passed.isPresent()) {
            return new Judgment.Refuted(passed.get().summary(), List.of(passed.get()));
        }
        OptionalInt smallest = lost.stream()
                .flatMap(one -> one.lostSizes().stream())
                .mapToInt(Integer::intValue)
                .min();
        if (smallest.isPresent() && smallest.getAsInt() + headers(facts) <= leastMtu(facts)) {
            return new Judgment.Refuted(
                    "Segments of no more than " + smallest.getAsInt()
                            + " payload bytes vanished too: size was no reason.",
                    List.copyOf(lost));
        }
        long shortest =
                lost.stream().mapToLong(one -> one.range().length()).min().orElse(0);
        if (shortest + headers(facts) <= leastMtu(facts)) {
            return new Judgment.Refuted(
                    "A stretch of " + shortest + " bytes is missing, which no larger segment held: size was no reason.",
                    List.copyOf(lost));
        }
        List<Place> places = Stalls.commonPlaces(lost);
        if (places.stream().noneMatch(place -> place.kind() == Place.Kind.HOP)) {
            return new Judgment.Refuted(
                    "What vanished had come as far as that end's own machine: no link lay before it.",
                    List.copyOf(lost));
        }
        return new Judgment.Open(
                places,
                smallest.isPresent()
                        ? "All that vanished has " + smallest.getAsInt()
                                + " payload bytes and more, and nothing as large is seen to pass the same way: a path MTU below "
                                + (smallest.getAsInt() + headers(facts))
                                + " bytes would do that too. A smaller MSS tells."
                        : "No tap holds the segments that vanished, so that nothing tells of their size, and no full-sized one is"
                                + " seen to pass the same way. A smaller MSS tells.");
    }

    /** Of IP and TCP without options. */
    private static int headers(SessionFacts facts) {
        return isV6(facts) ? 60 : 40;
    }

    private static int leastMtu(SessionFacts facts) {
        return isV6(facts) ? LEAST_MTU_V6 : LEAST_MTU;
    }

    private static boolean isV6(SessionFacts facts) {
        return facts.server().address().version() == 6;
    }
}
