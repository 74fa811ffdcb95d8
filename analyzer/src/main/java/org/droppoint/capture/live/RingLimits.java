package org.droppoint.capture.live;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many files a ring has and when one is full.
 *
 * @param files how many are kept, the one being written among them; 0 keeps all
 * @param fileBytes a file is closed when it has so many; 0 for no limit
 * @param fileNanos a file is closed when it is so old; 0 for no limit
 */
public record RingLimits(int files, long fileBytes, long fileNanos) {
    /** One gigabyte a tap. */
    public static final RingLimits DEFAULT = new RingLimits(10, 100L << 20, 0);

    private static final int MIN_FILES = 2;
    private static final int MAX_FILES = 10_000;
    private static final long MIN_FILE_BYTES = 64 << 10;
    private static final Pattern TEXT =
            Pattern.compile("(?:([0-9]{1,5})x)?([0-9]{1,6})(k|kb|m|mb|g|gb|s|min|h)", Pattern.CASE_INSENSITIVE);

    public RingLimits {
        if (files != 0 && (files < MIN_FILES || files > MAX_FILES)) {
            throw new IllegalArgumentException("a ring has " + MIN_FILES + " to " + MAX_FILES + " files");
        }
        if (fileBytes != 0 && fileBytes < MIN_FILE_BYTES || fileBytes == 0 && fileNanos <= 0) {
            throw new IllegalArgumentException("a file of a ring has at least 64 kB, or a time");
        }
    }

    /**
     * Reads {@code 10x100MB}, {@code 24x1h}, or {@code 100MB} for files without end.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static RingLimits parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a ring: '" + text + "'; such as 10x100MB or 24x1h");
        }
        int files = matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1));
        long amount = Long.parseLong(matcher.group(2));
        return switch (matcher.group(3).toLowerCase(Locale.ROOT)) {
            case "k", "kb" -> new RingLimits(files, amount << 10, 0);
            case "m", "mb" -> new RingLimits(files, amount << 20, 0);
            case "g", "gb" -> new RingLimits(files, amount << 30, 0);
            case "s" -> new RingLimits(files, 0, amount * 1_000_000_000L);
            case "min" -> new RingLimits(files, 0, amount * 60_000_000_000L);
            default -> new RingLimits(files, 0, amount * 3_600_000_000_000L);
        };
    }
}
