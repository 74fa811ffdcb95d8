package org.droppoint.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
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

    /** Whether writing there would destroy what is to be read. */
    static void spare(Path target, List<Path> inputs) {
        for (Path input : inputs) {
            try {
                if (Files.exists(target) && Files.exists(input) && Files.isSameFile(target, input)) {
                    throw new UsageException(target + ": is an input, and would be overwritten");
                }
            } catch (IOException e) {
                throw new UsageException(target + ": " + e.getMessage());
            }
        }
    }

    /** As {@link #check}, for a folder that files are to be written into. */
    static void checkFolder(Path folder) {
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new UsageException(folder + ": no folder that can be written to");
        }
    }

    /** Fills a file. */
    interface Filling {
        void fill(Path draft) throws IOException;
    }

    static void write(Path target, ReportRenderer renderer, Report report) throws IOException {
        write(target, draft -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft), 1 << 16)) {
                renderer.render(report, out);
            }
        });
    }

    static void write(Path target, Filling filling) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException(target + ": the folder does not exist");
        }
        Path draft = folder.resolve(
                "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try (Temporary passing = new Temporary(draft)) {
            Files.createFile(passing.path());
            filling.fill(draft);
            Files.move(draft, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (AccessDeniedException e) {
            throw new IOException(target + ": permission denied; what was there before is untouched", e);
        } catch (IOException e) {
            throw new IOException(target + ": " + e.getMessage() + "; what was there before is untouched", e);
        }
    }
}
