package org.droppoint.finding.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.dissect.Dialogue;
import org.droppoint.dissect.HelloRandoms;
import org.droppoint.dissect.RecordTypes;
import org.droppoint.dissect.TlsMessage;
import org.droppoint.dissect.TlsNames;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.jspecify.annotations.Nullable;

/**
 * Whether two taps saw the same TLS session: the randoms of both hellos are its name (RFC 8446 section 4.1.2); up to
 * TLS 1.2 the certificate is legible, too.
 */
final class HelloComparison {
    private HelloComparison() {}

    /** Whether a tap shows the hello of a direction's sender. */
    static boolean shows(Reading reading, Direction direction) {
        return direction == Direction.CLIENT_TO_SERVER
                ? clientHello(reading.dialogue()) != null
                : serverHello(reading.dialogue()) != null;
    }

    /** @param directions those whose hello both taps show and none between them */
    static Optional<Finding.SessionRemade> compare(Reading near, Reading far, List<Direction> directions, Gap between) {
        List<String> differences = differences(near, far, directions);
        if (differences.isEmpty()) {
            return Optional.empty();
        }
        String summary = "TLS at " + near.leg().tap() + " and at " + far.leg().tap() + " is not the same session: "
                + String.join("; ", differences) + ".";
        return Optional.of(new Finding.SessionRemade(summary, evidence(near, far, true), between, differences));
    }

    /** The same by what is sealed, where a capture lacks the hellos. */
    static Finding.SessionRemade sealedAnew(Reading near, Reading far, Gap between) {
        List<String> differences = List.of("what is encrypted differs throughout, both ways");
        String summary = "TLS at " + near.leg().tap() + " and at " + far.leg().tap() + " is not the same session: "
                + differences.get(0) + ".";
        return new Finding.SessionRemade(summary, evidence(near, far, false), between, differences);
    }

    private static List<String> differences(Reading near, Reading far, List<Direction> directions) {
        List<String> differences = new ArrayList<>();
        TlsMessage.ClientHello client = clientHello(near.dialogue());
        TlsMessage.ClientHello otherClient = clientHello(far.dialogue());
        boolean clientDiffers =
                client != null && otherClient != null && !HelloRandoms.same(client.random(), otherClient.random());
        if (clientDiffers && directions.contains(Direction.CLIENT_TO_SERVER)) {
            differences.add("the ClientHello's random differs");
        }
        if (!directions.contains(Direction.SERVER_TO_CLIENT)) {
            return differences;
        }
        TlsMessage.ServerHello server = serverHello(near.dialogue());
        TlsMessage.ServerHello otherServer = serverHello(far.dialogue());
        if (server != null && otherServer != null && !HelloRandoms.same(server.random(), otherServer.random())) {
            differences.add("the ServerHello's random differs");
        }
        String certificate = certificate(near.dialogue());
        String otherCertificate = certificate(far.dialogue());
        boolean comparable = certificate != null && otherCertificate != null && !certificate.equals(otherCertificate);
        if (comparable && !differences.isEmpty()) {
            differences.add("the server's certificate differs: " + certificate + " against " + otherCertificate);
        }
        return differences;
    }

    private static TlsMessage.@Nullable ClientHello clientHello(Dialogue dialogue) {
        return detail(dialogue, TlsMessage.ClientHello.class).orElse(null);
    }

    private static TlsMessage.@Nullable ServerHello serverHello(Dialogue dialogue) {
        return detail(dialogue, TlsMessage.ServerHello.class).orElse(null);
    }

    private static @Nullable String certificate(Dialogue dialogue) {
        return dialogue.tls().stream()
                .filter(record -> record.direction() == Direction.SERVER_TO_CLIENT)
                .flatMap(record -> record.messages().stream())
                .filter(TlsMessage.Handshake.class::isInstance)
                .map(message -> ((TlsMessage.Handshake) message).detail())
                .filter(TlsMessage.CertificateChain.class::isInstance)
                .map(chain -> ((TlsMessage.CertificateChain) chain).certificates())
                .filter(certificates -> !certificates.isEmpty())
                .map(certificates -> certificates.get(0).subject() + " issued by "
                        + certificates.get(0).issuer())
                .findFirst()
                .orElse(null);
    }

    private static <D extends TlsMessage.HandshakeDetail> Optional<D> detail(Dialogue dialogue, Class<D> kind) {
        return dialogue.tls().stream()
                .flatMap(record -> record.messages().stream())
                .filter(TlsMessage.Handshake.class::isInstance)
                .map(message -> ((TlsMessage.Handshake) message).detail())
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    private static List<Evidence> evidence(Reading near, Reading far, boolean hellos) {
        List<Evidence> evidence = new ArrayList<>();
        for (Reading reading : List.of(near, far)) {
            reading.dialogue().tls().stream()
                    .filter(record ->
                            !hellos || !record.messages().isEmpty() && record.contentType() == TlsNames.HANDSHAKE)
                    .limit(2)
                    .forEach(record -> evidence.add(
                            Reading.evidence(record.origin(), reading.leg().tap(), RecordTypes.describe(record))));
        }
        return evidence;
    }
}
