package org.droppoint.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Things to be written of which one that fails does not keep the others back: the work behind them is done. */
final class Attempts {
    /** One of them. */
    interface Step {
        void run() throws IOException;
    }

    private final List<IOException> failures = new ArrayList<>();

    void attempt(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            failures.add(e);
        }
    }

    /** @throws IOException with a line for each that failed */
    void conclude() throws IOException {
        if (failures.size() == 1) {
            throw failures.get(0);
        }
        if (!failures.isEmpty()) {
            throw new IOException(
                    failures.stream().map(IOException::getMessage).collect(Collectors.joining("\n")), failures.get(0));
        }
    }
}
