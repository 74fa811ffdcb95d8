package org.droppoint.correlate;

import java.util.Arrays;

/**
 * The order of numbers, by which what belongs to them can be sorted too: stable, and without an object a number. Digit
 * by digit where there are many, as numbers of packets and times share most of their digits.
 */
final class LongOrder {
    private static final int FEW = 40;
    private static final int MIDDLING = 4096;

    private LongOrder() {}

    /** The indexes of the first {@code count} keys in ascending order of these; equal ones in their own order. */
    static int[] ascending(long[] keys, int count) {
        int[] order = new int[count];
        boolean sorted = true;
        for (int i = 0; i < count; i++) {
            order[i] = i;
            sorted &= i == 0 || keys[i - 1] <= keys[i];
        }
        if (sorted) {
            return order;
        }
        if (count <= FEW) {
            insert(keys, order);
            return order;
        }
        return byDigits(keys, order, count <= MIDDLING ? 8 : 11);
    }

    private static void insert(long[] keys, int[] order) {
        for (int i = 1; i < order.length; i++) {
            int at = i;
            long key = keys[i];
            while (at > 0 && keys[order[at - 1]] > key) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
    }

    private static int[] byDigits(long[] keys, int[] inOrder, int bits) {
        int[] order = inOrder;
        int[] next = new int[order.length];
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int i = 0; i < order.length; i++) {
            least = Math.min(least, keys[i]);
            greatest = Math.max(greatest, keys[i]);
        }
        long span = greatest - least; // may exceed a long: taken as unsigned here and below
        int[] places = new int[1 << bits];
        for (int shift = 0; shift < Long.SIZE && span >>> shift != 0; shift += bits) {
            if (place(keys, order, next, least, shift, places)) {
                int[] sorted = next;
                next = order;
                order = sorted;
            }
        }
        return order;
    }

    /** Sorts by one digit; false, and nothing is done, where all have the same. */
    private static boolean place(long[] keys, int[] order, int[] next, long least, int shift, int[] places) {
        int mask = places.length - 1;
        Arrays.fill(places, 0);
        for (int index : order) {
            places[(int) (keys[index] - least >>> shift) & mask]++;
        }
        if (places[(int) (keys[order[0]] - least >>> shift) & mask] == order.length) {
            return false;
        }
        int sum = 0;
        for (int digit = 0; digit < places.length; digit++) {
            int here = places[digit];
            places[digit] = sum;
            sum += here;
        }
        for (int index : order) {
            next[places[(int) (keys[index] - least >>> shift) & mask]++] = index;
        }
        return true;
    }
}
