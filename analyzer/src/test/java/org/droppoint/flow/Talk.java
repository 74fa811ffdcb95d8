package org.droppoint.flow;

import static org.droppoint.wire.TestFrames.ipv4;
import static org.droppoint.wire.TestFrames.tcp;

import java.io.IOException;
import java.util.List;
import org.droppoint.base.IpAddress;
import org.droppoint.wire.IpProtocol;
import org.droppoint.wire.LinkType;
import org.droppoint.wire.PortSet;

/** A hand-made capture of one 5-tuple: C speaks from port 40000 to S at port 25, in raw sequence numbers. */
final class Talk {
    static final IpAddress CLIENT = IpAddress.parse("192.0.2.10");
    static final IpAddress SERVER = IpAddress.parse("198.51.100.25");
    static final int CLIENT_PORT = 40_000;
    static final int FIN = TcpFlags.FIN | TcpFlags.ACK;
    static final int SYN = TcpFlags.SYN;
    static final int SYN_ACK = TcpFlags.SYN | TcpFlags.ACK;
    static final int ACK = TcpFlags.ACK;
    static final int PUSH = TcpFlags.ACK | TcpFlags.PSH;
    static final int RST = TcpFlags.RST;
    private static final byte[] NO_OPTIONS = new byte[0];

    final MemoryCapture capture = new MemoryCapture();
    private int serverPort = 25;
    private long nanos = 1_000_000_000L;
    private int ipId = 1;

    Talk serverPort(int port) {
        serverPort = port;
        return this;
    }

    /** Lets time pass before the next frame; 1 ms passes by itself. */
    Talk pause(long millis) {
        nanos += millis * 1_000_000L;
        return this;
    }

    Talk c(int flags, long sequence, long ack, String payload) {
        return frame(true, flags, sequence, ack, NO_OPTIONS, payload);
    }

    Talk s(int flags, long sequence, long ack, String payload) {
        return frame(false, flags, sequence, ack, NO_OPTIONS, payload);
    }

    Talk frame(boolean fromClient, int flags, long sequence, long ack, byte[] options, String payload) {
        byte[] bytes = payload.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        byte[] segment = fromClient
                ? tcp(CLIENT_PORT, serverPort, sequence, ack, flags, options, bytes)
                : tcp(serverPort, CLIENT_PORT, sequence, ack, flags, options, bytes);
        int length = 20 + segment.length;
        byte[] frame = fromClient
                ? ipv4(CLIENT, SERVER, IpProtocol.TCP, ipId++, 0, length, segment)
                : ipv4(SERVER, CLIENT, IpProtocol.TCP, ipId++, 0, length, segment);
        capture.frame(nanos, LinkType.RAW, frame);
        nanos += 1_000_000L;
        return this;
    }

    /** The handshake, from initial sequence numbers. */
    Talk open(long client, long server) {
        return c(SYN, client, 0, "").s(SYN_ACK, server, client + 1, "").c(ACK, client + 1, server + 1, "");
    }

    CapturedTap tap() {
        return tap(PortSet.smtp());
    }

    CapturedTap tap(PortSet ports) {
        CapturePass pass = new CapturePass(ports);
        try {
            pass.run(capture, 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return pass.tap(0);
    }

    List<Leg> legs() {
        return tap().legs();
    }
}
