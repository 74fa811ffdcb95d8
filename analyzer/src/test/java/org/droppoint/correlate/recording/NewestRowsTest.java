package org.droppoint.correlate.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NewestRowsTest {
    private static final long SEED = 20261124;

    @Test
    void findsWhatALookAtEveryRowFinds() {
        Random random = new Random(SEED);
        for (int count : new int[] {0, 1, 31, 32, 33, 200, 1500}) {
            int[] rows = new int[count];
            long[] nanos = new long[count];
            long[] one = new long[count];
            long[] other = new long[count];
            for (int i = 0; i < count; i++) {
                rows[i] = 7 * i;
                nanos[i] = random.nextInt(count);
                one[i] = random.nextInt(100);
                other[i] = random.nextInt(100);
            }
            NewestRows newest = new NewestRows(rows, nanos, one, other);
            for (int question = 0; question < 200; question++) {
                long before = random.nextInt(count + 2);
                long most = random.nextInt(110) - 5L;
                long mostOther = random.nextInt(30);
                int found = newest.newest(newest.olderThan(before), most, mostOther);
                int expected = byLookingAtAll(nanos, one, other, before, most, mostOther);
                assertEquals(expected < 0 ? -1 : rows[expected], found < 0 ? -1 : newest.row(found));
            }
        }
    }

    private static int byLookingAtAll(long[] nanos, long[] one, long[] other, long before, long most, long mostOther) {
        int best = -1;
        for (int i = 0; i < nanos.length; i++) {
            boolean within = nanos[i] < before && one[i] <= most && other[i] <= mostOther;
            if (within && (best < 0 || nanos[i] > nanos[best])) {
                best = i;
            }
        }
        return best;
    }
}
