package org.droppoint.correlate.session;

import java.util.BitSet;
import org.droppoint.base.ByteRange;

/** A stretch of the stream that every tap saw, or did not see, as a whole. */
public final class Fragment {
    private final ByteRange range;
    private final BitSet seen;
    private final BitSet acknowledged;

    Fragment(ByteRange range, BitSet seen, BitSet acknowledged) {
        this.range = range;
        this.seen = seen;
        this.acknowledged = acknowledged;
    }

    public ByteRange range() {
        return range;
    }

    /** A part of it. */
    public Fragment within(ByteRange part) {
        return new Fragment(range.intersection(part), seen, acknowledged);
    }

    /** Whether the tap at this position saw it. */
    public boolean seen(int position) {
        return seen.get(position);
    }

    /** Whether the receiver's acknowledgement of it was seen at this position. */
    public boolean acknowledged(int position) {
        return position >= 0 && acknowledged.get(position);
    }

    /** The first position that saw it, -1 if none. */
    public int firstSeen() {
        return seen.nextSetBit(0);
    }

    /** The last position that these bytes demonstrably reached: seen there, or acknowledged through it; -1 if none. */
    public int reached() {
        return Math.max(seen.length(), acknowledged.length()) - 1;
    }

    public boolean acknowledgedAnywhere() {
        return !acknowledged.isEmpty();
    }
}
