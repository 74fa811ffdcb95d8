package org.droppoint.exchange;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The rows of one SMTP connection, in the order of the log, and what they claim. To be held against the wire: the local
 * endpoint is the address before any NAT, so it is the key to the captures at the host and inside the firewall.
 */
public record LogSession(
        String sessionId,
        String connectorId,
        LogEndpoint localEndpoint,
        LogEndpoint remoteEndpoint,
        List<LogEvent> events) {
    public LogSession {
        events = List.copyOf(events);
    }

    /** The earliest time of its rows, on the host's clock. */
    public OptionalLong startedAt() {
        return events.stream()
                .filter(LogEvent::hasTime)
                .mapToLong(LogEvent::epochNanos)
                .min();
    }

    /** The latest time of its rows, on the host's clock. */
    public OptionalLong endedAt() {
        return events.stream()
                .filter(LogEvent::hasTime)
                .mapToLong(LogEvent::epochNanos)
                .max();
    }

    /** When the connection stood: the row to hold against the TCP handshake. */
    public OptionalLong connectedAt() {
        Optional<LogEvent> connected = first(LogReading.Connected.class);
        return connected.isPresent() && connected.get().hasTime()
                ? OptionalLong.of(connected.get().epochNanos())
                : OptionalLong.empty();
    }

    /** The first row that says such a thing. */
    public Optional<LogEvent> first(Class<? extends LogReading> reading) {
        return events.stream().filter(e -> reading.isInstance(e.reading())).findFirst();
    }

    /**
     * The row that claims Exchange sent its certificate. In a log cut off at its beginning the claim itself may be
     * missing: a certificate's fields that nothing introduces, before any success of the handshake, are Exchange's own,
     * as it logs the other side's only after the handshake gave it one.
     */
    public Optional<LogEvent> certificateSentEvent() {
        Optional<LogEvent> said = first(LogReading.CertificateSent.class);
        if (said.isPresent()) {
            return said;
        }
        for (LogEvent event : events) {
            LogReading reading = event.reading();
            if (reading instanceof LogReading.CertificateField) {
                return Optional.of(event);
            }
            if (reading instanceof LogReading.CertificateReceived || reading instanceof LogReading.TlsSucceeded) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    public boolean saysCertificateSent() {
        return certificateSentEvent().isPresent();
    }

    /** Whether STARTTLS was sent, or received in a receive log. */
    public boolean saysStartTls() {
        return events.stream()
                .map(LogEvent::reading)
                .anyMatch(r -> r instanceof LogReading.Command command
                        && command.verb().equals("STARTTLS"));
    }

    public boolean saysTlsSucceeded() {
        return first(LogReading.TlsSucceeded.class).isPresent();
    }

    /** The error word of a failed handshake, such as TimedOut. */
    public Optional<String> saysTlsFailedWith() {
        return first(LogReading.TlsFailure.class)
                .map(LogEvent::reading)
                .map(r -> r instanceof LogReading.TlsFailure failure ? failure.error() : "");
    }

    /** Which side the log says closed; empty where it does not tell. */
    public Optional<LogReading.Closer> saysClosedBy() {
        return events.stream()
                .map(LogEvent::reading)
                .map(r -> r instanceof LogReading.Disconnected end ? end.by() : LogReading.Closer.UNSTATED)
                .filter(by -> by != LogReading.Closer.UNSTATED)
                .reduce((earlier, later) -> later);
    }

    /** Winsock's code where the connection could not be opened; -1 where the row has none. */
    public OptionalInt saysConnectFailedWith() {
        return events.stream()
                .map(LogEvent::reading)
                .filter(LogReading.ConnectFailed.class::isInstance)
                .mapToInt(r -> r instanceof LogReading.ConnectFailed failed ? failed.winsockCode() : -1)
                .findFirst();
    }

    /**
     * Nanoseconds of silence in the log before it says that the handshake failed. 18.9 s is what a Windows sender takes
     * to give up its retransmissions: such a silence says who gave up, not who dropped.
     */
    public OptionalLong silenceBeforeTlsFailureNanos() {
        long before = LogEvent.UNKNOWN_TIME;
        for (LogEvent event : events) {
            if (event.reading() instanceof LogReading.TlsFailure) {
                return event.hasTime() && before != LogEvent.UNKNOWN_TIME
                        ? OptionalLong.of(event.epochNanos() - before)
                        : OptionalLong.empty();
            }
            before = event.hasTime() ? event.epochNanos() : before;
        }
        return OptionalLong.empty();
    }
}
