package org.droppoint.capture;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Names of capture files: found by folder or pattern, and what their numbers tell about a rotation. */
public final class FileNames {
    /** Longer digits are a date or a time, not a counter. */
    private static final int MAX_COUNTER_DIGITS = 6;

    private FileNames() {}

    /**
     * The files that an argument means: itself, all files of a folder, or those that match a pattern such as
     * {@code inside*.pcapng}, which Windows leaves to the program. Sorted by name; a folder's hidden files are left out.
     *
     * @throws NoSuchFileException where there is none
     */
    public static List<Path> expand(String argument) throws IOException {
        Path path = plain(argument);
        if (path != null && Files.isDirectory(path)) {
            return files(path, "*", argument);
        }
        if (path != null && Files.exists(path)) {
            return List.of(path);
        }
        int slash = Math.max(argument.lastIndexOf('/'), argument.lastIndexOf(File.separatorChar));
        String pattern = argument.substring(slash + 1);
        Path folder = plain(slash < 0 ? "." : argument.substring(0, slash + 1));
        if (folder == null || !Files.isDirectory(folder) || !isPattern(pattern)) {
            throw new NoSuchFileException(argument);
        }
        return files(slash < 0 ? Path.of("") : folder, pattern, argument);
    }

    /** The argument as a path, or null where it cannot be one: Windows allows no star in a name. */
    private static @Nullable Path plain(String argument) {
        try {
            return Path.of(argument);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static boolean isPattern(String name) {
        return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '{');
    }

    private static List<Path> files(Path folder, String pattern, String argument) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
            for (Path entry : entries) {
                if (Files.isRegularFile(entry)
                        && !String.valueOf(entry.getFileName()).startsWith(".")) {
                    found.add(entry);
                }
            }
        } catch (PatternSyntaxException e) {
            throw new NoSuchFileException(argument, null, "not a pattern for file names");
        }
        if (found.isEmpty()) {
            throw new NoSuchFileException(argument, null, "no file there");
        }
        Collections.sort(found);
        return found;
    }

    /** A name without its digits, and what its rotation and compression add: what the files of one rotation share. */
    static String stem(Path file) {
        return folder(file) + "/" + name(file).replaceAll("[0-9]+", "").replaceAll("\\.(?:gz|zst|lz4|xz|bz2)$", "");
    }

    /** How much two files look like one rotation: the length of the beginning they share, if in one folder. */
    static int likeness(Path one, Path other) {
        if (!folder(one).equals(folder(other))) {
            return 0;
        }
        return 1 + sharedBeginning(name(one), name(other));
    }

    private static Path folder(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static int sharedBeginning(String one, String other) {
        int length = 0;
        while (length < Math.min(one.length(), other.length()) && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        return length;
    }

    /**
     * How many files a rotation's counter leaves out between two that follow each other in time: 0 where it counts on by
     * one or begins anew (a ring), and where the names carry no counter.
     */
    static long missingBetween(Path before, Path after) {
        String one = name(before);
        String other = name(after);
        int at = sharedBeginning(one, other);
        while (at > 0 && Character.isDigit(one.charAt(at - 1))) {
            at--;
        }
        int first = counter(one, at);
        int second = counter(other, at);
        return first < 0 || second < 0 || second <= first ? 0 : second - first - 1L;
    }

    /** The number that begins there; tcpdump gives its first file none, which is 0; -1 for no counter. */
    private static int counter(String name, int at) {
        int end = at;
        while (end < name.length() && Character.isDigit(name.charAt(end))) {
            end++;
        }
        if (end - at > MAX_COUNTER_DIGITS || end == at && at < name.length()) {
            return -1;
        }
        return end == at ? 0 : Integer.parseInt(name.substring(at, end));
    }
}
