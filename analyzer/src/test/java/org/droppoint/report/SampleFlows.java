package org.droppoint.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Times;
import org.jspecify.annotations.Nullable;

/** Hand-made flows for the renderers' tests; shaped like the real thing, worked out by nobody's engine. */
final class SampleFlows {
    static final long START = Times.epochNanos(1_534_077_972L, 310_000_000);
    static final long MILLI = 1_000_000L;
    static final List<String> TAPS = List.of("host", "inside", "outside");
    static final String S2C = "server-to-client";
    static final String C2S = "client-to-server";

    private SampleFlows() {}

    /** The firewall swallows the server's flight and then forges resets to both ends. */
    static Report.Flow dropAndReset(int index) {
        long start = START + index * 23_417L * MILLI;
        int port = 45_874 + 2 * index;
        return new Report.Flow(
                "flow-" + (index + 1),
                "192.168.1.10:" + port,
                "198.51.100.25:25",
                "host",
                Map.of("outside", new Report.Address("203.0.113.2:" + (61_022 + index), "198.51.100.25:25")),
                start,
                start + 19_240 * MILLI,
                "failed",
                "the server's handshake flight was never delivered",
                "drop-and-reset",
                List.of("firewall"),
                List.of(),
                S2C,
                0.97,
                "After STARTTLS the server's TLS flight reached the outside tap and never the inside tap; the firewall"
                        + " then reset both ends.",
                "STARTTLS accepted, ClientHello delivered, no ServerHello received",
                "mail.protection.example",
                "TLS 1.2",
                List.of(
                        lost("handshake:server_hello", 342, 431),
                        lost("handshake:certificate", 431, 4791),
                        lost("handshake:server_hello_done", 4791, 4800)),
                List.of(
                        new Report.Reset(
                                "inside",
                                0,
                                131 + 40L * index,
                                start + 19_231 * MILLI,
                                List.of("RST", "ACK", "CWR"),
                                "server",
                                List.of("firewall"),
                                "seen at inside and host, never at outside; TTL 64 where the server's packets have 52"),
                        new Report.Reset(
                                "outside",
                                0,
                                96 + 30L * index,
                                start + 19_231 * MILLI,
                                List.of("RST", "ACK"),
                                "client",
                                List.of("firewall"),
                                "seen at outside, never at inside")),
                List.of(
                        new Report.Finding(
                                "vanished-at-hop",
                                "Bytes 342–4800 from the server are seen at outside 7 times and never at inside, whose"
                                        + " tap recorded 12 other packets of this flow meanwhile.",
                                List.of(
                                        evidence("outside", 0, 71, start + 281 * MILLI, "ServerHello, first copy"),
                                        evidence("outside", 0, 72, start + 281 * MILLI, "Certificate, first copy"),
                                        evidence("outside", 0, 75, start + 583 * MILLI, "ServerHello, second copy"),
                                        evidence("outside", 0, 79, start + 1_184 * MILLI, "third copy"),
                                        evidence("inside", 0, 97, start + 549 * MILLI, "tap alive: ClientHello"),
                                        evidence("inside", 0, 104, start + 9_600 * MILLI, "tap alive: pure ACK"))),
                        new Report.Finding(
                                "forged-reset",
                                "A RST, ACK, CWR in the server's name appears at inside and host and never at outside.",
                                List.of(
                                        evidence("inside", 0, 131, start + 19_231 * MILLI, "IP-ID 0x0000, TTL 64"),
                                        evidence("host", 0, 144, start + 19_231 * MILLI, "same RST, TTL 63"))),
                        new Report.Finding(
                                "retransmission-burst",
                                "The client repeated its ClientHello 5 times within 18.9 s.",
                                List.of(evidence("host", 0, 118, start + 549 * MILLI, "first repetition")))),
                List.of(new Report.Alternative(
                        "server-silent",
                        List.of("server"),
                        0.01,
                        "Refuted: the server's flight is seen at outside (frames 71, 72).")),
                "same bytes in both directions, 40 common segments; sequence numbers shifted by 1 287 449 201",
                Map.of(
                        "host", "tcp.stream == " + (3 + index),
                        "inside", "tcp.stream == " + (2 + index),
                        "outside", "ip.addr == 198.51.100.25 && tcp.port == " + (61_022 + index)),
                dropLadder(start));
    }

