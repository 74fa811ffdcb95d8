package org.droppoint.correlate.log;

import static org.droppoint.base.Times.NANOS_PER_SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.Correlation;
import org.junit.jupiter.api.Test;

/** The offset of a log's clock, voted for by pairs that may be the same session. */
class OffsetVoteTest {
    private static final long HOUR = 3600 * NANOS_PER_SECOND;
    private static final OptionalLong NONE = OptionalLong.empty();

    private static final List<WireSession> WIRES = wires();

    private static List<WireSession> wires() {
        HandMade made = new HandMade("host");
        for (int i = 0; i < 12; i++) {
            made.connection(40_000 + i).isn(1_000_000 + i, 2_000_000 + i).open(1_000 * i);
        }
        Correlation correlation = made.correlate();
        HostClock clock = new HostClock(correlation);
        List<WireSession> wires = new ArrayList<>();
        correlation.sessions().forEach(trace -> wires.add(new WireSession(trace.session(), clock)));
        return wires;
    }

    private static OffsetVote vote() {
        return new OffsetVote(OffsetVote.AGREEMENT_NANOS);
    }

    private static OffsetVote vote(long... offsets) {
        OffsetVote vote = vote();
        for (int i = 0; i < offsets.length; i++) {
            vote.add(offsets[i], i, WIRES.get(i));
        }
        return vote;
    }

    @Test
    void withoutPairsThereIsNoOffset() {
        assertEquals(NONE, vote().byEnds(10, 10));
        assertEquals(NONE, vote().byTimeAlone());
    }

    /** Log and capture are of one machine. */
    @Test
    void onePairWhoseClocksAgreeIsBelieved() {
        assertEquals(OptionalLong.of(0), vote(0).byEnds(5_000, 5_000));
        long most = OffsetVote.AGREEMENT_NANOS;
        assertEquals(OptionalLong.of(most), vote(most).byEnds(5_000, 5_000));
        assertEquals(OptionalLong.of(-most), vote(-most).byEnds(5_000, 5_000));
        assertEquals(NONE, vote(most + 1).byEnds(5_000, 5_000));
    }

    /** A port of 16384 that stands in both by chance: likely where there are many sessions, not where there are few. */
    @Test
    void onePairOfAnotherOffsetIsBelievedOnlyWhereChanceCannotMakeIt() {
        assertEquals(OptionalLong.of(HOUR), vote(HOUR).byEnds(10, 10));
        assertEquals(NONE, vote(HOUR).byEnds(100, 10));
    }

    @Test
    void theMostDecideAndTheMiddleIsTaken() {
        OptionalLong found =
                vote(HOUR, HOUR + 100, HOUR + 200, -3 * HOUR, 9 * HOUR).byEnds(1_000, 1_000);
        assertEquals(OptionalLong.of(HOUR + 100), found);
    }

    /** As many agree on either: the one nearer to no offset at all. */
    @Test
    void amongEqualsTheNearestToNoneWins() {
        OffsetVote far = vote(8 * HOUR, 8 * HOUR, 8 * HOUR, -HOUR, -HOUR, -HOUR);
        assertEquals(OptionalLong.of(-HOUR), far.byEnds(6, 6));
        OffsetVote near = vote(HOUR, HOUR, HOUR, -8 * HOUR, -8 * HOUR, -8 * HOUR);
        assertEquals(OptionalLong.of(HOUR), near.byEnds(6, 6));
    }

    @Test
    void offsetsAWindowApartAgreeAndFartherOnesDoNot() {
        long width = OffsetVote.AGREEMENT_NANOS;
        assertEquals(
                OptionalLong.of(HOUR),
                vote(HOUR, HOUR + width, 5 * HOUR, 6 * HOUR).byEnds(10, 10));
        OffsetVote apart = vote(HOUR, HOUR + width + 1, 5 * HOUR, 6 * HOUR, 7 * HOUR, 8 * HOUR);
        assertEquals(NONE, apart.byEnds(1_000, 1_000), "each stands alone");
    }

    /** One session of the log that resembles many on the wire is one vote. */
    @Test
    void aSessionVotesOnce() {
        OffsetVote vote = vote();
        for (int i = 0; i < 6; i++) {
            vote.add(5 * HOUR + i, 0, WIRES.get(i));
        }
        for (int i = 0; i < 3; i++) {
            vote.add(2 * HOUR + i, 1 + i, WIRES.get(6 + i));
        }
        assertEquals(OptionalLong.of(2 * HOUR + 1), vote.byTimeAlone());
    }

    @Test
    void chanceAloneIsNotAccepted() {
        long seed = 20261124;
        Random random = new Random(seed);
        OffsetVote vote = vote();
        for (int i = 0; i < 4_000; i++) {
            vote.add(random.nextLong(-24 * HOUR, 24 * HOUR), i, WIRES.get(i % WIRES.size()));
        }
        assertEquals(NONE, vote.byEnds(4_000, 4_000), "seed " + seed);
        assertEquals(NONE, vote.byTimeAlone(), "seed " + seed);
    }

    /** Uses of one port on other days disagree with the right offset; they are no strangers to it, and no witnesses. */
    @Test
    void aPortsOtherUsesDoNotSpeakAgainstTheRightOne() {
        OffsetVote vote = vote();
        for (int i = 0; i < 3; i++) {
            vote.add(HOUR, i, WIRES.get(i));
            for (int use = 1; use < 200; use++) {
                vote.add(HOUR + use * 60L * NANOS_PER_SECOND, i, WIRES.get(3 + (use + i) % 9));
            }
        }
        assertEquals(OptionalLong.of(HOUR), vote.byEnds(1_000, 12));
    }

    @Test
    void byTimeAloneThreeMustFallIntoPlace() {
        assertEquals(NONE, vote(HOUR, HOUR).byTimeAlone());
        assertEquals(OptionalLong.of(HOUR), vote(HOUR, HOUR, HOUR).byTimeAlone());
    }

    /** Regular mail fits at every period of it: that half as many fit elsewhere is the most that is suffered. */
    @Test
    void byTimeAloneNoOtherOffsetMayComeNear() {
        assertEquals(
                OptionalLong.of(HOUR),
                vote(HOUR, HOUR, HOUR, HOUR, 4 * HOUR, 4 * HOUR).byTimeAlone());
        assertEquals(
                NONE, vote(HOUR, HOUR, HOUR, HOUR, 4 * HOUR, 4 * HOUR, 4 * HOUR).byTimeAlone());
    }

    @Test
    void isFullOnlyAtItsLimit() {
        assertFalse(vote(1, 2, 3).isFull());
    }
}
