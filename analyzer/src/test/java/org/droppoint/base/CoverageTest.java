package org.droppoint.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Coverage against a bit for every offset: what is obviously right, only slower. */
class CoverageTest {
    private static final int OFFSETS = 200;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 20_260_101, -7})
    void agreesWithABitPerOffset(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            BitSet bits = new BitSet();
            Coverage coverage = new Coverage();
            for (int step = 0; step < 60; step++) {
                int from = random.nextInt(OFFSETS);
                int to = from + random.nextInt(random.nextInt(10) == 0 ? OFFSETS : 12);
                if (random.nextInt(8) == 0) {
                    coverage.remove(new ByteRange(from, to));
                    bits.clear(from, to);
                } else {
                    int before = bits.cardinality();
                    bits.set(from, to);
                    assertEquals(bits.cardinality() - before, coverage.add(from, to), "offsets that were new");
                }
                assertSame(bits, coverage);
                assertQueries(bits, coverage, random);
            }
        }
    }

    private static void assertSame(BitSet bits, Coverage coverage) {
        assertEquals(rangesOf(bits, new ByteRange(0, 2 * OFFSETS), true), coverage.ranges());
        assertEquals(bits.cardinality(), coverage.total());
        assertEquals(bits.length(), coverage.end());
        assertEquals(bits.isEmpty(), coverage.isEmpty());
        assertEquals(coverage.ranges(), coverage.copy().ranges());
    }

    private static void assertQueries(BitSet bits, Coverage coverage, Random random) {
        int from = random.nextInt(OFFSETS);
        ByteRange asked = new ByteRange(from, from + random.nextInt(40));
        int inside = bits.get((int) asked.start(), (int) asked.end()).cardinality();
        assertEquals(inside == asked.length(), coverage.contains(asked), () -> coverage + " contains " + asked);
        assertEquals(inside > 0, coverage.overlaps(asked), () -> coverage + " overlaps " + asked);
        assertEquals(bits.get(from), coverage.contains(from));
        assertEquals(bits.get(from) ? bits.nextClearBit(from) : from, coverage.contiguousEnd(from));
        assertEquals(rangesOf(bits, asked, true), coverage.within(asked));
        assertEquals(rangesOf(bits, asked, false), coverage.gapsWithin(asked));
    }

    /** Runs of set (or clear) bits of the asked range. */
    private static List<ByteRange> rangesOf(BitSet bits, ByteRange asked, boolean set) {
        List<ByteRange> ranges = new ArrayList<>();
        long runStart = -1;
        for (long i = asked.start(); i <= asked.end(); i++) {
            boolean in = i < asked.end() && bits.get((int) i) == set;
            if (in && runStart < 0) {
                runStart = i;
            } else if (!in && runStart >= 0) {
                ranges.add(new ByteRange(runStart, i));
                runStart = -1;
            }
        }
        return ranges;
    }

    @Test
    void touchingRangesBecomeOne() {
        assertEquals(
                List.of(new ByteRange(0, 30)),
                Coverage.of(new ByteRange(0, 10), new ByteRange(20, 30), new ByteRange(10, 20))
                        .ranges());
    }

    @Test
    void farOffsetsCostNothing() {
        Coverage coverage = new Coverage();
        coverage.add(Long.MAX_VALUE - 10, Long.MAX_VALUE);
        coverage.add(0, 1);
        assertEquals(2, coverage.rangeCount());
        assertTrue(coverage.contains(Long.MAX_VALUE - 5));
    }
}
