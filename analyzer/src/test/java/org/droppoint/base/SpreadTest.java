package org.droppoint.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadTest {

    /** Early numbers take longest, so that without an order of their own they would come last. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 500})
    void answersInOrderWhicheverIsDoneFirst(int count) {
        List<Integer> done = Spread.over(count, i -> {
            spin(count - i);
            return i;
        });
        assertEquals(IntStream.range(0, count).boxed().toList(), done);
    }

    @Test
    void throwsWhatTheWorkThrows() {
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> Spread.over(100, i -> List.of(1, 2).get(i)));
    }

    private static void spin(int rounds) {
        for (int i = 0; i < rounds * 100; i++) {
            Thread.onSpinWait();
        }
    }
}
