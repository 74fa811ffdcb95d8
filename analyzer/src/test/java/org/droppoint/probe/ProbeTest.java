package org.droppoint.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.droppoint.probe.ProbeOptions.HelloSize;
import org.droppoint.probe.ProbeOptions.Version;
import org.droppoint.probe.ProbeResult.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTest {
    private static final ProbeTimeouts SHORT = ProbeTimeouts.of(1500);
    private static final ClientIdentity IDENTITY = Identities.throwAway();

    private static Probe probe(InetAddress address, int port, ProbeTimeouts timeouts) {
        return new Probe("localhost", address, port, "client.example.org", timeouts, IDENTITY, () -> 0);
    }

    private static List<String> steps(ProbeResult result) {
        return result.steps().stream()
                .map(step -> step.name() + " " + step.ending().label())
                .toList();
    }

    private static TlsFacts tls(ProbeResult result) {
        TlsFacts facts = result.tls();
        assertNotNull(facts);
        return facts;
    }

    @Test
    void everyStepIsTakenAndTimedAndNoMailIsSent() throws Exception {
        try (TestServer server = new TestServer("220 test.example ESMTP", true)) {
            Probe probe = probe(server.address(), server.port(), ProbeTimeouts.DEFAULT);
            ProbeResult usual = probe.run(ProbeOptions.USUAL);
            assertEquals(
                    List.of(
                            "connect done",
                            "banner done",
                            "ehlo done",
                            "starttls done",
                            "tls done",
                            "ehlo-in-tls done",
                            "quit done"),
                    steps(usual));
            assertEquals(Outcome.PASSED, usual.outcome());
            assertTrue(usual.steps().stream().allMatch(step -> step.nanos() > 0));
            assertEquals("TLSv1.3", tls(usual).version());
            assertFalse(tls(usual).trust().isEmpty(), "self-signed");
            assertEquals(1, tls(usual).chain().size());
            assertTrue(tls(usual).certificateAsked() && !tls(usual).certificateSent());

            ProbeResult older =
                    probe.run(ProbeOptions.USUAL.with(Version.TLS_1_2).withClientCertificate(true));
            assertEquals("TLSv1.2", tls(older).version());
            assertTrue(tls(older).certificateSent());
            assertTrue(
                    tls(older).sent().contains("Certificate"), tls(older).sent().toString());
            assertEquals(
                    "done",
                    steps(probe.run(ProbeOptions.USUAL.withoutStarttls()))
                            .get(2)
                            .split(" ")[1]);
            assertEquals(List.of(0, 1), server.clientCertificates);
            assertTrue(
                    server.commands.stream().allMatch(command -> command.matches("EHLO .*|STARTTLS|QUIT")),
                    server.commands.toString());
        }
    }

    @Test
    void helloSizesAndSegmentsAreWhatTheySay() throws Exception {
        try (TestServer server = new TestServer("220 test.example ESMTP", true)) {
            Probe probe = probe(server.address(), server.port(), ProbeTimeouts.DEFAULT);
            int usual = tls(probe.run(ProbeOptions.USUAL)).helloBytes();
            assertTrue(tls(probe.run(ProbeOptions.USUAL.with(HelloSize.SMALL))).helloBytes() < usual);
            assertTrue(tls(probe.run(ProbeOptions.USUAL.with(HelloSize.LARGE))).helloBytes() > 1460);
            assertEquals(
                    Outcome.PASSED,
                    probe.run(ProbeOptions.USUAL.withManySegments(true)).outcome());
            assertEquals(
                    Outcome.PASSED,
                    probe.run(ProbeOptions.USUAL.withShortEhlo(true)).outcome());
            assertTrue(server.commands.contains("EHLO x"));
        }
    }

    @Test
    void whatIsNotOfferedOrRefusedIsTheServersAnswer() throws Exception {
        try (TestServer server = new TestServer("220 test.example ESMTP", false)) {
            ProbeResult result = probe(server.address(), server.port(), SHORT).run(ProbeOptions.USUAL);
            assertEquals(Outcome.REFUSED, result.outcome());
            assertEquals("starttls", result.failure().orElseThrow().name());
        }
        try (TestServer server = new TestServer("554 go away", true)) {
            ProbeResult result = probe(server.address(), server.port(), SHORT).run(ProbeOptions.USUAL);
            assertEquals(Outcome.REFUSED, result.outcome());
            assertEquals("554 go away", result.failure().orElseThrow().detail());
        }
    }

    @Test
    void aPortThatNobodyListensOnIsUnreachable() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ProbeResult result =
                probe(InetAddress.getLoopbackAddress(), port, SHORT).run(ProbeOptions.USUAL);
        assertEquals(List.of("connect unreachable"), steps(result));
    }

    @Test
    void silenceEndsWithTheNameOfTheLimit() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            ProbeResult result = probe(silent.getInetAddress(), silent.getLocalPort(), ProbeTimeouts.of(150))
                    .run(ProbeOptions.USUAL);
            assertEquals(List.of("connect done", "banner timed-out"), steps(result));
            assertTrue(result.failure().orElseThrow().detail().contains("banner time-out of 150 ms"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"220", "garbage\r\n", "220-a\r\n", "99 x\r\n", "\0\0\0\0\n", "220-x\r\n220-x\r\n220-x"})
    void serversMaySendAnything(String said) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> {
                try (var socket = server.accept()) {
                    socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
                    socket.getOutputStream().flush();
                } catch (IOException e) {
                    // the probe left
                }
            });
            thread.start();
            ProbeResult result = probe(server.getInetAddress(), server.getLocalPort(), ProbeTimeouts.of(500))
                    .run(ProbeOptions.USUAL);
            assertEquals(Outcome.FAILED, result.outcome());
            assertEquals("banner", result.failure().orElseThrow().name());
        }
    }

    // ---- bisection ----

    private static Bisection.Findings bisect(TestFirewall firewall, List<ProbeResult> heard)
            throws InterruptedException {
        return new Bisection(probe(firewall.address(), firewall.port(), SHORT), 0, heard::add).run();
    }

    private static int byteAt(byte[] flight, int at) {
        return at < flight.length ? flight[at] & 0xff : -1;
    }

    /** A flight whose first record is a handshake message of this type. */
    private static boolean begins(byte[] flight, int type) {
        return byteAt(flight, 0) == 0x16 && byteAt(flight, 5) == type;
    }

    @Test
    void aPathThatDropsClientCertificatesOfTls12IsFound() throws Exception {
        try (TestServer server = new TestServer("220 test.example ESMTP", true);
                TestFirewall firewall = new TestFirewall(
                        server, flight -> begins(flight, 11) && (byteAt(flight, 10) > 0 || byteAt(flight, 11) > 0))) {
            Bisection.Findings findings = bisect(firewall, new ArrayList<>());
            assertEquals(List.of(List.of("TLS 1.2", "client certificate")), findings.triggers(), findings.summary());
            assertTrue(findings.fails());
        }
    }

    @Test
    void aPathThatDropsLargeHellosIsFound() throws Exception {
        try (TestServer server = new TestServer("220 test.example ESMTP", true);
                TestFirewall firewall = new TestFirewall(server, flight -> begins(flight, 1) && flight.length > 1400)) {
            assertEquals(
                    List.of(List.of("large ClientHello")),
                    bisect(firewall, new ArrayList<>()).triggers());
        }
    }

    @Test
    void aPathThatDropsAllTlsIsFound() throws Exception {
        try (TestServer server = new TestServer("220 test.example ESMTP", true);
                TestFirewall firewall = new TestFirewall(server, flight -> byteAt(flight, 0) == 0x16, true)) {
            assertEquals(
                    List.of(List.of("STARTTLS")),
                    bisect(firewall, new ArrayList<>()).triggers());
        }
    }

    @Test
    void aHealthyPathHasNoTriggerAndADeadOneNoDifference() throws Exception {
        try (TestServer server = new TestServer("220 test.example ESMTP", true);
                TestFirewall open = new TestFirewall(server, flight -> false);
                TestFirewall shut = new TestFirewall(server, flight -> true, true)) {
            Bisection.Findings healthy = bisect(open, new ArrayList<>());
            assertFalse(healthy.fails());
            assertEquals(List.of(), healthy.triggers());
            assertEquals(
                    healthy.results().size() + healthy.unsteady().size(),
                    open.connections.get(),
                    "each variation once, and once more what did not pass at first");
            Bisection.Findings dead = bisect(shut, new ArrayList<>());
            assertEquals(List.of(List.<String>of()), dead.triggers());
            assertTrue(dead.summary().contains("whatever is varied"));
        }
    }

    @Test
    void connectionsKeepTheirDistance() throws Exception {
        try (TestServer server = new TestServer("220 test.example ESMTP", true)) {
            List<Long> at = new ArrayList<>();
            Bisection bisection = new Bisection(
                    probe(server.address(), server.port(), SHORT),
                    60,
                    (@Nullable ProbeResult result) -> at.add(System.nanoTime()));
            Bisection.Findings findings = bisection.run();
            assertEquals(findings.results().size(), at.size());
            for (int i = 1; i < at.size(); i++) {
                assertTrue(at.get(i) - at.get(i - 1) >= 55_000_000L);
            }
        }
    }
}
