package org.droppoint.verdict;

import java.util.Arrays;
import java.util.Optional;

/** What can be said of a session, in order of precedence: of the classes that explain a stall, the first one wins. */
public enum VerdictClass {
    CONNECT_REFUSED("connect-refused", "Connection refused"),
    CONNECT_BLOCKED("connect-blocked", "Connection blocked"),
    STARTTLS_TAMPERED("starttls-tampered", "SMTP changed in transit"),
    PAYLOAD_MODIFIED("payload-modified", "Payload changed in transit"),
    TLS_INTERCEPTED("tls-intercepted", "TLS intercepted"),
    PMTU_BLACK_HOLE("pmtu-black-hole", "Path MTU black hole"),
    DROP_AND_RESET("drop-and-reset", "Dropped, then reset"),
    SILENT_DROP("silent-drop", "Silently dropped"),
    RESET_INJECTED("reset-injected", "Reset injected"),
    ZERO_WINDOW("zero-window", "Receive window shut"),
    SERVER_TERMINATED("server-terminated", "Server ended the session"),
    CLIENT_TERMINATED("client-terminated", "Client ended the session"),
    SERVER_SILENT("server-silent", "Server fell silent"),
    CLIENT_SILENT("client-silent", "Client fell silent"),
    CLIENT_TIMEOUT("client-timeout", "Client left too early"),
    INSUFFICIENT_EVIDENCE("insufficient-evidence", "The captures cannot tell"),
    CAPTURE_LOSS("capture-loss", "Capture incomplete, mail fine"),
    RECOVERED_LOSS("recovered-loss", "Loss, recovered"),
    HEALTHY("healthy", "Healthy");

    private final String id;
    private final String title;

    VerdictClass(String id, String title) {
        this.id = id;
        this.title = title;
    }

    public String id() {
        return id;
    }

    /** A few words for people. */
    public String title() {
        return title;
    }

    /** Whether it names something wrong on the path or at an end. */
    public boolean isFault() {
        return compareTo(INSUFFICIENT_EVIDENCE) < 0;
    }

    /** Whether it is worth naming even where the mail passed. */
    public boolean isTampering() {
        return this == STARTTLS_TAMPERED || this == PAYLOAD_MODIFIED || this == TLS_INTERCEPTED;
    }

    public static Optional<VerdictClass> of(String id) {
        return Arrays.stream(values()).filter(c -> c.id.equals(id)).findFirst();
    }
}
