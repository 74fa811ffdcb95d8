package org.droppoint.finding;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.droppoint.correlate.HandMade;
import org.droppoint.finding.fact.CaseFile;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.flow.TcpFlags;
import org.droppoint.verdict.Judge;
import org.droppoint.verdict.rule.Rules;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Input is hostile: a connection of thousands of losses, resets or insertions, each of which is asked about, costs what it is
 * long and not the square of that. A walk along the leg for each of them took minutes of each of these; they take a second.
 */
class ManyOfAKindTest {
    private static final int MANY = 3_000;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final String[] NEAR_CLIENT = {"host", "inside"};
    private static final String[] NEAR_SERVER = {"inside", "outside"};

    /** One packet after the other, numbered from 0; each has twenty bytes of the stream and a millisecond for itself. */
    private interface Step {
        void add(HandMade.Connection talk, int number, double millis, long offset);
    }

    private static SessionFacts judged(HandMade.Connection talk, HandMade made, Step step) {
        String words = "NOOP of twenty long\r\n".repeat(MANY + 1);
        talk.says(words, words);
        for (int i = 0; i < MANY; i++) {
            step.add(talk, i, 100 + i, 20L * i);
        }
        return assertTimeoutPreemptively(LONGEST, () -> {
            CaseFile file = FactFinder.find(made.correlate());
            Assertions.assertEquals(
                    1, new Judge(Rules.all()).judge(file).flows().size());
            return file.sessions().get(0);
        });
    }

    private static SessionFacts judged(Step step) {
        HandMade made = HandMade.path();
        return judged(made.connection(40_000).open(0), made, step);
    }

    @Test
    void lossesThatResetsAnswer() {
        assertFalse(judged((talk, i, at, offset) -> talk.c(at, TcpFlags.ACK, offset, 10, i, NEAR_CLIENT)
                        .c(at + .1, TcpFlags.ACK, offset + 10, 10, i)
                        .s(at + .5, TcpFlags.RST, i, 0, 0))
                .findings()
                .isEmpty());
    }

    @Test
    void lossesOfWhichNobodyHearsTheReceiver() {
        HandMade made = HandMade.path();
        judged(made.connection(40_000), made, (talk, i, at, offset) -> talk.c(at, offset, 10, 0, NEAR_CLIENT)
                .c(at + .1, offset + 10, 10, 0)
                .c(at + .2, TcpFlags.RST, 5, 0, 0));
    }

    @Test
    void resetsOnTheWay() {
        assertFalse(judged((talk, i, at, offset) -> talk.s(at, offset, 10, 0)
                        .s(at + .1, TcpFlags.RST | TcpFlags.ACK, offset + 10, 0, 0, NEAR_SERVER)
                        .c(at + .2, TcpFlags.RST, 0, 0, 0, NEAR_CLIENT))
                .findings()
                .isEmpty());
    }

    @Test
    void bytesThatOneCaptureLacks() {
        assertFalse(judged((talk, i, at, offset) -> talk.s(at, offset, 10, 0, "outside")
                        .s(at + .1, offset + 10, 10, 0)
                        .c(at + .5, TcpFlags.ACK, 0, 0, offset + 20))
                .findings()
                .isEmpty());
    }

    @Test
    void holesThatAreFilledInTheEnd() {
        HandMade made = HandMade.path();
        HandMade.Connection talk = made.connection(40_000).withoutIpIds().open(0);
        judged(talk, made, (one, i, at, offset) -> one.s(at, offset + 10, 10, 0)
                .s(at + MANY + 500, offset, 10, 0)
                .c(at + MANY + 500.5, TcpFlags.ACK, 0, 0, offset + 20));
    }

    @Test
    void lossesThatSacksTellOfUnderStampsSetBack() {
        HandMade made = HandMade.path();
        HandMade.Connection talk = made.connection(40_000).stamped().open(0);
        judged(talk, made, (one, i, at, offset) -> one.lateByMillis(2.0 * at)
                .c(at, offset, 10, 0)
                .c(at + .1, offset + 10, 10, 0)
                .sSack(at + .5, 0, 0, offset + 10, offset + 20));
    }
}
