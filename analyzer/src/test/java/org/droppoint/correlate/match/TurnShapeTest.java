package org.droppoint.correlate.match;

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
        TurnShape.Turn open = null;
        long[] end = new long[2];
        for (int i = 0; i < lengths.length; i++) {
            Direction speaks = i % 2 == 0 ? Direction.SERVER_TO_CLIENT : Direction.CLIENT_TO_SERVER;
            end[speaks.index()] += lengths[i];
            if (open != null) {
                turns.add(open);
            }
            open = new TurnShape.Turn(speaks, end[speaks.index()]);
        }
        return new TurnShape(turns, open);
    }

    @Test
    void theSameLengthsOnBothSidesAreOneDialogue() {
        assertTrue(shape(103, 23, 196, 10, 29, 138, 5_400, 93, 51, 52)
                .agreesWith(shape(103, 23, 196, 10, 29, 138, 5_400, 93, 51)));
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

    @Test
    void nothingSpeaksAgainstASessionThatEndedBeforeTls() {
        TurnShape whole = shape(103, 23, 196, 10, 29, 138);
        assertTrue(whole.contains(shape(103, 23, 196, 10, 29, 138)));
        assertTrue(whole.contains(shape(103, 23, 196, 10, 29)), "the ClientHello went no farther");
        assertFalse(whole.contains(shape(103, 23, 196, 10, 29, 171)), "another ClientHello");
        assertFalse(whole.contains(shape(103, 23)), "every session begins so");
    }
}
