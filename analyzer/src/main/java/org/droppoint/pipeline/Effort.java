package org.droppoint.pipeline;

/**
 * What an analysis may cost.
 *
 * @param memoryBytes so much heap at most; no more than the JVM has is ever assumed
 * @param digests whether each input's SHA-256 is stated: it takes more time than reading a large capture does
 */
public record Effort(long memoryBytes, boolean digests) {
    public static final Effort DEFAULT = new Effort(Long.MAX_VALUE, true);

    /** Code, buffers and what a small report needs. */
    private static final long BASE_BYTES = 32L << 20;

    /** Per row of a segment, with what correlation needs beside it, and with both layouts while rows are moved. */
    private static final long ROW_BYTES = 120;

    /** How many rows of segments each of the inputs may keep. */
    long rows(int inputs) {
        long heap = Math.min(memoryBytes, Runtime.getRuntime().maxMemory());
        return Math.max(0, heap - BASE_BYTES) / ROW_BYTES / Math.max(1, inputs);
    }
}
