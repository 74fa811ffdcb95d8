package org.droppoint.correlate;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.Direction;
import org.junit.jupiter.api.Test;

/** Two legs are one dialogue by their shape only where it reaches beyond what all sessions have in common. */
class TurnShapeTest {
    private static TurnShape shape(int... lengths) {
        List<TurnShape.Turn> turns = new ArrayList<>();
        long[] end = new long[2];
        for (int i = 0; i < lengths.length; i++) {
            Direction speaks = i % 2 == 0 ? Direction.SERVER_TO_CLIENT : Direction.CLIENT_TO_SERVER;
            end[speaks.index()] += lengths[i];
            turns.add(new TurnShape.Turn(speaks, end[speaks.index()]));
        }
        return new TurnShape(turns);
    }

    @Test
    void theSameLengthsOnBothSidesAreOneDialogue() {
        assertTrue(shape(103, 23, 196, 10, 29, 138, 5_400, 93, 51, 52)
                .agreesWith(shape(103, 23, 196, 10, 29, 138, 5_400, 93)));
    }

    @Test
    void anotherCertificateIsAnotherSession() {
        assertFalse(shape(103, 23, 196, 10, 29, 138, 5_400, 93, 51, 52)
                .agreesWith(shape(103, 23, 196, 10, 29, 138, 3_100, 93, 51, 52)));
    }

    @Test
    void theClearTextBeforeTlsTellsNothing() {
        assertFalse(shape(103, 23, 196, 10, 29, 138).agreesWith(shape(103, 23, 196, 10, 29, 138)));
    }
}
