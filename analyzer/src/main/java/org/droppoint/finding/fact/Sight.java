package org.droppoint.finding.fact;

/**
 * What the captures hold of a session.
 *
 * @param taps how many saw it
 * @param begun its SYN or SYN-ACK was seen
 * @param whole no frame of it was cut off, and no capture demonstrably missed any of it
 * @param piece another capture may hold it, too, under other numbers, and tell what these do not
 */
public record Sight(int taps, boolean begun, boolean whole, boolean piece) {}
