package org.droppoint.correlate.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.correlate.session.ClockModel.Piece;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A clock in pieces: there and back again, and what is said while either of two pieces may hold. */
class ClockModelTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = 1_750_000_000L * SECOND;

    private static Piece piece(long from, double at, double offset, double drift) {
        return new Piece(
                from, from, START + (long) (at * SECOND), (long) (offset * SECOND), 1_000_000, drift, 5e-6, false);
    }

    private static ClockModel model(Piece... pieces) {
        return new ClockModel(true, List.of(pieces), 10, "made up");
    }

    private static long at(double seconds) {
        return START + Math.round(seconds * SECOND);
    }

    // ---- there and back ----

    @ParameterizedTest
    @CsvSource({"0, 0", "3600, 0", "-3600, 0", "7.5, 40e-6", "-0.25, -60e-6", "3600, 60e-6"})
    void whatItShowsLeadsBackToTheTime(double offset, double drift) {
        ClockModel clock = model(piece(Long.MIN_VALUE, 100 + offset, offset, drift));
        for (int second = -1_000; second <= 1_000; second += 100) {
            long shown = clock.fromReference(at(second));
            assertEquals(at(second), clock.toReference(shown), 5_000.0, second + " s");
        }
        assertEquals(at(100), clock.toReference(at(100 + offset)));
    }

    /** It leapt ahead by five seconds when it showed 200: it never showed what lies in between. */
    @Test
    void aLeapIsLeptInBothDirections() {
        ClockModel clock =
                model(piece(Long.MIN_VALUE, 100, 0, 0), piece(at(205), 300, 5, 0), piece(at(500), 600, -7, 0));
        assertEquals(at(150), clock.fromReference(at(150)));
        assertEquals(at(199), clock.fromReference(at(199)));
        assertEquals(at(205), clock.fromReference(at(200)));
        assertEquals(at(305), clock.fromReference(at(300)));
        assertEquals(at(204), clock.toReference(at(204)));
        assertEquals(at(200), clock.toReference(at(205)));
        assertEquals(at(300), clock.toReference(at(305)));
        assertEquals(at(607), clock.toReference(at(600)));
        assertEquals(at(700), clock.fromReference(at(707)));
        assertEquals(2, clock.steps().size());
        assertEquals(0, clock.stated().offsetNanos());
    }

    @Test
    void theErrorGrowsWithTheDistanceFromWhereItIsKnown() {
        ClockModel clock = model(piece(Long.MIN_VALUE, 100, 2, 0));
        assertEquals(1_000_000, clock.uncertainty(at(100)));
        assertEquals(1_000_000 + 500_000, clock.uncertainty(at(200)), 1.0);
        assertEquals(1_000_000 + 500_000, clock.uncertainty(at(0)), 1.0);
    }

    @Test
    void onlyTheReferenceIsTheReference() {
        assertTrue(ClockModel.REFERENCE.isReference());
        assertFalse(model(piece(Long.MIN_VALUE, 0, 0, 0)).isReference());
        assertFalse(ClockModel.unknown("why").isReference());
        assertFalse(ClockModel.unknown("why").known());
        assertEquals("why", ClockModel.unknown("why").basis());
        assertEquals(at(5), ClockModel.REFERENCE.toReference(at(5)));
        assertEquals(0, ClockModel.REFERENCE.uncertainty(at(5)));
        assertEquals(List.of(), ClockModel.REFERENCE.steps());
    }

    // ---- between two pieces ----

    /** All that either piece allows is allowed, at every moment in between. */
    @ParameterizedTest
    @CsvSource({"0, 5, 0, 0", "5, 0, 0, 0", "-3, 4, 20e-6, -30e-6", "0, 0.0001, 50e-6, 10e-6", "2, 2, -40e-6, 40e-6"})
    void whileEitherMayHoldBothAreAllowed(double before, double after, double drift, double otherDrift) {
        Piece one = piece(Long.MIN_VALUE, 100, before, drift);
        Piece other = piece(at(200), 300, after, otherDrift);
        Piece between = Piece.between(one, other, at(150), at(150));
        assertTrue(between.between());
        assertEquals(at(150), between.from());
        for (int second = 150; second <= 200; second += 10) {
            covers(between, one, at(second));
            covers(between, other, at(second));
        }
        long widest = Math.abs(one.offset(at(200)) - other.offset(at(200))) + 4_000_000;
        assertTrue(2 * between.uncertainty(at(200)) <= widest, between + " wider than " + widest);
    }

    private static void covers(Piece wide, Piece narrow, long at) {
        long least = narrow.offset(at) - narrow.uncertainty(at);
        long greatest = narrow.offset(at) + narrow.uncertainty(at);
        assertTrue(wide.offset(at) - wide.uncertainty(at) <= least + 1, () -> wide + " above " + narrow);
        assertTrue(wide.offset(at) + wide.uncertainty(at) >= greatest - 1, () -> wide + " below " + narrow);
    }

    @ParameterizedTest
    @CsvSource({"-9, -8", "8, 9", "-9, 9", "1.9999, 2.0001"})
    void itIsWidenedByWhatFewPacketsTell(double least, double greatest) {
        Piece one = piece(Long.MIN_VALUE, 100, 2, 10e-6);
        Piece wide = one.widenedBy((long) (least * SECOND), (long) (greatest * SECOND));
        covers(wide, one, at(100));
        assertTrue(wide.offset(at(100)) - wide.uncertainty(at(100)) <= (long) (least * SECOND));
        assertTrue(wide.offset(at(100)) + wide.uncertainty(at(100)) >= (long) (greatest * SECOND));
        double needed = Math.max(greatest, 2.001) - Math.min(least, 1.999);
        assertEquals(needed * SECOND / 2, wide.uncertaintyNanos(), 2.0);
        assertEquals(one.drift(), wide.drift());
    }
}
