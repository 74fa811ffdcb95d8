package org.droppoint.dissect;

import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.droppoint.base.Direction;

/** Keys of one test class, and sessions made with them. */
final class JsseFixture {
    private final KeyStore clientKeys;
    private final KeyStore serverKeys;
    final X509Certificate serverCertificate;
    final X509Certificate clientCertificate;

    JsseFixture(Path folder) {
        serverKeys = JsseTalk.keyStore(folder, JsseTalk.SERVER_NAME);
        clientKeys = JsseTalk.keyStore(folder, "host.example.com");
        serverCertificate = JsseTalk.certificate(serverKeys, JsseTalk.SERVER_NAME);
        clientCertificate = JsseTalk.certificate(clientKeys, "host.example.com");
    }

    /** A handshake, EHLO with its answer, QUIT with its answer, close_notify of the client. */
    List<JsseTalk.Flight> session(String protocol, boolean clientCertificate) {
        return session(clientContext(), serverContext(), protocol, clientCertificate);
    }

    /** As before, but with what both sides remember of an earlier session: an abbreviated handshake. */
    List<JsseTalk.Flight> resumedSession(String protocol) {
        SSLContext client = clientContext();
        SSLContext server = serverContext();
        session(client, server, protocol, false);
        return session(client, server, protocol, false);
    }

    private SSLContext clientContext() {
        return JsseTalk.context(clientKeys, serverKeys);
    }

    private SSLContext serverContext() {
        return JsseTalk.context(serverKeys, clientKeys);
    }

    private static List<JsseTalk.Flight> session(
            SSLContext client, SSLContext server, String protocol, boolean clientCertificate) {
        return new JsseTalk(client, server, protocol, clientCertificate)
                .handshake()
                .say(Direction.CLIENT_TO_SERVER, "EHLO host.example.com\r\n")
                .say(Direction.SERVER_TO_CLIENT, "250-mail.example.net\r\n250 SIZE 1000\r\n")
                .say(Direction.CLIENT_TO_SERVER, "QUIT\r\n")
                .say(Direction.SERVER_TO_CLIENT, "221 bye\r\n")
                .close(Direction.CLIENT_TO_SERVER)
                .flights();
    }

    /** The flights behind STARTTLS, in segments of at most so many bytes. */
    static Talk afterStartTls(List<JsseTalk.Flight> flights, int segmentBytes) {
        return after(Talk.startTls(), flights, segmentBytes);
    }

    static Talk after(Talk talk, List<JsseTalk.Flight> flights, int segmentBytes) {
        for (JsseTalk.Flight flight : flights) {
            talk.say(flight.direction, flight.bytes, segmentBytes);
        }
        return talk;
    }
}
