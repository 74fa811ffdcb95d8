package org.droppoint.redact;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each byte of one direction of a stream, by its offset. Built from what all taps saw together, applied
 * to what one tap saw: equal bytes become equal bytes and differing ones differing, so that every tap's packets still
 * tell the same story.
 */
public final class StreamPlan {
    /** How bytes are treated that are not replaced one by one. */
    enum Treatment {
        KEEP,
        TEXT,
        BINARY
    }

    /** A piece whose bytes are known: what they were and what they become. */
    static final class Exact {
        private final long start;
        private final byte[] before;
        private final byte[] after;
        private final boolean text;

        Exact(long start, byte[] before, byte[] after, boolean text) {
            this.start = start;
            this.before = before;
            this.after = after;
            this.text = text;
        }

        long start() {
            return start;
        }

        byte[] before() {
            return before;
        }

        byte[] after() {
            return after;
        }

        boolean text() {
            return text;
        }

        long end() {
            return start + before.length;
        }

        boolean covers(long offset) {
            return offset >= start && offset < end();
        }
    }

    private record Area(long end, Treatment treatment) {}

    private final Pad pad;
    private final long stream;
    private final Treatment otherwise;
    /** Where in the masks an offset lies. */
    private final LongUnaryOperator place;

    private final NavigableMap<Long, Exact> exact = new TreeMap<>();
    private final NavigableMap<Long, Area> areas = new TreeMap<>();

    StreamPlan(Pad pad, long stream, LongUnaryOperator place, Treatment otherwise) {
        this.pad = pad;
        this.place = place;
        this.stream = stream;
        this.otherwise = otherwise;
    }

    void exact(long start, byte[] before, byte[] after, boolean text) {
        if (before.length > 0) {
            exact.put(start, new Exact(start, before, after, text));
        }
    }

    void area(long start, long end, Treatment treatment) {
        if (end > start) {
            areas.put(start, new Area(end, treatment));
        }
    }

    /** The pieces of text that a tap may have seen in other words. */
    Iterable<Exact> pieces() {
        return exact.values();
    }

    /** The same plan with other pieces in some places: for a tap behind a device that changed lines. */
    StreamPlan with(Iterable<Exact> others) {
        StreamPlan plan = new StreamPlan(pad, stream, place, otherwise);
        plan.exact.putAll(exact);
        plan.areas.putAll(areas);
        others.forEach(one -> plan.exact.put(one.start(), one));
        return plan;
    }

    /** Redacts bytes in place. */
    public void apply(byte[] bytes, int at, int length, long offset) {
        Exact piece = null;
        Area area = null;
        long areaFrom = 0;
        for (int i = 0; i < length; i++) {
            long here = offset + i;
            if (piece == null || !piece.covers(here)) {
                piece = value(exact.floorEntry(here));
            }
            if (area == null || here >= area.end() || here < areaFrom) {
                Map.Entry<Long, Area> entry = areas.floorEntry(here);
                area = value(entry);
                areaFrom = entry == null ? 0 : entry.getKey();
            }
            boolean inside = area != null && here < area.end();
            bytes[at + i] = piece != null && piece.covers(here)
                    ? replaced(bytes[at + i], here, piece)
                    : treated(bytes[at + i], here, inside && area != null ? area.treatment() : otherwise);
        }
    }

    private static <T> @Nullable T value(Map.@Nullable Entry<Long, T> entry) {
        return entry == null ? null : entry.getValue();
    }

    private byte replaced(byte value, long offset, Exact piece) {
        int index = (int) (offset - piece.start());
        byte after = piece.after()[index];
        if (value == piece.before()[index]) {
            return after;
        }
        if (otherwise == Treatment.KEEP) {
            return value;
        }
        if (piece.text()) {
            return otherText(value, offset, after);
        }
        byte masked = pad.binary(value, stream, place.applyAsLong(offset));
        return masked == after ? (byte) (masked ^ 1) : masked;
    }

    private byte treated(byte value, long offset, Treatment treatment) {
        return switch (treatment) {
            case KEEP -> value;
            case TEXT -> pad.text(value, stream, place.applyAsLong(offset));
            case BINARY -> pad.binary(value, stream, place.applyAsLong(offset));
        };
    }

    /** Masks bytes of a message whose bytes lie at these offsets. */
    void mask(byte[] bytes, long[] offsets, int from, int to) {
        for (int i = from; i < to; i++) {
            bytes[i] = pad.binary(bytes[i], stream, place.applyAsLong(offsets[i]));
        }
    }

    byte otherText(byte value, long offset, byte taken) {
        return pad.otherText(value, stream, place.applyAsLong(offset), taken);
    }
}
