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
    /** Every path takes a datagram of 576 bytes (RFC 791 section 3.1): with two headers, so much payload. */
    private static final int ALWAYS_PASSES = 536;

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
            return new Judgment.Refuted(whyNot(stall.get().vanished()));
        }
        List<Place> places = Stalls.commonPlaces(stall.get().vanished());
        Optional<Finding.ResetSeen> reset = Stalls.resetFrom(facts, places);
        if (!limit.get().compared() && reset.isPresent()) {
            return new Judgment.Refuted("What loses packets for their size resets nobody: "
                    + reset.get().summary());
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
    private static String whyNot(List<Finding.BytesVanished> lost) {
        OptionalInt smallest = lost.stream()
                .flatMap(one -> one.lostSizes().stream())
                .mapToInt(Integer::intValue)
                .min();
        if (smallest.isEmpty()) {
            return "No tap holds the segments that vanished: nothing tells of their size.";
        }
        return smallest.getAsInt() <= ALWAYS_PASSES
                ? "Segments of no more than " + smallest.getAsInt() + " payload bytes vanished too: size was no reason."
                : "All that vanished has " + smallest.getAsInt()
                        + " payload bytes and more, but either as large ones passed,"
                        + " or no smaller one of the same flight did: size is not shown to be the reason. Where nothing as"
                        + " large passed it is not ruled out; a smaller MSS tells.";
    }
}
