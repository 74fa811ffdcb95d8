package org.droppoint.flow;

import java.util.function.BiConsumer;
import java.util.function.Function;

/** Moves the rows of chunked columns to other places, a column at a time: reads in order, writes where each row goes. */
final class RowMover {
    private final int[] places;
    private final int chunkBits;
    private final int mask;

    /** @param places by row, where it goes; a permutation */
    RowMover(int[] places, int chunkBits) {
        this.places = places;
        this.chunkBits = chunkBits;
        this.mask = (1 << chunkBits) - 1;
    }

    <C> void longs(C[] chunks, Function<C, long[]> get, BiConsumer<C, long[]> set) {
        long[][] moved = new long[chunks.length][mask + 1];
        for (int i = 0, row = 0; i < chunks.length; i++) {
            long[] column = get.apply(chunks[i]);
            int rows = Math.min(column.length, places.length - row);
            for (int at = 0; at < rows; at++, row++) {
                int place = places[row];
                moved[place >>> chunkBits][place & mask] = column[at];
            }
        }
        for (int i = 0; i < chunks.length; i++) {
            set.accept(chunks[i], moved[i]);
        }
    }

    <C> void ints(C[] chunks, Function<C, int[]> get, BiConsumer<C, int[]> set) {
        int[][] moved = new int[chunks.length][mask + 1];
        for (int i = 0, row = 0; i < chunks.length; i++) {
            int[] column = get.apply(chunks[i]);
            int rows = Math.min(column.length, places.length - row);
            for (int at = 0; at < rows; at++, row++) {
                int place = places[row];
                moved[place >>> chunkBits][place & mask] = column[at];
            }
        }
        for (int i = 0; i < chunks.length; i++) {
            set.accept(chunks[i], moved[i]);
        }
    }

    <C> void chars(C[] chunks, Function<C, char[]> get, BiConsumer<C, char[]> set) {
        char[][] moved = new char[chunks.length][mask + 1];
        for (int i = 0, row = 0; i < chunks.length; i++) {
            char[] column = get.apply(chunks[i]);
            int rows = Math.min(column.length, places.length - row);
            for (int at = 0; at < rows; at++, row++) {
                int place = places[row];
                moved[place >>> chunkBits][place & mask] = column[at];
            }
        }
        for (int i = 0; i < chunks.length; i++) {
            set.accept(chunks[i], moved[i]);
        }
    }

    <C> void shorts(C[] chunks, Function<C, short[]> get, BiConsumer<C, short[]> set) {
        short[][] moved = new short[chunks.length][mask + 1];
        for (int i = 0, row = 0; i < chunks.length; i++) {
            short[] column = get.apply(chunks[i]);
            int rows = Math.min(column.length, places.length - row);
            for (int at = 0; at < rows; at++, row++) {
                int place = places[row];
                moved[place >>> chunkBits][place & mask] = column[at];
            }
        }
        for (int i = 0; i < chunks.length; i++) {
            set.accept(chunks[i], moved[i]);
        }
    }

    <C> void bytes(C[] chunks, Function<C, byte[]> get, BiConsumer<C, byte[]> set) {
        byte[][] moved = new byte[chunks.length][mask + 1];
        for (int i = 0, row = 0; i < chunks.length; i++) {
            byte[] column = get.apply(chunks[i]);
            int rows = Math.min(column.length, places.length - row);
            for (int at = 0; at < rows; at++, row++) {
                int place = places[row];
                moved[place >>> chunkBits][place & mask] = column[at];
            }
        }
        for (int i = 0; i < chunks.length; i++) {
            set.accept(chunks[i], moved[i]);
        }
    }
}
