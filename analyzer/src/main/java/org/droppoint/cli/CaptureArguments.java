package org.droppoint.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.droppoint.base.Tap;
import org.droppoint.capture.CaptureSet;
import org.droppoint.capture.FileNames;
import org.droppoint.pipeline.TapInput;
import org.jspecify.annotations.Nullable;

/**
 * Captures as the command line names them: a file, {@code FILE@IFACE}, a folder, a pattern that the shell left alone, or
 * {@code -} for the standard input.
 */
final class CaptureArguments {
    private static final List<String> USUAL_TAPS = List.of(Tap.HOST, Tap.INSIDE, Tap.OUTSIDE);

    private boolean standardInputTaken;

    /** All files given for one tap; they are one capture, rotated or side by side. */
    TapInput tap(String tap, List<String> given) {
        List<Path> files = new ArrayList<>();
        String chosen = null;
        for (String one : given) {
            String iface = iface(one);
            if (iface != null && chosen != null && !iface.equals(chosen)) {
                throw new UsageException(
                        "the files given for one tap name different interfaces: '" + chosen + "' and '" + iface + "'");
            }
            chosen = iface == null ? chosen : iface;
            List<Path> meant = files(withoutIface(one, iface));
            refuseOtherTaps(tap, one, meant);
            files.addAll(meant);
        }
        return new TapInput(tap, files, chosen);
    }

    /**
     * A folder or pattern given for one tap whose files bear other taps' names holds other taps' captures: taken for one,
     * each session would be counted at this tap once for each of them.
     */
    private static void refuseOtherTaps(String tap, String given, List<Path> files) {
        if (files.size() < 2 || !USUAL_TAPS.contains(tap)) {
            return;
        }
        List<String> others = files.stream()
                .map(file -> String.valueOf(file.getFileName()))
                .filter(name -> USUAL_TAPS.stream().anyMatch(usual -> !usual.equals(tap) && isNamedFor(usual, name)))
                .toList();
        if (!others.isEmpty()) {
            throw new UsageException(given + " holds " + String.join(" and ", others)
                    + ", captures of other taps than " + tap + " by their names: give each file its own option, or the"
                    + " folder without one");
        }
    }

    private static boolean isNamedFor(String tap, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith(tap)
                && (lower.length() == tap.length() || !Character.isLetter(lower.charAt(tap.length())));
    }

    /**
     * Captures without roles, each argument one; of a folder or a pattern those files are one capture that are named
     * alike and follow each other in time.
     */
    List<TapInput> unnamed(String given) {
        String iface = iface(given);
        List<Path> files = files(withoutIface(given, iface));
        List<List<Path>> captures = files.size() == 1 ? List.of(files) : CaptureSet.apart(files);
        return captures.stream().map(one -> new TapInput(null, one, iface)).toList();
    }

    /** The files that an argument means, for commands that know no interfaces. */
    List<Path> plainFiles(String given) {
        return files(given);
    }

    /** The interface that {@code FILE@IFACE} means; null where a file bears that whole name, or no file the first part. */
    private static @Nullable String iface(String given) {
        int at = given.lastIndexOf('@');
        return at > 0 && !exists(given) && exists(given.substring(0, at)) ? given.substring(at + 1) : null;
    }

    private static String withoutIface(String given, @Nullable String iface) {
        return iface == null ? given : given.substring(0, given.length() - iface.length() - 1);
    }

    private static boolean exists(String given) {
        try {
            return Files.exists(Path.of(given)) || !FileNames.expand(given).isEmpty();
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    /** A file that is not there stays in the list: the analysis says so, and goes on with the others. */
    private List<Path> files(String given) {
        if (given.equals(TapInput.STANDARD_INPUT.toString())) {
            if (standardInputTaken) {
                throw new UsageException("the standard input '-' can be given only once");
            }
            standardInputTaken = true;
            return List.of(TapInput.STANDARD_INPUT);
        }
        try {
            return FileNames.expand(given);
        } catch (NoSuchFileException e) {
            return List.of(plain(given));
        } catch (IOException e) {
            throw new UsageException(given + ": " + e.getMessage());
        }
    }

    private static Path plain(String given) {
        try {
            return Path.of(given);
        } catch (InvalidPathException e) {
            throw new UsageException("'" + given + "' is neither a file nor a pattern that any file matches");
        }
    }
}
