package org.droppoint.capture.live;

import org.jspecify.annotations.Nullable;

/**
 * How an interface is captured.
 *
 * @param filter in libpcap's language; null captures everything
 * @param snapLengthBytes what is kept of a frame
 * @param bufferBytes the kernel's buffer
 * @param timestampSource null for the system's own choice
 * @param nanoseconds ask for time stamps in nanoseconds; where there are none, microseconds come
 * @param immediate deliver each frame at once instead of in batches
 */
public record NicSettings(
        String interfaceName,
        @Nullable String filter,
        int snapLengthBytes,
        int bufferBytes,
        boolean promiscuous,
        @Nullable TimestampSource timestampSource,
        boolean nanoseconds,
        boolean immediate) {
    /** libpcap's own largest snap length. */
    public static final int MAX_SNAP_LENGTH_BYTES = 262_144;

    /** So much that a pause of the JVM, or of a busy machine, of half a second is bridged at 150 000 packets a second. */
    public static final int DEFAULT_BUFFER_BYTES = 64 << 20;

    public static final int MIN_SNAP_LENGTH_BYTES = 68;
    public static final int MIN_BUFFER_BYTES = 64 << 10;
    public static final int MAX_BUFFER_BYTES = 1 << 30;

    public NicSettings {
        if (snapLengthBytes < MIN_SNAP_LENGTH_BYTES || snapLengthBytes > MAX_SNAP_LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "a snap length is " + MIN_SNAP_LENGTH_BYTES + " to " + MAX_SNAP_LENGTH_BYTES + " bytes");
        }
        if (bufferBytes < MIN_BUFFER_BYTES || bufferBytes > MAX_BUFFER_BYTES) {
            throw new IllegalArgumentException("a buffer is 64 kB to 1 GB");
        }
    }

    /** The usual settings. */
    public static NicSettings of(String interfaceName, @Nullable String filter) {
        return new NicSettings(
                interfaceName, filter, MAX_SNAP_LENGTH_BYTES, DEFAULT_BUFFER_BYTES, true, null, true, false);
    }
}
