package org.droppoint.cli;

import static java.nio.file.StandardOpenOption.CREATE_NEW;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.droppoint.report.Report;
import org.droppoint.report.ReportRenderer;

/** Writes report files: beside the target first, then moved over it, so that a failure leaves an old report whole. */
final class Outputs {
    private Outputs() {}

    /**
     * Asked before the work, so that none is lost: whether a file can be written there.
     *
     * @throws UsageException if not
     */
    static void check(Path target) {
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UsageException(target + ": the folder does not exist");
        }
        if (Files.isDirectory(absolute)) {
            throw new UsageException(target + ": is a folder");
        }
        if (!Files.isWritable(folder) || Files.exists(absolute) && !Files.isWritable(absolute)) {
            throw new UsageException(target + ": cannot be written");
        }
    }

    static void write(Path target, ReportRenderer renderer, Report report) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException(target + ": the folder does not exist");
        }
        Path draft = folder.resolve(
                "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft, CREATE_NEW), 1 << 16)) {
                renderer.render(report, out);
            }
            Files.move(draft, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
