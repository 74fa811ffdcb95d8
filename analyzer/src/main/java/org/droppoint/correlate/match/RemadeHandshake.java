package org.droppoint.correlate.match;

import java.util.stream.Stream;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.Taps;
import org.droppoint.dissect.HelloRandoms;
import org.droppoint.dissect.SessionDissector;
import org.droppoint.dissect.TlsMessage;
import org.droppoint.flow.Leg;
import org.jspecify.annotations.Nullable;

/** What the TLS handshakes of two connections tell of whether one was made of the other. */
final class RemadeHandshake {
    private final Taps taps;
    private final Tap tap;

    /** @param tap where the farther connection was seen */
    RemadeHandshake(Taps taps, Tap tap) {
        this.taps = taps;
        this.tap = tap;
    }

    /** What two connections' ClientHellos tell. */
    enum Hellos {
        SAME,
        DIFFERENT,
        UNKNOWN
    }

    /** The client's random is drawn for one handshake (RFC 5246 section 7.4.1.2): another one is another handshake. */
    Hellos hellos(SessionLegs session, Leg far) {
        String here = clientRandom(session.nearestTap(tap), session.nearest(tap));
        String there = here == null ? null : clientRandom(tap, far);
        if (here == null || there == null) {
            return Hellos.UNKNOWN;
        }
        return HelloRandoms.same(here, there) ? Hellos.SAME : Hellos.DIFFERENT;
    }

    private @Nullable String clientRandom(Tap at, Leg leg) {
        return handshakes(at, leg, Direction.CLIENT_TO_SERVER)
                .filter(TlsMessage.ClientHello.class::isInstance)
                .map(hello -> ((TlsMessage.ClientHello) hello).random())
                .findFirst()
                .orElse(null);
    }

    private Stream<Object> handshakes(Tap at, Leg leg, Direction direction) {
        TapTrace.Streams streams = taps.trace(at).streams();
        return SessionDissector.dissect(
                        streams.open(leg, Direction.CLIENT_TO_SERVER), streams.open(leg, Direction.SERVER_TO_CLIENT))
                .tls()
                .stream()
                .filter(record -> record.direction() == direction)
                .flatMap(record -> record.messages().stream())
                .filter(TlsMessage.Handshake.class::isInstance)
                .map(message -> ((TlsMessage.Handshake) message).detail());
    }

    /** The server's name is certified by another issuer on either side: TLS is ended in between, at whatever hour. */
    boolean otherIssuer(SessionLegs session, Leg leg) {
        TlsMessage.Certificate near = certificate(session.nearestTap(tap), session.nearest(tap));
        TlsMessage.Certificate far = certificate(tap, leg);
        return near != null
                && far != null
                && near.subject().equals(far.subject())
                && !near.issuer().equals(far.issuer());
    }

    private TlsMessage.@Nullable Certificate certificate(Tap at, Leg leg) {
        return handshakes(at, leg, Direction.SERVER_TO_CLIENT)
                .filter(TlsMessage.CertificateChain.class::isInstance)
                .flatMap(chain -> ((TlsMessage.CertificateChain) chain).certificates().stream())
                .filter(TlsMessage.Certificate::isReadable)
                .findFirst()
                .orElse(null);
    }
}
