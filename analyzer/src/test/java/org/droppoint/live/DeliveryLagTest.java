package org.droppoint.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DeliveryLagTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aPromptSourceOfAnotherClockHasNoSpread() {
        DeliveryLag lag = new DeliveryLag();
        assertFalse(lag.known());
        for (int i = 0; i < 100; i++) {
            lag.note(i * SECOND, i * SECOND + 3600 * SECOND + 5);
        }
        assertEquals(0, lag.spreadNanos());
        assertEquals(200 * SECOND, lag.sourceNanos(200 * SECOND + 3600 * SECOND + 5));
    }

    @Test
    void aSourceThatDeliversInBurstsIsNotBelievedSoon() {
        DeliveryLag lag = new DeliveryLag();
        for (int i = 0; i < 10; i++) {
            lag.note(i * SECOND, 10 * SECOND);
        }
        assertEquals(9 * SECOND, lag.spreadNanos());
        for (int i = 100; i < 200; i++) {
            lag.note(i * SECOND, i * SECOND + SECOND);
        }
        assertTrue(lag.spreadNanos() <= SECOND, "an old burst is forgotten");
    }
}
