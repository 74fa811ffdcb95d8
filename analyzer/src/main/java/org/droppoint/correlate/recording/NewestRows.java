package org.droppoint.correlate.recording;

import java.util.Arrays;
import org.droppoint.base.LongOrder;

/**
 * Rows in order of their times, of which the newest is found whose values all keep below given limits. The least value
 * of each block, and of blocks of blocks, is kept, so that a question looks at few rows of many: a session of a million
 * segments may have lost ten thousand, and each asks.
 */
final class NewestRows {
    private static final int BLOCK_BITS = 5;
    private static final int BLOCK = 1 << BLOCK_BITS;

    private final int[] rows;
    private final long[] nanos;
    private final long[][] values;
    /** For each value the least of every block from {@link #leaves} on, before them the least of each pair. */
    private final long[][] least;

    private final int leaves;

    /**
     * @param rows in capture order; of those of one time the first counts as the newest
     * @param values by kind, then as the rows
     */
    NewestRows(int[] rows, long[] nanos, long[]... values) {
        int[] order = LongOrder.ascending(reversed(nanos), nanos.length);
        int count = rows.length;
        this.rows = new int[count];
        this.nanos = new long[count];
        this.values = new long[values.length][count];
        for (int i = 0; i < count; i++) {
            int from = count - 1 - order[i];
            this.rows[i] = rows[from];
            this.nanos[i] = nanos[from];
            for (int kind = 0; kind < values.length; kind++) {
                this.values[kind][i] = values[kind][from];
            }
        }
        int blocks = Math.max(1, count + BLOCK - 1 >>> BLOCK_BITS);
        leaves = Integer.highestOneBit(2 * blocks - 1);
        least = new long[values.length][];
        for (int kind = 0; kind < values.length; kind++) {
            least[kind] = least(this.values[kind]);
        }
    }

    private static long[] reversed(long[] nanos) {
        long[] reversed = new long[nanos.length];
        for (int i = 0; i < nanos.length; i++) {
            reversed[i] = nanos[nanos.length - 1 - i];
        }
        return reversed;
    }

    private long[] least(long[] of) {
        long[] tree = new long[2 * leaves];
        Arrays.fill(tree, Long.MAX_VALUE);
        for (int i = 0; i < of.length; i++) {
            int leaf = leaves + (i >>> BLOCK_BITS);
            tree[leaf] = Math.min(tree[leaf], of[i]);
        }
        for (int node = leaves - 1; node > 0; node--) {
            tree[node] = Math.min(tree[2 * node], tree[2 * node + 1]);
        }
        return tree;
    }

    int row(int index) {
        return rows[index];
    }

    long nanos(int index) {
        return nanos[index];
    }

    int count() {
        return rows.length;
    }

    /** How many rows are older than a time. */
    int olderThan(long time) {
        int low = 0;
        int high = nanos.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (nanos[middle] < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The index of the newest of the first {@code among} rows none of whose values exceeds its limit; -1 for none. */
    int newest(int among, long... limits) {
        return newest(1, 0, leaves, among, limits);
    }

    private int newest(int node, int firstBlock, int blocks, int among, long[] limits) {
        if (firstBlock << BLOCK_BITS >= among) {
            return -1;
        }
        for (int kind = 0; kind < limits.length; kind++) {
            if (least[kind][node] > limits[kind]) {
                return -1;
            }
        }
        if (blocks == 1) {
            return inBlock(firstBlock << BLOCK_BITS, among, limits);
        }
        int half = blocks / 2;
        int later = newest(2 * node + 1, firstBlock + half, half, among, limits);
        return later >= 0 ? later : newest(2 * node, firstBlock, half, among, limits);
    }

    private int inBlock(int from, int among, long[] limits) {
        for (int i = Math.min(Math.min(among, rows.length), from + BLOCK) - 1; i >= from; i--) {
            boolean within = true;
            for (int kind = 0; kind < limits.length && within; kind++) {
                within = values[kind][i] <= limits[kind];
            }
            if (within) {
                return i;
            }
        }
        return -1;
    }
}
