package org.droppoint.flow;

import static org.droppoint.wire.TestFrames.ipv4;
import static org.droppoint.wire.TestFrames.tcp;
import static org.droppoint.wire.TestFrames.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.droppoint.base.Direction;
import org.droppoint.base.IpAddress;
import org.droppoint.capture.Frame;
import org.droppoint.wire.IpProtocol;
import org.droppoint.wire.LinkType;
import org.droppoint.wire.PortSet;
import org.junit.jupiter.api.Test;

/** Connections without a byte are bounded, counted, and spare whatever else a capture holds. */
class AttemptFloodTest {
    private static final long START = 1_750_000_000_000_000_000L;
    private static final IpAddress FLOODED = IpAddress.parse("198.18.0.25");
    private static final IpAddress OTHER = IpAddress.parse("198.51.100.25");
    private static final byte[] NOTHING = {};
    private static final int FLOOD = 150_000;

    private final CapturePass pass = new CapturePass(PortSet.smtp());
    private MemoryCapture capture = new MemoryCapture();
    private long nanos = START;
    private int most;

    private static IpAddress client(int number) {
        return IpAddress.parse("10." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255));
    }

    private void packet(IpAddress from, IpAddress to, byte[] segment) {
        capture.frame(nanos, LinkType.RAW, ipv4(from, to, IpProtocol.TCP, segment));
        nanos += 20_000;
    }

    private void syn(int number, IpAddress server) {
        packet(client(number), server, tcp(20_000, 25, number * 7_919L & 0xFFFF_FFFFL, 0, TcpFlags.SYN, NOTHING));
    }

    private void refusal(int number, IpAddress server) {
        long acknowledged = (number * 7_919L & 0xFFFF_FFFFL) + 1;
        packet(server, client(number), tcp(25, 20_000, 0, acknowledged, TcpFlags.RST | TcpFlags.ACK, NOTHING));
    }

    private void feed() throws IOException {
        Frame frame = new Frame();
        while (capture.next(frame)) {
            pass.accept(frame, 0, capture.payload());
            most = Math.max(most, pass.legs(0).legs().size());
        }
        capture = new MemoryCapture();
    }

    private CapturedTap done() throws IOException {
        feed();
        pass.close();
        return pass.tap(0);
    }

    private static long legsTo(CapturedTap tap, IpAddress server) {
        return tap.legs().stream()
                .filter(leg -> leg.key().server().address().equals(server))
                .count();
    }

    @Test
    void aModestNumberStaysAsItIs() throws IOException {
        for (int i = 0; i < AttemptSample.MOST_KEPT; i++) {
            syn(i, FLOODED);
        }
        CapturedTap tap = done();
        assertEquals(AttemptSample.MOST_KEPT, tap.legs().size());
        assertEquals(UnkeptAttempts.NONE, tap.health().unkeptAttempts());
    }

    @Test
    void aFloodIsBoundedAndCountedByItsKinds() throws IOException {
        for (int i = 0; i < FLOOD; i++) {
            syn(i, FLOODED);
            if (i % 3 == 0) {
                refusal(i, FLOODED);
            }
        }
        CapturedTap tap = done();
        UnkeptAttempts unkept = tap.health().unkeptAttempts();
        assertTrue(most <= 66_000, most + " legs at once");
        assertTrue(tap.legs().size() <= AttemptSample.MOST_KEPT, tap.legs().size() + " legs");
        assertTrue(
                tap.legs().size() > 1_000, "a sample stays, not " + tap.legs().size());
        assertEquals(FLOOD, tap.legs().size() + unkept.total());
        long refusedLegs = tap.legs().stream()
                .filter(leg -> leg.rowCount(Direction.SERVER_TO_CLIENT) > 0)
                .count();
        assertEquals(FLOOD / 3, refusedLegs + unkept.refused());
        assertEquals(0, unkept.answered());
        assertTrue(unkept.firstNanos() < START + 1_000_000_000L && unkept.lastNanos() < nanos);
        assertEquals(
                tap.legs().stream().mapToInt(Leg::rowCount).sum(),
                pass.legs(0).store().size());
    }

    /** The session's first bytes come while the flood goes on, and somebody asks another server in vain. */
    @Test
    void whatElseThereIsStaysWhole() throws IOException {
        IpAddress mail = IpAddress.parse("192.168.1.10");
        packet(mail, FLOODED, tcp(40_000, 25, 999, 0, TcpFlags.SYN, NOTHING));
        for (int i = 0; i < FLOOD; i++) {
            syn(i, FLOODED);
            if (i == 20_000) {
                packet(FLOODED, mail, tcp(25, 40_000, 4_999, 1_000, TcpFlags.SYN | TcpFlags.ACK, NOTHING));
            } else if (i == 25_000) {
                packet(FLOODED, mail, tcp(25, 40_000, 5_000, 1_000, TcpFlags.ACK, text("220 hello\r\n")));
            } else if (i % 30_000 == 0) {
                syn(FLOOD + i / 30_000, OTHER);
            }
        }
        CapturedTap tap = done();
        assertEquals(FLOOD / 30_000, legsTo(tap, OTHER));
        Leg real = tap.legs().stream()
                .filter(leg -> leg.key().client().port() == 40_000)
                .findFirst()
                .orElseThrow();
        assertEquals(3, real.rowCount());
        assertTrue(real.synSeen(Direction.CLIENT_TO_SERVER) && real.synSeen(Direction.SERVER_TO_CLIENT));
        assertEquals(11, real.seen(Direction.SERVER_TO_CLIENT).end());
    }

    /** Another tap on the path, with other traffic before the flood: what both keep of it is the same. */
    @Test
    void tapsKeepTheSame() throws IOException {
        Set<IpAddress> kept = new HashSet<>();
        for (int i = 0; i < FLOOD; i++) {
            syn(i, FLOODED);
        }
        done().legs().forEach(leg -> kept.add(leg.key().client().address()));
        AttemptFloodTest other = new AttemptFloodTest();
        for (int i = 0; i < 1_000; i++) {
            other.syn(FLOOD + i, OTHER);
        }
        for (int i = 0; i < FLOOD; i++) {
            other.syn(i, FLOODED);
        }
        long shared = other.done().legs().stream()
                .filter(leg -> kept.contains(leg.key().client().address()))
                .count();
        assertTrue(shared * 10 >= kept.size() * 9L, shared + " of " + kept.size());
    }

    /** With little memory there is a smaller sample, and what carries bytes is taken until that is too much. */
    @Test
    void littleMemoryMakesASmallerSample() throws IOException {
        pass.limit(10_000);
        for (int i = 0; i < 5_000; i++) {
            syn(i, FLOODED);
        }
        CapturedTap tap = done();
        assertEquals(LegTable.NEVER, tap.health().fullSinceNanos());
        assertTrue(tap.legs().size() < 100, tap.legs().size() + " legs");
        assertEquals(5_000, tap.legs().size() + tap.health().unkeptAttempts().total());
    }
}
