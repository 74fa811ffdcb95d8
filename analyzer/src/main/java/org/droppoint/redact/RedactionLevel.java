package org.droppoint.redact;

/** How much is replaced. */
public enum RedactionLevel {
    /** Nothing. */
    NONE,
    /** IP and MAC addresses, also where they stand in SMTP lines and logs. */
    ADDRESSES,
    /** All that tells who and what: addresses, names, mail addresses, credentials, content. */
    ALL
}
