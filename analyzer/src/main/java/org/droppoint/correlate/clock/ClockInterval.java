package org.droppoint.correlate.clock;

import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.TravelTimes;

/**
 * Where one clock stands against another: every offset and drift that the observed packets allow, as a convex polygon
 * in the plane (offset at {@code origin}, drift). A packet that travels from clock A to clock B bounds B−A from above
 * by its difference of time stamps, one that travels back bounds it from below, since no packet arrives before it was
 * sent (Paxson, "On calibrating measurements of packet transit times", 1998). No assumption on delays is made, so the
 * truth lies in the polygon whenever the stamps are right.
 */
final class ClockInterval {
    /** A cut that would make more corners is left out: the polygon stays wider than it might be, and never wrong. */
    static final int MAX_VERTICES = 1024;

    private static final double UNBOUNDED = 1e18;

    private final long origin;
    private final long base;
    private double[] theta = {-UNBOUNDED, -UNBOUNDED, UNBOUNDED, UNBOUNDED};
    private double[] drift = {-ClockModel.MAX_DRIFT, ClockModel.MAX_DRIFT, ClockModel.MAX_DRIFT, -ClockModel.MAX_DRIFT};
    /** Room for the next cut's polygon: one bound in a few cuts, and there are millions. */
    private double[] spareTheta = new double[16];

    private double[] spareDrift = new double[16];
    private int vertices = 4;
    private final Side upper = new Side();
    private final Side lower = new Side();

    /** What was last taken from one side: at most {@code limit} at {@code x}, of the lower side the negative. */
    private static final class Side {
        boolean bounded;
        double x;
        double limit = UNBOUNDED;
    }

    /**
     * @param origin the time, by clock A, at which the polygon's offset is meant
     * @param base a first guess of B−A; only differences from it are computed with, so that doubles suffice
     */
    ClockInterval(long origin, long base) {
        this.origin = origin;
        this.base = base;
    }

    /** B−A at time {@code at} is no more than {@code bound}; false, and nothing changes, where that contradicts. */
    boolean atMost(long at, long bound) {
        return take(at - origin, bound - base, 1, upper);
    }

    /** B−A at time {@code at} is no less than {@code bound}; false, and nothing changes, where that contradicts. */
    boolean atLeast(long at, long bound) {
        return take(at - origin, bound - base, -1, lower);
    }

    /**
     * As the drift is bounded from the beginning, a bound that holds at x holds at every x' too, widened by what the worst
     * drift makes of |x − x'|. Most bounds are implied so by the last one that was not, and need no look at the polygon.
     */
    private boolean take(double x, double bound, int sign, Side side) {
        if (sign * bound < side.limit + ClockModel.MAX_DRIFT * Math.abs(x - side.x)) {
            if (!clip(x, bound, sign)) {
                return false;
            }
            side.x = x;
            side.limit = sign * bound;
        }
        side.bounded = true;
        return true;
    }

    private boolean clip(double x, double bound, int sign) {
        int outside = 0;
        for (int i = 0; i < vertices; i++) {
            outside += excess(i, x, bound, sign) > 0 ? 1 : 0;
        }
        boolean agrees = outside < vertices;
        if (agrees && outside > 0) {
            cut(x, bound, sign);
        }
        return agrees;
    }

    private double excess(int vertex, double x, double bound, int sign) {
        return sign * (theta[vertex] + drift[vertex] * x - bound);
    }

    /**
     * One cut adds a vertex at most while the polygon is convex. Rounding can dent slivers, and every dent that a line
     * crosses adds one more, hence the room; a vertex that repeats its neighbour is not kept.
     */
    private void cut(double x, double bound, int sign) {
        if (spareTheta.length < 2 * vertices) {
            spareTheta = new double[4 * vertices];
            spareDrift = new double[4 * vertices];
        }
        double[] newTheta = spareTheta;
        double[] newDrift = spareDrift;
        int count = 0;
        for (int i = 0; i < vertices; i++) {
            int j = i + 1 == vertices ? 0 : i + 1;
            double here = excess(i, x, bound, sign);
            double there = excess(j, x, bound, sign);
            if (here <= 0) {
                newTheta[count] = theta[i];
                newDrift[count] = drift[i];
                count = withoutRepeat(newTheta, newDrift, count);
            }
            if (here <= 0 != there <= 0) {
                double share = here / (here - there);
                newTheta[count] = theta[i] + share * (theta[j] - theta[i]);
                newDrift[count] = drift[i] + share * (drift[j] - drift[i]);
                count = withoutRepeat(newTheta, newDrift, count);
            }
        }
        if (count <= MAX_VERTICES) {
            spareTheta = theta;
            spareDrift = drift;
            theta = newTheta;
            drift = newDrift;
            vertices = count;
        }
    }

    /** How many vertices there are with the one just written at {@code last}. */
    private static int withoutRepeat(double[] theta, double[] drift, int last) {
        boolean repeat = last > 0 && theta[last] == theta[last - 1] && drift[last] == drift[last - 1];
        return repeat ? last : last + 1;
    }

    int vertices() {
        return vertices;
    }

    boolean boundedBothWays() {
        return upper.bounded && lower.bounded;
    }

    /** The least B−A at a time that the observations allow, in nanoseconds. */
    long least(long at) {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < vertices; i++) {
            least = Math.min(least, theta[i] + drift[i] * (at - origin));
        }
        return base + (long) Math.floor(least);
    }

    /** The greatest B−A at a time that the observations allow, in nanoseconds. */
    long greatest(long at) {
        double greatest = -Double.MAX_VALUE;
        for (int i = 0; i < vertices; i++) {
            greatest = Math.max(greatest, theta[i] + drift[i] * (at - origin));
        }
        return base + (long) Math.ceil(greatest);
    }

    /** As {@link #least}; where nothing bounds it, as far below the upper bound as a packet may take to cross. */
    long likelyLeast(long at) {
        return lower.bounded ? least(at) : greatest(at) - TravelTimes.LIKELY_CROSSING_NANOS;
    }

    /** As {@link #greatest}; where nothing bounds it, as far above the lower bound as a packet may take to cross. */
    long likelyGreatest(long at) {
        return upper.bounded ? greatest(at) : least(at) + TravelTimes.LIKELY_CROSSING_NANOS;
    }

    double leastDrift() {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < vertices; i++) {
            least = Math.min(least, drift[i]);
        }
        return least;
    }

    double greatestDrift() {
        double greatest = -Double.MAX_VALUE;
        for (int i = 0; i < vertices; i++) {
            greatest = Math.max(greatest, drift[i]);
        }
        return greatest;
    }
}
