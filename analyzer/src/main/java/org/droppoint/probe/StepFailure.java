package org.droppoint.probe;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** A step that ended badly. */
final class StepFailure extends IOException {
    private static final long serialVersionUID = 1;

    private final ProbeStep.Ending ending;

    StepFailure(ProbeStep.Ending ending, String detail) {
        super(detail);
        this.ending = ending;
    }

    ProbeStep.Ending ending() {
        return ending;
    }

    /** @param limit name and length of the time-out in force */
    static StepFailure of(IOException cause, String limit) {
        if (cause instanceof StepFailure known) {
            return known;
        }
        if (cause instanceof SocketTimeoutException) {
            return new StepFailure(ProbeStep.Ending.TIMED_OUT, "nothing came within the " + limit);
        }
        if (cause instanceof EOFException) {
            return new StepFailure(ProbeStep.Ending.CLOSED, "the connection was closed");
        }
        boolean reset = cause instanceof SocketException;
        return new StepFailure(
                reset ? ProbeStep.Ending.RESET : ProbeStep.Ending.GARBLED, String.valueOf(cause.getMessage()));
    }
}
