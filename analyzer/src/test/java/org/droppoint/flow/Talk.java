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
    private boolean summed;
    private int spoil;

    Talk serverPort(int port) {
        serverPort = port;
        return this;
    }

    /** From now on frames bear right TCP checksums; else none at all. */
    Talk summed() {
        summed = true;
        return this;
    }

    /** So many frames from now on bear a wrong TCP checksum. */
    Talk spoil(int frames) {
        spoil = frames;
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
        if (summed) {
            sum(frame, spoil-- > 0 ? 0x0404 : 0);
        }
        capture.frame(nanos, LinkType.RAW, frame);
        nanos += 1_000_000L;
        return this;
    }

    private static void sum(byte[] ip, int wrongBits) {
        int length = ip.length - 20;
        long sum = (long) IpProtocol.TCP + length;
        for (int i = 12; i < ip.length; i++) {
            sum += (ip[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        int field = (int) ((sum & 0xFFFF) + (sum >>> 16)) ^ 0xFFFF ^ wrongBits;
        ip[36] = (byte) (field >>> 8);
        ip[37] = (byte) field;
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

    /** The legs when no frame will come any more. */
    List<Leg> closedLegs() {
        CapturePass pass = new CapturePass(PortSet.smtp());
        try {
            pass.run(capture, 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        pass.close();
        return pass.tap(0).legs();
    }

    List<Leg> legs() {
        return tap().legs();
    }
}
