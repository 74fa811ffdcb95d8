package org.droppoint.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.droppoint.exchange.LogReading.Closer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Rows that people published; where the collection of public captures is absent these tests are skipped. */
class PublishedLogsTest {
    private static ProtocolLog published(String name) throws IOException {
        Path file = collection()
                .map(dir -> dir.resolve("exchange-logs").resolve(name))
                .orElse(Path.of(name));
        Assumptions.assumeTrue(Files.isReadable(file), () -> "the public captures are not here: " + name);
        try (InputStream in = Files.newInputStream(file)) {
            return ProtocolLog.parse(in, name);
        }
    }

    /** A place that someone names is the only one looked at. */
    private static Optional<Path> collection() {
        Stream<String> named = Stream.of(System.getProperty("captures.dir"), System.getenv("DROPPOINT_CAPTURES"))
                .filter(Objects::nonNull);
        Stream<String> usual = Stream.of("../shared/captures", "../../shared/captures");
        return named.findFirst()
                .map(Path::of)
                .or(() -> usual.map(Path::of).filter(Files::isDirectory).findFirst());
    }

    @Test
    void aConnectionThatWasRefused() throws IOException {
        ProtocolLog log = published("SEND-connect-refused-10061.log");
        assertEquals(ProtocolLog.Kind.SEND, log.kind());
        assertEquals(2, log.sessions().size());
        LogSession failed = log.sessions().get(1);
        assertEquals(OptionalInt.of(10061), failed.saysConnectFailedWith());
        assertEquals(LogEndpoint.ABSENT, failed.localEndpoint());
        assertEquals(2525, failed.remoteEndpoint().port());
        assertEquals(0, log.skipped().total());
    }

    @Test
    void aCertificateOnRowsOfItsOwn() throws IOException {
        LogSession session = published("SEND-tls-unknowncredentials-kb4051498.log")
                .sessions()
                .get(0);
        assertEquals(Optional.of("UnknownCredentials"), session.saysTlsFailedWith());
        assertTrue(session.saysCertificateSent());
        assertEquals("10.10.248.7:16547", session.localEndpoint().toString());
    }

    @Test
    void aReceiveLogWithoutItsHeader() throws IOException {
        ProtocolLog log = published("RECV-unable-to-relay-550.log");
        assertEquals(ProtocolLog.Kind.RECEIVE, log.kind());
        LogSession session = log.sessions().get(0);
        assertEquals(8, session.events().size());
        assertEquals(Optional.of(Closer.LOCAL), session.saysClosedBy());
        assertEquals(
                new LogReading.Reply(550, "5.7.1", "Unable to relay"),
                session.events().get(5).reading());
    }

    @Test
    void aPublishedCopySaysTheSameAsTheLogItWasMadeFrom() throws IOException {
        ProtocolLog copy = published("SEND-exchange2016-null-sender.as-published.txt");
        ProtocolLog original = published("SEND-exchange2016-null-sender.restored.log");
        assertEquals(readings(original), readings(copy));
        assertEquals(16, readings(copy).size());
        assertEquals(0, copy.skipped().total());
        LogEndpoint local = copy.sessions().get(0).localEndpoint();
        assertEquals(new LogEndpoint.Unreadable("InternalIPOfMyMailServer:10437", 10437), local);
        assertEquals(Optional.of(Closer.REMOTE), copy.sessions().get(0).saysClosedBy());
    }

    private static List<LogReading> readings(ProtocolLog log) {
        return log.sessions().stream()
                .flatMap(s -> s.events().stream())
                .map(LogEvent::reading)
                .toList();
    }
}
