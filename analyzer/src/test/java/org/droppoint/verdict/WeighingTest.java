package org.droppoint.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The one function that says how sure a verdict is. */
class WeighingTest {
    private static final Weighing WEIGHING = new Weighing(Map.of(
            "class:silent-drop", 1.0,
            "sign:one-tap", -0.5,
            "sign:silence-doubted", -2.0,
            "class:healthy", 50.0,
            "class:zero-window", -50.0));

    private static double logistic(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    @Test
    void weightsOfClassAndSignsAddUp() {
        Signs signs = Signs.of(Sign.ONE_TAP).with(Sign.SILENCE_DOUBTED, 0.25);
        assertEquals(logistic(1), WEIGHING.probability(VerdictClass.SILENT_DROP, Signs.none()), 1e-12);
        assertEquals(logistic(1 - 0.5 - 0.5), WEIGHING.probability(VerdictClass.SILENT_DROP, signs), 1e-12);
        assertEquals(0.5, WEIGHING.probability(VerdictClass.CLIENT_SILENT, Signs.of(Sign.WIDE)), 1e-12);
    }

    @Test
    void nothingIsCertainAndNothingIsOutOfTheQuestion() {
        assertEquals(Weighing.MOST, WEIGHING.probability(VerdictClass.HEALTHY, Signs.none()));
        assertEquals(Weighing.LEAST, WEIGHING.probability(VerdictClass.ZERO_WINDOW, Signs.none()));
    }

    @Test
    void whatShipsIsFitted() {
        assertTrue(Weighing.shipped().probability(VerdictClass.SILENT_DROP, Signs.none()) > 0.9);
        assertTrue(Weighing.shipped().probability(VerdictClass.HEALTHY, Signs.none()) > 0.9);
    }

    /** A silence that is only just believed makes no verdict surer. */
    @ParameterizedTest
    @EnumSource(VerdictClass.class)
    void whatShipsTrustsDoubtfulSilencesLess(VerdictClass verdictClass) {
        Weighing shipped = Weighing.shipped();
        double sure = shipped.probability(verdictClass, Signs.none());
        double doubtful = shipped.probability(verdictClass, Signs.of(Sign.SILENCE_DOUBTED));
        assertTrue(doubtful <= sure, sure + " and with doubt " + doubtful);
        assertTrue(sure >= 0.5, "of verdicts of this class, with nothing against it: " + sure);
    }
}
