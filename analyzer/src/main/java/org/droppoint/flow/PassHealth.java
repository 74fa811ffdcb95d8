package org.droppoint.flow;

/**
 * What a pass met that did not become rows.
 *
 * @param frames all frames
 * @param cutFrames frames whose headers the capture cut off before TCP could be told
 * @param incompleteDatagrams fragmented datagrams of which fragments are missing
 * @param outsideSegments segments absurdly far from the rest of their stream; kept as rows
 * @param unkeptNotices ICMP errors beyond the number that is kept
 * @param unmarkedFrames frames that the activity does not tell of, because their times lie too wide apart
 * @param unkeptAttempts connections without a byte beyond the number that is kept
 * @param fullSinceNanos from when on packets were left out for want of memory, {@link LegTable#NEVER} where none was
 */
public record PassHealth(
        long frames,
        long cutFrames,
        long incompleteDatagrams,
        long outsideSegments,
        long unkeptNotices,
        long unmarkedFrames,
        UnkeptAttempts unkeptAttempts,
        long fullSinceNanos) {}
