package org.droppoint.dissect;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.flow.Origin;

/** Something said in clear text on an SMTP connection (RFC 5321). The range covers its lines with their line ends. */
public sealed interface SmtpEvent {
    Direction direction();

    ByteRange range();

    /** The frame and time of its first byte. */
    Origin origin();

    /** The frame and time of its last byte. */
    Origin completion();

    /** Whether all of it was seen, up to its line end. */
    boolean complete();

    /**
     * A server's reply, all lines of a multi-line one; the greeting is the reply before any command. The lines hold the
     * text behind code and separator, words with an at sign replaced; they are empty for 334, which carries credentials.
     */
    record Reply(
            ByteRange range,
            Origin origin,
            Origin completion,
            boolean complete,
            int code,
            List<String> lines,
            boolean greeting)
            implements SmtpEvent {
        @Override
        public Direction direction() {
            return Direction.SERVER_TO_CLIENT;
        }
    }

    /**
     * A client's command. The verb is in upper case as sent (also {@code XXXX}); the argument is kept for EHLO, HELO
     * and BDAT only, for every other verb it is empty: mail addresses and credentials do not leave this package. A word
     * that is no verb is {@code ?}, a line within an AUTH exchange {@code (auth)}.
     */
    record Command(ByteRange range, Origin origin, Origin completion, boolean complete, String verb, String argument)
            implements SmtpEvent {
        @Override
        public Direction direction() {
            return Direction.CLIENT_TO_SERVER;
        }
    }

    /** Message content after DATA or BDAT; complete with its final dot or its last counted byte. */
    record Content(ByteRange range, Origin origin, Origin completion, boolean complete) implements SmtpEvent {
        @Override
        public Direction direction() {
            return Direction.CLIENT_TO_SERVER;
        }
    }

    /** Bytes that are no SMTP line: what an inspecting device or a broken peer put there. */
    record Unrecognised(Direction direction, ByteRange range, Origin origin, Origin completion, boolean complete)
            implements SmtpEvent {}
}
