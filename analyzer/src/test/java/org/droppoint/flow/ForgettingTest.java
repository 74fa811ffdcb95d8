package org.droppoint.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.droppoint.base.Direction;
import org.droppoint.capture.Frame;
import org.droppoint.wire.PortSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compacting and copying legs while a capture goes on changes nothing of those that are kept. */
class ForgettingTest {
    private static Path file(String name) {
        return Stream.of("../capture-fixtures/captures/lab", "capture-fixtures/captures/lab")
                .map(root -> Path.of(root, name))
                .filter(java.nio.file.Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no file " + name));
    }

    /** Everything that can be known of a leg, as text. */
    private static String text(Leg leg) {
        StringBuilder text =
                new StringBuilder(leg.id() + " " + leg.key() + " " + leg.incarnation() + " " + leg.rowCount());
        for (Direction direction : Direction.values()) {
            text.append(' ')
                    .append(leg.seen(direction))
                    .append(leg.synSeen(direction))
                    .append(leg.sequenceOfOffsetZero(direction))
                    .append(leg.options(direction))
                    .append(leg.flagsSeen(direction))
                    .append(leg.kindsSeen(direction))
                    .append(leg.rowCount(direction))
                    .append(leg.windowShut(direction))
                    .append(leg.isCut());
        }
        SegmentStore store = leg.store();
        for (int row : leg.rows()) {
            text.append('\n')
                    .append(List.of(
                            store.epochNanos(row),
                            store.start(row),
                            store.length(row),
                            store.ack(row),
                            store.flags(row),
                            store.kinds(row),
                            store.frame(row),
                            store.file(row),
                            store.ttl(row),
                            store.ipId(row)))
                    .append(store.isDuplicateFrame(row))
                    .append(store.direction(row))
                    .append(store.isOutside(row))
                    .append(store.dontFragment(row))
                    .append(store.ecn(row))
                    .append(store.window(row))
                    .append(store.digest(row))
                    .append(store.captured(row))
                    .append(store.timestamp(row));
            for (int i = 0; i < store.sackEdgeCount(row); i++) {
                text.append(' ').append(store.sackEdge(row, i));
            }
        }
        return text.toString();
    }

    private static List<String> texts(List<Leg> legs) {
        return legs.stream().map(ForgettingTest::text).toList();
    }

    private static CapturePass run(String name, int compactEvery) throws IOException {
        CapturePass pass = new CapturePass(PortSet.smtp());
        MemoryCapture capture = MemoryCapture.of(file(name));
        Frame frame = new Frame();
        int count = 0;
        while (capture.next(frame)) {
            pass.accept(frame, 0, capture.payload());
            if (compactEvery > 0 && ++count % compactEvery == 0) {
                pass.legs(0).retain(leg -> true, Long.MIN_VALUE);
            }
        }
        return pass;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "73-doubled-mirror-inside/inside.pcap",
                "27-port-reuse/outside.pcap",
                "02-fw-drops-tls/outside.pcap",
                "16-pmtu-black-hole-c2s/host.pcapng"
            })
    void compactingKeepsEveryLegAsItIs(String name) throws IOException {
        List<String> plain = texts(run(name, 0).legs(0).legs());
        assertTrue(!plain.isEmpty());
        assertEquals(plain, texts(run(name, 1).legs(0).legs()));
        assertEquals(plain, texts(run(name, 7).legs(0).legs()));
    }

    @Test
    void aSnapshotDoesNotChange() throws IOException {
        CapturePass pass = run("02-fw-drops-tls/outside.pcap", 0);
        List<Leg> snapshot = pass.legs(0).snapshot(IntUnaryOperator.identity());
        List<String> before = texts(snapshot);
        assertEquals(texts(pass.legs(0).legs()), before);
        pass.legs(0).retain(leg -> false, Long.MAX_VALUE);
        assertEquals(0, pass.legs(0).legs().size());
        assertEquals(0, pass.legs(0).store().size());
        assertEquals(before, texts(snapshot));
    }

    @Test
    void forgottenLegsFreeTheirRowsAndTheRestGoesOn() throws IOException {
        CapturePass pass = new CapturePass(PortSet.smtp());
        MemoryCapture capture = MemoryCapture.of(file("27-port-reuse/outside.pcap"));
        Frame frame = new Frame();
        List<Integer> ids = new ArrayList<>();
        while (capture.next(frame)) {
            pass.accept(frame, 0, capture.payload());
            int newest = pass.legs(0).legs().stream().mapToInt(Leg::id).max().orElse(-1);
            if (newest >= 0 && !ids.contains(newest)) {
                ids.add(newest);
                pass.legs(0).retain(leg -> leg.id() == newest, Long.MIN_VALUE);
                assertEquals(1, pass.legs(0).legs().size());
            }
            assertTrue(pass.legs(0).store().size()
                    == pass.legs(0).legs().stream().mapToInt(Leg::rowCount).sum());
        }
        assertTrue(ids.size() > 1, "several connections");
    }
}
