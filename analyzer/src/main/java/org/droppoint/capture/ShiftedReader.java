package org.droppoint.capture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.TimeSpan;

/** A capture without a date, read as if it had one: all its times are moved by a constant. */
public final class ShiftedReader implements CaptureReader {
    private final CaptureReader undated;
    private final long shiftNanos;
    private final String note;

    /** @param note says in words where the date is taken from; it stands among the capture's problems */
    public ShiftedReader(CaptureReader undated, long shiftNanos, String note) {
        this.undated = undated;
        this.shiftNanos = shiftNanos;
        this.note = note;
    }

    @Override
    public boolean next(Frame into) throws IOException {
        if (!undated.next(into)) {
            return false;
        }
        into.epochNanos = moved(into.epochNanos);
        return true;
    }

    private long moved(long nanos) {
        long sum = nanos + shiftNanos;
        return ((nanos ^ sum) & (shiftNanos ^ sum)) < 0 ? nanos : sum;
    }

    @Override
    public PayloadStore payload() {
        return undated.payload();
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return undated.interfaces();
    }

    @Override
    public CaptureNotes notes() {
        return undated.notes();
    }

    @Override
    public CaptureHealth health() {
        CaptureHealth health = undated.health();
        if (health.firstNanos() > health.lastNanos()) {
            return health;
        }
        List<CaptureProblem> problems = new ArrayList<>(health.problems());
        problems.add(new CaptureProblem(0, 0, note));
        return new CaptureHealth(
                health.frames(),
                health.truncatedFrames(),
                moved(health.firstNanos()),
                moved(health.lastNanos()),
                health.droppedByCapture(),
                List.copyOf(problems),
                health.repeatedFrames(),
                health.gaps().stream()
                        .map(gap -> TimeSpan.between(moved(gap.fromNanos()), moved(gap.toNanos())))
                        .toList());
    }

    @Override
    public void close() throws IOException {
        undated.close();
    }
}