    private static List<Report.LadderStep> dropLadder(long start) {
        List<Report.LadderStep> steps = new ArrayList<>();
        steps.add(step(start, 0, true, "syn", "SYN", null, frames(101, 88, 61)));
        steps.add(step(start, 31, false, "syn", "SYN, ACK", null, frames(102, 89, 62)));
        steps.add(step(start, 32, true, "ack", "ACK", null, frames(103, 90, 63)));
        steps.add(step(
                start,
                62,
                false,
                "smtp",
                "220 mail.protection.example Microsoft ESMTP MAIL Service ready at Sun, 12 Aug 2018 12:46:19 +0000",
                new ByteRange(0, 104),
                frames(104, 91, 64)));
        steps.add(
                step(start, 63, true, "smtp", "EHLO mail.contoso.example", new ByteRange(0, 27), frames(105, 92, 65)));
        steps.add(step(
                start,
                128,
                false,
                "smtp",
                "250-mail.protection.example Hello [192.168.1.10]",
                new ByteRange(104, 312),
                frames(106, 93, 66)));
        steps.add(step(start, 129, true, "smtp", "STARTTLS", new ByteRange(27, 37), frames(107, 94, 67)));
        steps.add(step(
                start,
                220,
                false,
                "smtp",
                "220 2.0.0 SMTP server ready",
                new ByteRange(312, 342),
                frames(108, 95, 68)));
        steps.add(step(start, 249, true, "tls", "TLS ClientHello", new ByteRange(37, 217), frames(110, 96, 69)));
        steps.add(lostStep(start, 281, "TLS ServerHello", new ByteRange(342, 431), 1, 0, 71));
        steps.add(lostStep(start, 282, "TLS Certificate", new ByteRange(431, 4791), 1, 0, 72));
        steps.add(lostStep(start, 283, "TLS ServerHelloDone", new ByteRange(4791, 4800), 1, 0, 74));
        steps.add(new Report.LadderStep(
                start + 549 * MILLI,
                true,
                "tls",
                "TLS ClientHello",
                new ByteRange(37, 217),
                2,
                4,
                frames(118, 97, 70),
                List.of(),
                false,
                List.of(),
                List.of()));
        steps.add(lostStep(start, 583, "TLS ServerHello", new ByteRange(342, 431), 2, 5, 75));
        steps.add(new Report.LadderStep(
                start + 19_231 * MILLI,
                false,
                "rst",
                "RST, ACK, CWR",
                null,
                1,
                0,
                Map.of("inside", 131L, "host", 144L),
                List.of(),
                true,
                List.of(),
                List.of()));
        steps.add(new Report.LadderStep(
                start + 19_232 * MILLI,
                true,
                "rst",
                "RST, ACK",
                null,
                1,
                0,
                Map.of("outside", 96L),
                List.of(),
                true,
                List.of(),
                List.of()));
        return List.copyOf(steps);
    }

    /** STARTTLS, a mail and a polite end. */
    static Report.Flow healthy(int index) {
        long start = START + index * 31_003L * MILLI;
        List<Report.LadderStep> steps = new ArrayList<>();
        steps.add(step(start, 0, true, "syn", "SYN", null, frames(11, 8, 6)));
        steps.add(step(start, 31, false, "syn", "SYN, ACK", null, frames(12, 9, 7)));
        steps.add(step(start, 62, false, "smtp", "220 mx.example ready", new ByteRange(0, 22), frames(14, 10, 8)));
        steps.add(step(start, 129, true, "smtp", "STARTTLS", new ByteRange(27, 37), frames(17, 14, 9)));
        steps.add(step(start, 249, true, "tls", "TLS ClientHello", new ByteRange(37, 217), frames(20, 16, 11)));
        steps.add(step(start, 281, false, "tls", "TLS ServerHello", new ByteRange(342, 431), frames(21, 17, 12)));
        steps.add(
                step(start, 400, true, "tls", "TLS application data", new ByteRange(400, 90_000), frames(30, 22, 19)));
        steps.add(step(start, 900, true, "fin", "FIN, ACK", null, frames(60, 52, 49)));
        return new Report.Flow(
                "flow-" + (index + 1),
                "192.168.1.10:" + (50_000 + index),
                "198.51.100.77:25",
                "host",
                Map.of(),
                start,
                start + 931 * MILLI,
                "ok",
                "ended with nothing owed",
                "healthy",
                List.of(),
                List.of(),
                "none",
                0.99,
                "The mail was delivered over TLS 1.3.",
                "mail accepted, close_notify from both sides",
                "mx.example",
                "TLS 1.3",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                "same bytes in both directions",
                Map.of("host", "tcp.stream == 9"),
                List.copyOf(steps));
    }

