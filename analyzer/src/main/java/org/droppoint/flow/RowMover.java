package org.droppoint.flow;

import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Moves the rows of chunked columns to other places, a column at a time: reads in order, writes where each row goes. The
 * arrays that a column leaves take in the next one of its type, so that no more than one column of each is there twice.
 */
final class RowMover {
    private final int[] places;
    private final int chunkBits;
    private final int mask;
    private long @Nullable [][] spareLongs;
    private int @Nullable [][] spareInts;
    private char @Nullable [][] spareChars;
    private short @Nullable [][] spareShorts;
    private byte @Nullable [][] spareBytes;

    /** @param places by row, where it goes; a permutation */
    RowMover(int[] places, int chunkBits) {
        this.places = places;
        this.chunkBits = chunkBits;
        this.mask = (1 << chunkBits) - 1;
    }

    <C> void longs(C[] chunks, Function<C, long[]> get, BiConsumer<C, long[]> set) {
        long[][] moved = spareLongs == null ? new long[chunks.length][mask + 1] : spareLongs;
        for (int i = 0, row = 0; i < chunks.length; i++) {
            long[] column = get.apply(chunks[i]);
            int rows = Math.min(column.length, places.length - row);
            for (int at = 0; at < rows; at++, row++) {
                int place = places[row];
                moved[place >>> chunkBits][place & mask] = column[at];
            }
        }
        for (int i = 0; i < chunks.length; i++) {
            long[] left = get.apply(chunks[i]);
            set.accept(chunks[i], moved[i]);
            moved[i] = left;
        }
        spareLongs = moved;
    }

    <C> void ints(C[] chunks, Function<C, int[]> get, BiConsumer<C, int[]> set) {
        int[][] moved = spareInts == null ? new int[chunks.length][mask + 1] : spareInts;
        for (int i = 0, row = 0; i < chunks.length; i++) {
            int[] column = get.apply(chunks[i]);
            int rows = Math.min(column.length, places.length - row);
            for (int at = 0; at < rows; at++, row++) {
                int place = places[row];
                moved[place >>> chunkBits][place & mask] = column[at];
            }
        }
        for (int i = 0; i < chunks.length; i++) {
            int[] left = get.apply(chunks[i]);
            set.accept(chunks[i], moved[i]);
            moved[i] = left;
        }
        spareInts = moved;
    }

    <C> void chars(C[] chunks, Function<C, char[]> get, BiConsumer<C, char[]> set) {
        char[][] moved = spareChars == null ? new char[chunks.length][mask + 1] : spareChars;
        for (int i = 0, row = 0; i < chunks.length; i++) {
            char[] column = get.apply(chunks[i]);
            int rows = Math.min(column.length, places.length - row);
            for (int at = 0; at < rows; at++, row++) {
                int place = places[row];
                moved[place >>> chunkBits][place & mask] = column[at];
            }
        }
        for (int i = 0; i < chunks.length; i++) {
            char[] left = get.apply(chunks[i]);
            set.accept(chunks[i], moved[i]);
            moved[i] = left;
        }
        spareChars = moved;
    }

    <C> void shorts(C[] chunks, Function<C, short[]> get, BiConsumer<C, short[]> set) {
        short[][] moved = spareShorts == null ? new short[chunks.length][mask + 1] : spareShorts;
        for (int i = 0, row = 0; i < chunks.length; i++) {
            short[] column = get.apply(chunks[i]);
            int rows = Math.min(column.length, places.length - row);
            for (int at = 0; at < rows; at++, row++) {
                int place = places[row];
                moved[place >>> chunkBits][place & mask] = column[at];
            }
        }
        for (int i = 0; i < chunks.length; i++) {
            short[] left = get.apply(chunks[i]);
            set.accept(chunks[i], moved[i]);
            moved[i] = left;
        }
        spareShorts = moved;
    }

    <C> void bytes(C[] chunks, Function<C, byte[]> get, BiConsumer<C, byte[]> set) {
        byte[][] moved = spareBytes == null ? new byte[chunks.length][mask + 1] : spareBytes;
        for (int i = 0, row = 0; i < chunks.length; i++) {
            byte[] column = get.apply(chunks[i]);
            int rows = Math.min(column.length, places.length - row);
            for (int at = 0; at < rows; at++, row++) {
                int place = places[row];
                moved[place >>> chunkBits][place & mask] = column[at];
            }
        }
        for (int i = 0; i < chunks.length; i++) {
            byte[] left = get.apply(chunks[i]);
            set.accept(chunks[i], moved[i]);
            moved[i] = left;
        }
        spareBytes = moved;
    }
}
