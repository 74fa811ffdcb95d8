package org.droppoint.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No bytes make a parser throw, hang or keep more than it states. */
class HostileTextTest {
    private static final List<String> SEEDS = Samples.all();

    static void parseByAll(byte[] bytes) {
        ProtocolLog log = ProtocolLog.parse(bytes, "x");
        for (LogSession session : log.sessions()) {
            session.events().forEach(HostileTextTest::withinBounds);
            session.startedAt();
            session.endedAt();
            session.connectedAt();
            session.certificateSentEvent();
            session.saysTlsFailedWith();
            session.saysClosedBy();
            session.saysConnectFailedWith();
            session.silenceBeforeTlsFailureNanos();
            assertTrue(session.connectorId().length() <= Limits.MAX_NAME_CHARS);
        }
        QueueReport.parse(bytes, "x").queues().forEach(q -> q.lastError().droppedDueTo());
        for (FirewallLine line : FirewallLog.parse(bytes, "x").lines()) {
            line.reason();
            line.connectionId();
            line.time().ifPresent(t -> t.epochNanos(2021, 0));
            assertTrue(line.addresses().size() <= 4);
        }
        InspectionCounters.parse(bytes, "x").totals();
    }

    private static void withinBounds(LogEvent event) {
        assertTrue(event.data().length() <= Limits.MAX_DATA_CHARS);
        assertTrue(event.context().length() <= Limits.MAX_CONTEXT_CHARS);
        event.reading();
    }

    @Test
    void mutatedTextsAreRead() {
        long seed = 0x5EED_0E8CL;
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = mutated(random);
            try {
                parseByAll(bytes);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    private static byte[] mutated(Random random) {
        String text = SEEDS.get(random.nextInt(SEEDS.size()));
        byte[] bytes = text.getBytes(random.nextInt(4) == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
        byte[] interesting = Samples.bytes(",;\t \"\n\r{}[]()=:/%#->0129\u0000");
        for (int changes = random.nextInt(60); changes >= 0; changes--) {
            int at = random.nextInt(bytes.length);
            bytes[at] =
                    random.nextBoolean() ? (byte) random.nextInt() : interesting[random.nextInt(interesting.length)];
        }
        int from = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : 0;
        int to = random.nextInt(4) == 0 ? from + random.nextInt(bytes.length - from) : bytes.length;
        return Arrays.copyOfRange(bytes, from, to);
    }

    @Test
    void linesMadeToBacktrackAreReadInTime() {
        int length = 2 * Limits.MAX_LINE_CHARS;
        List<String> lines = List.of(
                "\"".repeat(length),
                ",\"".repeat(length / 2),
                "(".repeat(length),
                "(a)".repeat(length / 3) + " 1",
                "- ".repeat(length / 2),
                "{LED=".repeat(length / 5),
                "LastError : " + "{LED=451 4.4.4 \"->".repeat(length / 20),
                "2021-03-04T05:06:07Z " + "1 ".repeat(length / 2),
                "2021-03-04T05:06:07Z " + "a 1 " + "x".repeat(250) + (" 1 " + "x".repeat(250)).repeat(60),
                "2021-03-04T05:06:07Z a" + " ".repeat(length),
                "%ASA-6-302014: " + ":".repeat(length),
                "%ASA-6-302014: " + "a:".repeat(length / 2),
                "Mar ".repeat(length / 4) + "%ASA-6-302014: x",
                " ".repeat(length));
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (String line : lines) {
                parseByAll(Samples.bytes((line + "\n").repeat(40)));
            }
        });
    }

    @Test
    void longFieldsAreCut() {
        String row = "2021-03-04T05:06:07.000Z," + "c".repeat(900) + ",A1,0,,198.51.100.25:25,*," + "d".repeat(5000)
                + "," + "e".repeat(5000);
        LogSession session =
                ProtocolLog.parse(Samples.bytes(row), "x").sessions().get(0);
        assertEquals(Limits.MAX_NAME_CHARS, session.connectorId().length());
        assertEquals(Limits.MAX_DATA_CHARS, session.events().get(0).data().length());
        assertEquals(Limits.MAX_CONTEXT_CHARS, session.events().get(0).context().length());
    }

    @Test
    void sessionsBeyondTheMaximumAreCountedNotKept() {
        StringBuilder text = new StringBuilder();
        int extra = 1_500;
        for (int i = 0; i < Limits.MAX_SESSIONS + extra; i++) {
            text.append("2021-03-04T05:06:07.000Z,C,")
                    .append(Integer.toHexString(i))
                    .append(",0,,10.0.0.1:25,+,,\n");
        }
        ProtocolLog log = ProtocolLog.parse(Samples.bytes(text.toString()), "x");
        assertEquals(Limits.MAX_SESSIONS, log.sessions().size());
        assertEquals(extra, log.skipped().count(SkippedLine.Reason.TOO_MANY));
        assertEquals(Limits.MAX_SKIPPED_LISTED, log.skipped().listed().size());
    }
}
