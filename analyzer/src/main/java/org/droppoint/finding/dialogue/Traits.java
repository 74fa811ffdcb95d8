package org.droppoint.finding.dialogue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.droppoint.base.Direction;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.UnitNames;
import org.droppoint.dissect.TlsMessage;
import org.droppoint.dissect.TlsNames;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.HandshakeOptions;

/** What a session has in common with others, and what sets it apart: that by which failed and healthy ones are compared. */
public final class Traits {
    /** Payload bytes of a full segment on Ethernet, without TCP options. */
    private static final int ETHERNET_SEGMENT = 1460;

    private Traits() {}

    /** What the path sees of a session: segment size, how large the handshake's messages are, the hour. */
    private static List<SessionFacts.Trait> path(Session session) {
        List<SessionFacts.Trait> traits = new ArrayList<>();
        int limit = Integer.MAX_VALUE;
        for (Direction direction : Direction.values()) {
            HandshakeOptions offered = session.legs().get(0).leg().options(direction);
            if (offered != null && offered.maximumSegmentSize() > 0) {
                limit = Math.min(limit, offered.maximumSegmentSize());
            }
        }
        if (limit != Integer.MAX_VALUE) {
            traits.add(new SessionFacts.Trait("MSS", String.valueOf(limit)));
        }
        long hello = session.dialogue().tls().stream()
                .filter(record ->
                        record.direction() == Direction.CLIENT_TO_SERVER && record.contentType() == TlsNames.HANDSHAKE)
                .mapToLong(record -> record.range().length())
                .findFirst()
                .orElse(0);
        if (hello > 0) {
            boolean fits = hello <= Math.min(limit, ETHERNET_SEGMENT);
            traits.add(new SessionFacts.Trait("ClientHello", fits ? "in one segment" : "too large for one segment"));
        }
        long hour = Math.floorMod(session.legs().get(0).leg().firstNanos() / (3600 * Times.NANOS_PER_SECOND), 24L);
        traits.add(new SessionFacts.Trait(
                "time of day", String.format(Locale.ROOT, "%02d:00 to %02d:00 UTC", hour, (hour + 1) % 24)));
        return traits;
    }

    public static List<SessionFacts.Trait> of(Session session, Turns turns) {
        List<SessionFacts.Trait> traits = new ArrayList<>();
        traits.add(new SessionFacts.Trait("server", session.key().server().toString()));
        traits.add(new SessionFacts.Trait("STARTTLS", turns.starttlsAccepted() ? "used" : "not used"));
        TlsMessage.ClientHello client = turns.clientHello();
        if (client != null) {
            traits.add(new SessionFacts.Trait(
                    "highest TLS version offered",
                    client.versions().stream()
                            .max(Comparator.naturalOrder())
                            .map(TlsNames::version)
                            .orElse(TlsNames.version(client.legacyVersion()))));
        }
        TlsMessage.ServerHello server = turns.serverHello();
        if (server != null) {
            traits.add(new SessionFacts.Trait("TLS version", TlsNames.version(server.version())));
        }
        traits.addAll(path(session));
        if (turns.clientCertificate()) {
            traits.add(new SessionFacts.Trait("client certificate", "sent"));
        }
        traits.addAll(messages(session));
        return traits;
    }

    /** The legible handshake messages of either side: a device that looks for one lets sessions without it pass. */
    private static Set<SessionFacts.Trait> messages(Session session) {
        Set<SessionFacts.Trait> traits = new LinkedHashSet<>();
        for (TlsRecord record : session.dialogue().tls()) {
            for (TlsMessage message : record.messages()) {
                if (message instanceof TlsMessage.Handshake handshake) {
                    traits.add(new SessionFacts.Trait(
                            "the " + Side.sending(record.direction()).label() + "'s",
                            UnitNames.word("tls", TlsNames.handshakeType(handshake.type()))));
                }
            }
        }
        return traits;
    }
}
