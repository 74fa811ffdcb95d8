package org.droppoint.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.TimeSpan;
import org.droppoint.capture.CaptureHealth;
import org.droppoint.capture.CaptureProblem;
import org.droppoint.report.Report;

/**
 * The files of one input after they were read.
 *
 * @param health by file
 * @param gaps when the recording is known to be incomplete, by the capture's own clock
 * @param remarks how the files fit together, in words
 */
record RecordedFiles(
        List<Report.CaptureFile> files, List<CaptureHealth> health, List<TimeSpan> gaps, List<String> remarks) {
    RecordedFiles {
        files = List.copyOf(files);
        health = List.copyOf(health);
        gaps = List.copyOf(gaps);
        remarks = List.copyOf(remarks);
    }

    long firstNanos() {
        return health.stream().mapToLong(CaptureHealth::firstNanos).min().orElse(Long.MAX_VALUE);
    }

    long lastNanos() {
        return health.stream().mapToLong(CaptureHealth::lastNanos).max().orElse(Long.MIN_VALUE);
    }

    long truncatedFrames() {
        return health.stream().mapToLong(CaptureHealth::truncatedFrames).sum();
    }

    /** Packets that the capture says it dropped, 0 where it says nothing. */
    long dropped() {
        return health.stream()
                .mapToLong(one -> one.droppedByCapture().orElse(0))
                .sum();
    }

    /** Everything that is worth saying about the files, in words. */
    List<String> problems() {
        List<String> problems = new ArrayList<>(remarks);
        for (int i = 0; i < health.size(); i++) {
            String file = files.get(i).name();
            CaptureHealth of = health.get(i);
            if (of.droppedByCapture().orElse(0) > 0) {
                problems.add(file + ": the capture itself dropped "
                        + of.droppedByCapture().getAsLong() + " packets");
            }
            for (CaptureProblem problem : of.problems()) {
                problems.add(file + " at byte " + problem.fileOffset() + ": " + problem.cause()
                        + (problem.skippedBytes() > 0 ? ", " + problem.skippedBytes() + " bytes skipped" : ""));
            }
            if (of.repeatedFrames() > 0) {
                problems.add(file + ": " + of.repeatedFrames() + " repeated appearances of packets left out");
            }
        }
        if (truncatedFrames() > 0) {
            problems.add(truncatedFrames() + " frames were cut off by the snap length");
        }
        return problems;
    }
}
