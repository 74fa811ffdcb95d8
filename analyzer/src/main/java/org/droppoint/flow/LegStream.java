package org.droppoint.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.capture.PayloadStore;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a leg as bytes, read back by reference from where the capture lies. Built after the leg was
 * written; its indexes are made when first asked for.
 */
public final class LegStream implements StreamView {
    private final Tap tap;
    private final Leg leg;
    private final Direction direction;
    private final List<PayloadStore> payloads;
    private @Nullable FragmentIndex brought;
    private @Nullable FragmentIndex captured;

    /** @param payloads by file index, as {@link CapturedTap#payloads} has them */
    public LegStream(Tap tap, Leg leg, Direction direction, List<PayloadStore> payloads) {
        this.tap = tap;
        this.leg = leg;
        this.direction = direction;
        this.payloads = payloads;
    }

    @Override
    public Coverage seen() {
        return leg.seen(direction);
    }

    @Override
    public boolean fromStart() {
        return leg.synSeen(direction);
    }

    /** @throws UncheckedIOException if the capture file or spool fails */
    @Override
    public int read(long offset, byte[] into, int at, int length) {
        FragmentIndex index = captured();
        int fragment = index.find(offset);
        int done = 0;
        while (fragment >= 0 && fragment < index.size() && done < length && index.start(fragment) <= offset + done) {
            int wanted = (int) Math.min(length - done, index.end(fragment) - offset - done);
            int got = readRow(index.row(fragment), offset + done, into, at + done, wanted);
            done += got;
            if (got < wanted) {
                break;
            }
            fragment++;
        }
        return done;
    }

    private int readRow(int row, long offset, byte[] into, int at, int length) {
        SegmentStore store = leg.store();
        PayloadStore payload = payloads.get(store.file(row));
        try {
            return payload.read(store.payloadPosition(row) + offset - store.payloadStart(row), into, at, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Origin origin(long offset) {
        int row = row(offset);
        return new Origin(tap, leg.frame(row), leg.store().epochNanos(row));
    }

    @Override
    public long heard(long offset) {
        return leg.store().ack(row(offset));
    }

    private int row(long offset) {
        FragmentIndex index = brought();
        int fragment = index.find(offset);
        if (fragment < 0) {
            throw new IllegalArgumentException("offset " + offset + " was not seen");
        }
        return index.row(fragment);
    }

    private FragmentIndex brought() {
        if (brought == null) {
            brought = leg.isCut() ? FragmentIndex.of(leg, direction, false) : captured();
        }
        return brought;
    }

    private FragmentIndex captured() {
        if (captured == null) {
            captured = FragmentIndex.of(leg, direction, true);
        }
        return captured;
    }
}
