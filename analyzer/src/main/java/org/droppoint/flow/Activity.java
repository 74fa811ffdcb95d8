package org.droppoint.flow;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * When a capture recorded anything at all, in buckets of 100 ms: a tap that recorded other traffic while bytes were
 * missing was there to see them. Pages of bits are made where frames are, so that lone frames decades away cost one
 * page each; beyond {@link #MAX_PAGES} pages frames are counted and not marked.
 */
public final class Activity {
    /** Width of a bucket in nanoseconds. */
    public static final long BUCKET_NANOS = 100_000_000L;
    /** 77 days of uninterrupted traffic, 8 MB. */
    static final int MAX_PAGES = 1 << 14;

    private static final int PAGE_BITS = 12;
    private static final int WORDS = (1 << PAGE_BITS) / Long.SIZE;

    private final Map<Long, long[]> pages = new HashMap<>();
    private long[] page = new long[WORDS];
    private long pageNumber = Long.MIN_VALUE;
    /** Start of the bucket marked last: most frames fall into it again. */
    private long markedFrom = Long.MAX_VALUE;

    private long frames;
    private long unmarked;
    /** Several readers may make it anew at once, all of them the same. */
    private volatile long[] order = new long[0];

    /** Marks the bucket of a frame. */
    public void add(long epochNanos) {
        frames++;
        if (epochNanos >= markedFrom && epochNanos - markedFrom < BUCKET_NANOS) {
            return;
        }
        mark(epochNanos);
    }

    /** What is known by now, unchanged by what comes later. */
    public Activity copy() {
        Activity copy = new Activity();
        pages.forEach((number, bits) -> copy.pages.put(number, bits.clone()));
        copy.frames = frames;
        copy.unmarked = unmarked;
        return copy;
    }

    /** Forgets when anything was recorded before this time, to the page. */
    public void forgetBefore(long epochNanos) {
        long first = Math.floorDiv(epochNanos, BUCKET_NANOS) >> PAGE_BITS;
        pages.keySet().removeIf(number -> number < first && number != pageNumber);
        order = new long[0];
    }

    private void mark(long epochNanos) {
        long bucket = Math.floorDiv(epochNanos, BUCKET_NANOS);
        if (bucket >> PAGE_BITS != pageNumber && !turnTo(bucket >> PAGE_BITS)) {
            unmarked++;
            return;
        }
        int bit = (int) bucket & (1 << PAGE_BITS) - 1;
        page[bit >>> 6] |= 1L << bit;
        markedFrom = bucket * BUCKET_NANOS;
    }

    private boolean turnTo(long number) {
        long[] known = pages.get(number);
        if (known == null) {
            if (pages.size() == MAX_PAGES) {
                return false;
            }
            known = new long[WORDS];
            pages.put(number, known);
        }
        page = known;
        pageNumber = number;
        return true;
    }

    public long frames() {
        return frames;
    }

    /** Frames that no bucket tells of, because their times lie too wide apart. */
    public long unmarkedFrames() {
        return unmarked;
    }

    /** Whether a bucket that touches the closed interval holds a frame. */
    public boolean anyWithin(long fromNanos, long toNanos) {
        long last = Math.floorDiv(toNanos, BUCKET_NANOS);
        return next(Math.floorDiv(fromNanos, BUCKET_NANOS), last) <= last;
    }

    /** The first set bucket from this one on, or one behind {@code last} where there is none up to it. */
    private long next(long from, long last) {
        long[] numbers = order();
        int index = Arrays.binarySearch(numbers, from >> PAGE_BITS);
        for (int i = index < 0 ? -index - 1 : index; i < numbers.length; i++) {
            long base = numbers[i] << PAGE_BITS;
            if (base > last) {
                break;
            }
            int bit = firstBit(pages.getOrDefault(numbers[i], page), (int) Math.max(0, from - base));
            if (bit >= 0) {
                return base + bit;
            }
        }
        return last + 1;
    }

    private static int firstBit(long[] bits, int from) {
        for (int word = from >>> 6; word < WORDS; word++) {
            long masked = word == from >>> 6 ? bits[word] & -1L << from : bits[word];
            if (masked != 0) {
                return word << 6 | Long.numberOfTrailingZeros(masked);
            }
        }
        return -1;
    }

    private long[] order() {
        long[] known = order;
        if (known.length != pages.size()) {
            known = pages.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
            order = known;
        }
        return known;
    }
}
