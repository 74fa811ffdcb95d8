package org.droppoint.correlate.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class OffsetMapTest {
    /** Fourteen bytes that stand at 100 were removed on the way to where offsets are counted. */
    private static final OffsetMap REMOVED =
            OffsetMap.of(List.of(new OffsetMap.Piece(0, 0), new OffsetMap.Piece(114, -14)));

    @Test
    void aShiftHoldsUpToWhereTheNextBegins() {
        assertEquals(100, REMOVED.sameShiftUntil(0));
        assertEquals(100, REMOVED.sameShiftUntil(99));
        assertEquals(Long.MAX_VALUE, REMOVED.sameShiftUntil(100));
        assertEquals(Long.MAX_VALUE, OffsetMap.constant(5).sameShiftUntil(3));
    }

    @Test
    void behindWhatWasRemovedTheRestIsRead() {
        assertEquals(99, REMOVED.toLeg(99));
        assertEquals(114, REMOVED.toLeg(100));
        assertEquals(100, REMOVED.toSession(114));
    }
}
