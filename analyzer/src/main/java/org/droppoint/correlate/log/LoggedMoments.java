package org.droppoint.correlate.log;

import java.util.Locale;
import org.droppoint.exchange.LogEvent;
import org.droppoint.exchange.LogReading;
import org.droppoint.exchange.LogSession;

/** Reads the moments of a session in a protocol log, on the log's clock. */
final class LoggedMoments {
    /** A row's time is cut to the millisecond: the true time lies half of one later, on average. */
    private static final long HALF_MILLISECOND_NANOS = 500_000;

    private final Moments moments = new Moments();
    private String verb = "";
    private boolean answered;
    private boolean connected;

    private LoggedMoments() {}

    static Moments of(LogSession session) {
        LoggedMoments reading = new LoggedMoments();
        for (LogEvent event : session.events()) {
            LogReading said = event.reading();
            if (isTls(said)) {
                break;
            }
            reading.take(event, said);
        }
        if (!reading.connected && reading.verb.isEmpty()) {
            reading.moments.forget(Moments.GREETING);
        }
        return reading.moments;
    }

    private static boolean isTls(LogReading said) {
        return said instanceof LogReading.CertificateSent
                || said instanceof LogReading.CertificateReceived
                || said instanceof LogReading.CertificateField
                || said instanceof LogReading.TlsSucceeded
                || said instanceof LogReading.TlsFailure;
    }

    private void take(LogEvent event, LogReading said) {
        if (said instanceof LogReading.Connected) {
            connected = true;
            open(Moments.CONNECTED, event);
        } else if (said instanceof LogReading.ConnectAttempt) {
            open(Moments.ATTEMPT, event);
        } else if (said instanceof LogReading.Command command) {
            takeCommand(event, command);
        } else if (said instanceof LogReading.Reply) {
            takeReply(event);
        }
    }

    private void takeCommand(LogEvent event, LogReading.Command command) {
        boolean hello = command.verb().equals("EHLO") || command.verb().equals("HELO");
        if (verb.isEmpty() && !connected && !hello) {
            moments.forget(Moments.GREETING);
        }
        if (hello) {
            String[] words = command.text().strip().split("\\s+", 3);
            moments.greetedAs(words.length > 1 ? words[1].toLowerCase(Locale.ROOT) : "");
        }
        verb = command.verb();
        answered = false;
        speak(verb, event);
    }

    /** The last line of a reply (RFC 5321 section 4.2.1) is when it was whole. */
    private void takeReply(LogEvent event) {
        boolean continues = event.data().length() > 3 && event.data().charAt(3) == '-';
        if (!continues && !answered) {
            answered = true;
            speak(verb.isEmpty() ? Moments.GREETING : Moments.ANSWER_TO + verb, event);
        }
    }

    private void speak(String step, LogEvent event) {
        if (event.hasTime()) {
            moments.spoken(step, event.epochNanos() + HALF_MILLISECOND_NANOS);
        }
    }

    private void open(String step, LogEvent event) {
        if (event.hasTime()) {
            moments.opened(step, event.epochNanos() + HALF_MILLISECOND_NANOS);
        }
    }
}
