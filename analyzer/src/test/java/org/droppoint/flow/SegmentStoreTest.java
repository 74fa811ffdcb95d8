package org.droppoint.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.droppoint.base.Direction;
import org.droppoint.base.Endpoint;
import org.droppoint.base.FlowKey;
import org.droppoint.base.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentStoreTest {
    private static final FlowKey KEY = new FlowKey(
            new Endpoint(IpAddress.parse("192.0.2.10"), 40_000), new Endpoint(IpAddress.parse("198.51.100.25"), 25));

    @ParameterizedTest(name = "{1} rows of {0} legs")
    @CsvSource({"1, 100", "2, 1", "7, 20000", "300, 4200", "5, 12289"})
    void groupingKeepsEveryRowOfEveryLeg(int legCount, int rows) {
        Random random = new Random(31L * legCount + rows);
        SegmentStore store = new SegmentStore();
        List<Leg> legs = new ArrayList<>();
        for (int i = 0; i < legCount; i++) {
            legs.add(new Leg(i, 0, KEY, i, store));
        }
        for (int i = 0; i < rows; i++) {
            legs.get(random.nextInt(legCount)).append(row(random));
        }
        List<String> before = legs.stream().map(SegmentStoreTest::text).toList();
        store.group(legs);
        assertEquals(before, legs.stream().map(SegmentStoreTest::text).toList());
        int next = 0;
        for (Leg leg : legs) {
            for (int row : leg.rows()) {
                assertEquals(next++, row);
            }
            assertEquals(leg.rowCount() == 0 ? SegmentStore.NONE : next - 1, leg.lastRow());
        }
        assertEquals(rows, next);
    }

    private static SegmentRow row(Random random) {
        SegmentRow row = new SegmentRow();
        row.epochNanos = random.nextLong();
        row.direction = Direction.values()[random.nextInt(2)];
        row.start = random.nextInt(1 << 20);
        row.ack = random.nextInt(1 << 20);
        row.length = random.nextInt(1500);
        row.captured = random.nextInt(row.length + 1);
        row.payloadPosition = random.nextLong() >>> 2;
        row.file = random.nextInt(1 << 16);
        row.frame = random.nextInt();
        row.flags = random.nextInt(512);
        row.window = random.nextInt(1 << 16);
        row.ttl = random.nextInt(256);
        row.ipId = random.nextInt(1 << 16);
        row.ipv6 = random.nextBoolean();
        row.dontFragment = random.nextBoolean();
        row.ecn = random.nextInt(4);
        row.digest = random.nextInt();
        row.kinds = random.nextInt();
        row.timestamp = random.nextInt();
        row.duplicateFrame = random.nextBoolean();
        row.outside = random.nextInt(50) == 0;
        row.sackEdgeCount = 2 * random.nextInt(3);
        for (int i = 0; i < row.sackEdgeCount; i++) {
            row.sackEdges[i] = random.nextLong();
        }
        return row;
    }

    /** All that the store tells of a leg's rows. */
    private static String text(Leg leg) {
        SegmentStore store = leg.store();
        StringBuilder text = new StringBuilder();
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            text.append(store.epochNanos(row)).append(' ').append(store.direction(row));
            text.append(' ').append(store.start(row)).append(' ').append(store.ack(row));
            text.append(' ').append(store.length(row)).append(' ').append(store.captured(row));
            text.append(' ').append(store.payloadPosition(row)).append(' ').append(store.file(row));
            text.append(' ').append(store.frame(row)).append(' ').append(store.flags(row));
            text.append(' ').append(store.window(row)).append(' ').append(store.ttl(row));
            text.append(' ').append(store.ipId(row)).append(' ').append(store.isIpv6(row));
            text.append(' ').append(store.dontFragment(row)).append(' ').append(store.ecn(row));
            text.append(' ').append(store.digest(row)).append(' ').append(store.kinds(row));
            text.append(' ').append(store.timestamp(row)).append(' ').append(store.isDuplicateFrame(row));
            text.append(' ').append(store.isOutside(row));
            for (int i = 0; i < store.sackEdgeCount(row); i++) {
                text.append(' ').append(store.sackEdge(row, i));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
