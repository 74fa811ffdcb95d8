package org.droppoint.base;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Work on many things of which none needs another's result: on all processors, and answered in the order of the things. */
public final class Spread {
    /** Fewer are done before helpers are awake. */
    private static final int MANY = 16;

    private Spread() {}

    /** @param work done for each number from 0 on, for several at once; what it throws is thrown here */
    public static <R> List<R> over(int count, IntFunction<R> work) {
        IntStream numbers = IntStream.range(0, count);
        return (count < MANY ? numbers : numbers.parallel()).mapToObj(work).toList();
    }
}
