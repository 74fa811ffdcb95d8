package org.droppoint.exchange;

/**
 * One queue of Get-Queue. Properties which the output does not show are empty strings.
 *
 * @param status Active, Ready, Retry, Suspended, Connecting; as written
 * @param messageCount waiting messages, or -1 where no number is written
 * @param lineNumber of its first line, counted from 1
 */
public record QueueEntry(
        String identity,
        String deliveryType,
        String nextHopDomain,
        String status,
        long messageCount,
        LastError lastError,
        int lineNumber) {}
