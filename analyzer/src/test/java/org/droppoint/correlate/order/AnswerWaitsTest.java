package org.droppoint.correlate.order;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.droppoint.correlate.HandMade;
import org.droppoint.flow.Leg;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The nearer to the client, the longer its words wait for the server's. */
class AnswerWaitsTest {
    /** @param later how much later the words pass the second tap, and how much sooner their answers */
    private static HandMade made(double later, String... says) {
        HandMade made = new HandMade("near", "far").withoutDelay();
        HandMade.Connection talk = made.connection(40_000);
        if (says.length > 0) {
            talk.says(says[0], says[1]);
        }
        talk.open(0);
        for (int i = 0; i < 3; i++) {
            double asked = 100 + 100 * i;
            talk.c(asked, 20L * i, 20, 30L * i, "near").s(asked + 40, 30L * i, 30, 20L * (i + 1), "near");
            talk.c(asked + later, 20L * i, 20, 30L * i, "far");
            talk.s(asked + 40 - later, 30L * i, 30, 20L * (i + 1), "far");
        }
        return made;
    }

    private static int compare(HandMade made) {
        List<List<Leg>> legs = made.legs();
        return AnswerWaits.compare(legs.get(0).get(0), legs.get(1).get(0));
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "0, 0", "-2, -1"})
    void whoseAnswersTakeLonger(double later, int longer) {
        assertEquals(longer, compare(made(later)));
    }

    /** Turns that are all alike cannot be told apart, and those of which captures keep a part are not compared. */
    @ParameterizedTest
    @CsvSource({"1500, true", "50, false"})
    void whatCannotBeToldApartSaysNothing(int bytes, boolean alike) {
        HandMade made = alike ? made(2, "x".repeat(60), "y".repeat(90)) : made(2);
        assertEquals(0, compare(made.snapLength("near", bytes).snapLength("far", bytes)));
    }
}