    /** Inbound mail: the far end is the TCP client, and the LAN loses its data. */
    static Report.Flow inboundSilentDrop(int index) {
        long start = START + index * 4_001L * MILLI;
        return new Report.Flow(
                "flow-" + (index + 1),
                "[2001:db8:77::25]:" + (33_000 + index),
                "[2001:db8:1::10]:25",
                "server",
                Map.of(),
                start,
                start + 60_000 * MILLI,
                "failed",
                "the message's data was never delivered",
                "silent-drop",
                List.of("lan"),
                List.of("host"),
                C2S,
                0.82,
                "Message data passed the inside tap and never reached the host.",
                "DATA accepted",
                null,
                null,
                List.of(new Report.LostRecord(
                        C2S,
                        "smtp",
                        "line",
                        new ByteRange(120, 1580),
                        "seen",
                        List.of("outside", "inside"),
                        List.of("host"),
                        List.of("lan"))),
                List.of(),
                List.of(new Report.Finding(
                        "vanished-at-hop",
                        "Bytes 120–1580 from the client are seen at inside and never at host.",
                        List.of(evidence("inside", 1, 7, start + 300 * MILLI, "Message data")))),
                List.of(),
                "same bytes",
                Map.of(),
                List.of(
                        step(start, 0, true, "syn", "SYN", null, frames(1, 1, 1)),
                        step(start, 20, false, "smtp", "220 ready", new ByteRange(0, 11), frames(3, 3, 3)),
                        new Report.LadderStep(
                                start + 300 * MILLI,
                                true,
                                "smtp",
                                "message data",
                                new ByteRange(120, 1580),
                                1,
                                6,
                                Map.of("outside", 7L, "inside", 7L),
                                List.of("lan"),
                                false,
                                List.of(),
                                List.of())));
    }

    static Report.Flow unanswered(int index) {
        long start = START + index * 2_500L * MILLI;
        return new Report.Flow(
                "flow-" + (index + 1),
                "192.168.1.10:" + (47_000 + index),
                "203.0.113.99:25",
                "host",
                Map.of(),
                start,
                start + 21_000 * MILLI,
                "failed",
                "the SYN was never answered",
                "connect-blocked",
                List.of("upstream", "server"),
                List.of(),
                C2S,
                0.9,
                "Three SYNs left the firewall and nothing came back.",
                "SYN sent",
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                "same 4-tuple and sequence numbers",
                Map.of(),
                List.of(new Report.LadderStep(
                        start,
                        true,
                        "syn",
                        "SYN",
                        null,
                        1,
                        2,
                        frames(5, 5, 5),
                        List.of("upstream", "server"),
                        false,
                        List.of(),
                        List.of())));
    }

    static Report.Flow untold(int index) {
        Report.Flow like = healthy(index);
        return new Report.Flow(
                like.id(),
                like.client(),
                like.server(),
                like.initiator(),
                like.seenAs(),
                like.startNanos(),
                like.endNanos(),
                "unknown",
                "its begin was not captured",
                "insufficient-evidence",
                List.of(),
                List.of("lan", "firewall"),
                "none",
                0.5,
                "The captures do not overlap while this session ran.",
                "unknown",
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                "addresses only",
                Map.of(),
                List.of());
    }

    private static Report.LostRecord lost(String type, long start, long end) {
        return new Report.LostRecord(
                S2C,
                "tls",
                type,
                new ByteRange(start, end),
                "seen",
                List.of("outside"),
                List.of("inside", "host"),
                List.of("firewall"));
    }

    /** Its time is put on the tap's own clock, as {@link SampleReports} has them. */
    static Report.Evidence evidence(String tap, int file, long frame, long nanos, String note) {
        long offsetNanos = tap.equals("inside") ? 250_310_200 : tap.equals("outside") ? -3_600_000_412_000L : 0;
        return new Report.Evidence(tap, file, frame, nanos + offsetNanos, note);
    }

    static Map<String, Long> frames(long host, long inside, long outside) {
        Map<String, Long> frames = new LinkedHashMap<>();
        frames.put("host", host);
        frames.put("inside", inside);
        frames.put("outside", outside);
        return frames;
    }

    static Report.LadderStep step(
            long start,
            long millis,
            boolean toServer,
            String kind,
            String label,
            @Nullable ByteRange range,
            Map<String, Long> frames) {
        return new Report.LadderStep(
                start + millis * MILLI,
                toServer,
                kind,
                label,
                range,
                1,
                0,
                frames,
                List.of(),
                false,
                List.of(),
                List.of());
    }

    private static Report.LadderStep lostStep(
            long start, long millis, String label, ByteRange range, int copy, int folded, long frame) {
        return new Report.LadderStep(
                start + millis * MILLI,
                false,
                "tls",
                label,
                range,
                copy,
                folded,
                Map.of("outside", frame),
                List.of("firewall"),
                false,
                List.of(),
                List.of());
    }
}
