package org.droppoint.correlate.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.droppoint.flow.SegmentStore;
import org.junit.jupiter.api.Test;

/** When a growing offset reached each height. */
class FrontierTest {
    @Test
    void nothingWasReachedBeforeTheFirstNote() {
        Frontier frontier = new Frontier();
        assertEquals(Long.MIN_VALUE, frontier.highest());
        assertEquals(Frontier.NEVER, frontier.firstAt(0));
        assertEquals(SegmentStore.NONE, frontier.firstRow(0));
        assertEquals(Long.MIN_VALUE, frontier.heightAt(Long.MAX_VALUE));
    }

    /** Forty steps of ten, one a second; what falls back or repeats is no step. */
    @Test
    void eachHeightHasItsFirstTime() {
        Frontier frontier = new Frontier();
        for (int i = 0; i < 40; i++) {
            frontier.reach(10L * i, 100 + i, 1_000 + i);
            frontier.reach(10L * i, 900, 9_000);
            frontier.reach(10L * i - 5, 900, 9_000);
        }
        assertEquals(390, frontier.highest());
        for (int i = 0; i < 40; i++) {
            assertEquals(100 + i, frontier.firstAt(10L * i));
            assertEquals(1_000 + i, frontier.firstRow(10L * i));
            assertEquals(100 + i, frontier.firstAt(10L * i - 9), "on the way there");
            assertEquals(10L * i, frontier.heightAt(100 + i));
        }
        assertEquals(Frontier.NEVER, frontier.firstAt(391));
        assertEquals(SegmentStore.NONE, frontier.firstRow(391));
        assertEquals(Long.MIN_VALUE, frontier.heightAt(99));
        assertEquals(390, frontier.heightAt(899));
    }

    /** A clock that was set back: it stood as high as it was noted last at a time before. */
    @Test
    void timesMayFall() {
        Frontier frontier = new Frontier();
        frontier.reach(10, 500, 1);
        assertEquals(Long.MIN_VALUE, frontier.heightAt(499));
        frontier.reach(20, 100, 2);
        frontier.reach(30, 300, 3);
        assertEquals(20, frontier.heightAt(299));
        assertEquals(30, frontier.heightAt(300));
    }
}
