package org.droppoint.flow;

import static org.droppoint.wire.TestFrames.ipv4;
import static org.droppoint.wire.TestFrames.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.BitSet;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.IpAddress;
import org.droppoint.base.Tap;
import org.droppoint.wire.IpProtocol;
import org.droppoint.wire.LinkType;
import org.droppoint.wire.PortSet;

/**
 * Any order of segments of one connection, with every copy of a byte the same: what is reassembled is compared with an
 * array filled byte by byte. Numbers may wrap; flags, acknowledgements and lengths are the fuzzer's.
 */
class ReassemblyFuzzTest {
    private static final IpAddress CLIENT = IpAddress.parse("192.0.2.1");
    private static final IpAddress SERVER = IpAddress.parse("192.0.2.2");
    private static final int MOST_BYTES = 1 << 16;

    private final MemoryCapture capture = new MemoryCapture();
    private final BitSet[] sent = {new BitSet(), new BitSet()};
    private final BitSet[] certain = {new BitSet(), new BitSet()};
    private final long[] zero = new long[2];

    /** Every copy of an offset's byte. */
    private static byte content(Direction direction, long offset) {
        return (byte) (offset * 31 + (offset >> 8) + direction.index() * 101L);
    }

    @FuzzTest
    void reassembles(FuzzedDataProvider data) throws IOException {
        new ReassemblyFuzzTest().run(data);
    }

    private void run(FuzzedDataProvider data) throws IOException {
        zero[0] = data.consumeInt() & 0xFFFF_FFFFL;
        zero[1] = data.consumeBoolean() ? 0xFFFF_FFF0L : data.consumeInt() & 0xFFFF_FFFFL;
        long nanos = 1_750_000_000_000_000_000L;
        frame(nanos, Direction.CLIENT_TO_SERVER, -1, 0, TcpFlags.SYN, 0);
        frame(nanos + 1_000, Direction.SERVER_TO_CLIENT, -1, 0, TcpFlags.SYN | TcpFlags.ACK, 0);
        for (int count = data.consumeInt(1, 60); count > 0; count--) {
            nanos += data.consumeInt(-50, 2_000) * 1_000_000L;
            Direction direction = data.consumeBoolean() ? Direction.CLIENT_TO_SERVER : Direction.SERVER_TO_CLIENT;
            int length = data.consumeInt(0, 1500);
            int offset = data.consumeInt(0, MOST_BYTES - length);
            int flags = TcpFlags.ACK | (data.consumeInt(0, 9) == 0 ? data.consumeInt(0, 511) & ~TcpFlags.SYN : 0);
            frame(nanos, direction, offset, length, flags, data.consumeInt(0, MOST_BYTES));
        }
        CapturePass pass = new CapturePass(PortSet.smtp());
        pass.run(capture, 0);
        pass.close();
        CapturedTap tap = pass.tap(0);
        assertEquals(1, tap.legs().size(), "one connection");
        for (Direction direction : Direction.values()) {
            check(tap, tap.legs().get(0), direction);
        }
    }

    private void frame(long nanos, Direction direction, int offset, int length, int flags, int ack) {
        boolean toServer = direction == Direction.CLIENT_TO_SERVER;
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = content(direction, offset + i);
        }
        long sequence = zero[direction.index()] + offset & 0xFFFF_FFFFL;
        long acknowledged = zero[1 - direction.index()] + ack & 0xFFFF_FFFFL;
        byte[] segment = tcp(toServer ? 40_000 : 25, toServer ? 25 : 40_000, sequence, acknowledged, flags, payload);
        capture.frame(
                nanos,
                LinkType.RAW,
                ipv4(toServer ? CLIENT : SERVER, toServer ? SERVER : CLIENT, IpProtocol.TCP, segment));
        boolean stream = length > 0 && !TcpFlags.has(flags, TcpFlags.RST);
        if (stream) {
            sent[direction.index()].set(offset, offset + length);
        }
        if (stream && length > 1) {
            certain[direction.index()].set(offset, offset + length);
        }
    }

    /** A single byte may be a keep-alive's, which is no part of the stream; any other byte is there. */
    private void check(CapturedTap tap, Leg leg, Direction direction) {
        BitSet here = new BitSet();
        LegStream stream = new LegStream(new Tap(Tap.HOST, 0), leg, direction, tap.payloads());
        for (ByteRange range : leg.seen(direction).ranges()) {
            here.set((int) range.start(), (int) range.end());
            byte[] read = new byte[(int) range.length()];
            assertEquals(read.length, stream.read(range.start(), read, 0, read.length));
            for (int i = 0; i < read.length; i++) {
                assertEquals(content(direction, range.start() + i), read[i], "offset " + (range.start() + i));
            }
        }
        BitSet invented = (BitSet) here.clone();
        invented.andNot(sent[direction.index()]);
        assertTrue(invented.isEmpty(), () -> "never sent: " + invented);
        BitSet lost = (BitSet) certain[direction.index()].clone();
        lost.andNot(here);
        assertTrue(lost.isEmpty(), () -> "not there: " + lost);
    }
}
