package org.droppoint.correlate.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.dissect.Dialogue;
import org.droppoint.dissect.RecordTypes;
import org.droppoint.dissect.SessionDissector;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.dissect.TlsRecord;

/** Names what a stretch of one direction of a dialogue carries, for people: {@code EHLO}, {@code 220}, {@code TLS Certificate}. */
public final class UnitNames {
    private static final int MAX_NAMES = 3;

    /** What stands where, with its names. */
    private record Unit(ByteRange range, List<String> names) {}

    /** SMTP first, then TLS, each in the dialogue's order. */
    private final List<Unit> units = new ArrayList<>();

    public UnitNames(Dialogue dialogue, Direction direction) {
        for (SmtpEvent event : dialogue.smtp()) {
            if (event.direction() == direction) {
                units.add(new Unit(event.range(), List.of(name(event))));
            }
        }
        for (TlsRecord record : dialogue.tls()) {
            if (record.direction() == direction) {
                units.add(new Unit(record.range(), tlsNames(record)));
            }
        }
    }

    /** The names of what a single leg carries: of one beyond a device that makes the session anew. */
    public static UnitNames ofLeg(Correlation correlation, SessionLeg leg, Direction direction) {
        TapTrace trace = correlation.taps().trace(leg.tap());
        return new UnitNames(
                SessionDissector.dissect(
                        trace.streams().open(leg.leg(), Direction.CLIENT_TO_SERVER),
                        trace.streams().open(leg.leg(), Direction.SERVER_TO_CLIENT)),
                direction);
    }

    public String of(ByteRange range) {
        Set<String> names = new LinkedHashSet<>();
        for (Unit unit : units) {
            if (unit.range().overlaps(range)) {
                names.addAll(unit.names());
            }
        }
        if (names.isEmpty()) {
            return "data";
        }
        List<String> shown = new ArrayList<>(names);
        String joined = words(shown.subList(0, Math.min(MAX_NAMES, shown.size())));
        return shown.size() > MAX_NAMES ? joined + ", …" : joined;
    }

    private static List<String> tlsNames(TlsRecord record) {
        List<String> types = RecordTypes.describeAll(record);
        return types.stream().map(type -> "TLS " + tlsName(type)).toList();
    }

    private static String name(SmtpEvent event) {
        if (event instanceof SmtpEvent.Reply reply) {
            return reply.greeting() ? reply.code() + " greeting" : String.valueOf(reply.code());
        }
        if (event instanceof SmtpEvent.Command command) {
            return command.verb();
        }
        return event instanceof SmtpEvent.Content ? "message" : "data";
    }

    /** What findings and reports call {@code protocol} and {@code type}, in the words of the ladder. */
    public static String word(String protocol, String type) {
        return switch (protocol) {
            case "tls" -> "TLS " + tlsName(type);
            case "smtp" -> type.equals("unknown") ? "not legible" : type.substring(type.indexOf(':') + 1);
            default -> "not captured anywhere";
        };
    }

    /** Several units' words in a row: what one protocol calls itself is said once. */
    public static String words(List<String> words) {
        return String.join(", ", words).replace(", TLS ", ", ");
    }

    /** {@code handshake:client_hello} becomes {@code ClientHello}. */
    private static String tlsName(String type) {
        String word = type.substring(type.indexOf(':') + 1);
        StringBuilder name = new StringBuilder();
        for (String part : word.split("_", -1)) {
            if (!part.isEmpty()) {
                name.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
            }
        }
        return type.startsWith("alert") ? "alert " + word : name.toString();
    }
}
