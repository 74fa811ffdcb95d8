package org.droppoint.capture;

/** What a capture's time stamps count from. */
public enum ClockBase {
    /** A date, in UTC or in a zone of the capturing machine. */
    DATED,
    /** The midnight before, of an unknown day: {@code show capture} of Cisco's ASA. */
    TIME_OF_DAY,
    /** The begin of the capture or of the machine: FortiGate without its option {@code a}, ScreenOS. */
    RELATIVE
}
