package org.droppoint.correlate;

import static org.droppoint.wire.TestFrames.ipv4;
import static org.droppoint.wire.TestFrames.tcp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.droppoint.base.Endpoint;
import org.droppoint.base.IpAddress;
import org.droppoint.base.MailPath;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.BlindSpan;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.Taps;
import org.droppoint.flow.CapturePass;
import org.droppoint.flow.CapturedTap;
import org.droppoint.flow.Leg;
import org.droppoint.flow.LegStream;
import org.droppoint.flow.MemoryCapture;
import org.droppoint.flow.TcpFlags;
import org.droppoint.flow.UnkeptAttempts;
import org.droppoint.wire.IpProtocol;
import org.droppoint.wire.LinkType;
import org.droppoint.wire.PortSet;
import org.droppoint.wire.TestFrames;

/**
 * Hand-made connections on a path of taps: what each end sent, when, and which taps recorded it. A packet needs a
 * millisecond from tap to tap, and loses one of its TTL there; the host's own start with 64, the far end's reach the
 * last tap with 50. Times are milliseconds after {@link #START}.
 */
public final class HandMade {
    public static final long START = 1_750_000_000_000_000_000L;
    public static final long MILLI = 1_000_000L;
    public static final long SECOND = 1_000 * MILLI;
    public static final Endpoint SERVER = new Endpoint(IpAddress.parse("198.51.100.25"), 25);
    public static final IpAddress HOST = IpAddress.parse("192.168.1.10");
    public static final String[] EVERYWHERE = {};

    private static final class Recorded {
        private final long nanos;
        private final byte[] frame;

        Recorded(long nanos, byte[] frame) {
            this.nanos = nanos;
            this.frame = frame;
        }

        public long nanos() {
            return nanos;
        }
    }

    private final List<String> names;
    private final Map<String, List<Recorded>> recorded = new TreeMap<>();
    private final Map<String, Long> clocks = new HashMap<>();
    private final Map<String, List<BlindSpan>> blind = new HashMap<>();
    private final Map<String, Integer> snapLengths = new HashMap<>();
    private final Map<String, Long> resolutions = new HashMap<>();
    private final Map<String, UnkeptAttempts> unkept = new HashMap<>();
    private boolean routed = true;
    private boolean instant;

    public HandMade(String... names) {
        this.names = List.of(names);
        this.names.forEach(name -> recorded.put(name, new ArrayList<>()));
    }

    public static HandMade path() {
        return new HandMade(Tap.HOST, Tap.INSIDE, Tap.OUTSIDE);
    }

    public static long at(double millis) {
        return START + Math.round(millis * MILLI);
    }

    /** From now on TTLs do not fall. */
    public HandMade withoutRouters() {
        routed = false;
        return this;
    }

    /** From now on packets are at all taps at once. */
    public HandMade withoutDelay() {
        instant = true;
        return this;
    }

    /** What is added to the times of this tap's capture. */
    public HandMade clock(String tap, long offsetNanos) {
        clocks.put(tap, offsetNanos);
        return this;
    }

    /** This tap's clock counts in steps of so many nanoseconds, and cuts off what is less. */
    public HandMade resolution(String tap, long nanos) {
        resolutions.put(tap, nanos);
        return this;
    }

    /** This tap's capture keeps so many bytes of each packet. */
    public HandMade snapLength(String tap, int bytes) {
        snapLengths.put(tap, bytes);
        return this;
    }

    public HandMade blind(String tap, double fromMillis, double toMillis) {
        blind.computeIfAbsent(tap, t -> new ArrayList<>()).add(new BlindSpan(at(fromMillis), at(toMillis), "paused"));
        return this;
    }

    /** This tap saw more connections without a byte than it kept. */
    public HandMade unkept(String tap, double fromMillis, double toMillis) {
        unkept.put(tap, new UnkeptAttempts(1, 0, 0, at(fromMillis), at(toMillis)));
        return this;
    }

    /** A frame that is no mail at all: the capture was running. */
    public HandMade other(double millis, String... taps) {
        byte[] ntp = ipv4(HOST, SERVER.address(), IpProtocol.UDP, TestFrames.udp(123, new byte[48]));
        for (String tap : taps.length == 0 ? names.toArray(String[]::new) : taps) {
            record(tap, at(millis), ntp);
        }
        return this;
    }

    /** From the host to the server. */
    public Connection connection(int port) {
        return new Connection(new Endpoint(HOST, port), false);
    }

    /** Mail that comes in: the far end opens, the host listens. */
    public Connection inbound(String from, int port) {
        return new Connection(new Endpoint(IpAddress.parse(from), port), true);
    }

    private void record(String tap, long nanos, byte[] frame) {
        long shown = nanos + clocks.getOrDefault(tap, 0L);
        long cut = shown % resolutions.getOrDefault(tap, 1L);
        Objects.requireNonNull(recorded.get(tap)).add(new Recorded(shown - cut, frame));
    }

    public Taps taps() {
        MailPath path = new MailPath(names);
        return new Taps(path, path.taps().stream().map(this::trace).toList());
    }

    public Correlation correlate() {
        return Correlator.correlate(taps());
    }

    /** The only session. */
    public SessionTrace session() {
        List<SessionTrace> sessions = correlate().sessions();
        if (sessions.size() != 1) {
            throw new AssertionError(sessions.size() + " sessions");
        }
        return sessions.get(0);
    }

    /** Each tap's legs, as captures without roles have them. */
    public List<List<Leg>> legs() {
        return taps().traces().stream().map(TapTrace::legs).toList();
    }

    /** What was read of a tap's capture. */
    public CapturedTap captured(String tap) {
        MemoryCapture capture = new MemoryCapture();
        int snapLength = snapLengths.getOrDefault(tap, Integer.MAX_VALUE);
        for (Recorded one : frames(tap)) {
            byte[] kept = Arrays.copyOf(one.frame, Math.min(snapLength, one.frame.length));
            capture.frame(one.nanos(), LinkType.RAW, 0, one.frame.length, kept);
        }
        CapturePass pass = new CapturePass(PortSet.smtp());
        try {
            pass.run(capture, 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return pass.tap(0);
    }

    private List<Recorded> frames(String tap) {
        List<Recorded> frames = new ArrayList<>(Objects.requireNonNull(recorded.get(tap)));
        frames.sort(Comparator.comparingLong(Recorded::nanos));
        return frames;
    }

    private TapTrace trace(Tap tap) {
        List<Recorded> frames = frames(tap.name());
        CapturedTap captured = captured(tap.name());
        return new TapTrace(
                tap,
                captured.legs(),
                captured.notices(),
                captured.activity(),
                frames.isEmpty() ? Long.MAX_VALUE : frames.get(0).nanos(),
                frames.isEmpty()
                        ? Long.MIN_VALUE
                        : frames.get(frames.size() - 1).nanos(),
                0,
                (leg, direction) -> new LegStream(tap, leg, direction, captured.payloads()),
                blind.getOrDefault(tap.name(), List.of()),
                unkept.getOrDefault(tap.name(), UnkeptAttempts.NONE));
    }

    /** One connection; offsets count each side's bytes from 0 after its SYN. */
    public final class Connection {
        private Endpoint client;
        private final boolean inbound;
        private Endpoint server;
        private long clientIsn = 1_000_000;
        private long serverIsn = 5_000_000;
        private String clientSays = filler("NOOP ");
        private String serverSays = filler("250-");
        private int translatedFrom = Integer.MAX_VALUE;
        private Endpoint translated;
        private int changedFrom = Integer.MAX_VALUE;
        private String clientHeard = "";
        private String serverHeard = "";
        private final Map<String, int[]> ttls = new HashMap<>();
        private boolean stamped;
        private double stampedEarlier;
        private boolean selective;
        private int window = 0x2000;
        private int renumberedFrom = Integer.MAX_VALUE;
        private long clientShift;
        private long serverShift;
        private boolean numbered = true;
        private int clientId = 7_000;
        private int serverId = 31_000;

        Connection(Endpoint client, boolean inbound) {
            this.client = client;
            this.inbound = inbound;
            this.server = inbound ? new Endpoint(HOST, SERVER.port()) : SERVER;
            this.translated = client;
        }

        private static String filler(String verb) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 2_000; i++) {
                text.append(String.format("%s%06d%n", verb, i).replace("\n", "\r\n"));
            }
            return text.toString();
        }

        /** Another service of the same server. */
        public Connection toPort(int port) {
            server = new Endpoint(SERVER.address(), port);
            return this;
        }

        public Connection isn(long ofClient, long ofServer) {
            clientIsn = ofClient;
            serverIsn = ofServer;
            clientId = (int) (ofClient % 30_000) + 1;
            serverId = (int) (ofServer % 30_000) + 30_001;
            return this;
        }

        /** What the next packets say of the room that their sender has. */
        public Connection window(int bytes) {
            window = bytes;
            return this;
        }

        /** The next packet of the server's was sent so many packets earlier than it comes. */
        public Connection lateByPackets(int packets) {
            serverId -= packets;
            return this;
        }

        /** To another server. */
        public Connection to(String address) {
            server = new Endpoint(IpAddress.parse(address), 25);
            return this;
        }

        /** From another client. */
        public Connection from(String address) {
            client = new Endpoint(IpAddress.parse(address), client.port());
            translated = client;
            return this;
        }

        /** Packets without an IP identification, as of IPv6 or of atomic datagrams. */
        public Connection withoutIpIds() {
            numbered = false;
            return this;
        }

        public Connection withIpIds() {
            numbered = true;
            return this;
        }

        public Connection says(String ofClient, String ofServer) {
            clientSays = ofClient;
            serverSays = ofServer;
            return this;
        }

        /** From this tap outwards the streams hold these bytes. */
        public Connection changedFrom(String tap, String ofClient, String ofServer) {
            changedFrom = names.indexOf(tap);
            clientHeard = ofClient;
            serverHeard = ofServer;
            return this;
        }

        /** From now on packets reach this tap with these TTLs. */
        public Connection ttlAt(String tap, int ofClient, int ofServer) {
            ttls.put(tap, new int[] {ofClient, ofServer});
            return this;
        }

        /** Both ends say in their SYNs that they would acknowledge selectively (RFC 2018 section 2). */
        public Connection selective() {
            selective = true;
            return this;
        }

        /** Packets bear a time stamp (RFC 7323 section 3), in milliseconds of the sender's clock. */
        public Connection stamped() {
            stamped = true;
            return this;
        }

        /** From now on packets bear none. */
        public Connection unstamped() {
            stamped = false;
            return this;
        }

        /** The next packet was sent, and stamped, so much earlier than it comes. */
        public Connection lateByMillis(double millis) {
            stampedEarlier = millis;
            return this;
        }

        /** From this tap outwards the client has another address and port. */
        public Connection translatedFrom(String tap, String address, int port) {
            translatedFrom = names.indexOf(tap);
            translated = new Endpoint(IpAddress.parse(address), port);
            return this;
        }

        /** From this tap outwards the sequence numbers are others. */
        public Connection renumberedFrom(String tap, long shiftOfClient, long shiftOfServer) {
            renumberedFrom = names.indexOf(tap);
            clientShift = shiftOfClient;
            serverShift = shiftOfServer;
            return this;
        }

        /** SYN, SYN-ACK 20 ms later, ACK; recorded everywhere. */
        public Connection open(double millis, String... taps) {
            c(millis, TcpFlags.SYN, -1, 0, 0, taps);
            s(millis + 20, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, taps);
            return c(millis + 30, TcpFlags.ACK, 0, 0, 0, taps);
        }

        /** Data of the client; all is acknowledged up to an offset of the server's. */
        public Connection c(double millis, long offset, int length, long ack, String... taps) {
            return c(millis, TcpFlags.ACK | TcpFlags.PSH, offset, length, ack, taps);
        }

        public Connection s(double millis, long offset, int length, long ack, String... taps) {
            return s(millis, TcpFlags.ACK | TcpFlags.PSH, offset, length, ack, taps);
        }

        public Connection c(double millis, int flags, long offset, int length, long ack, String... taps) {
            return send(true, millis, flags, offset, length, ack, new long[0], taps);
        }

        public Connection s(double millis, int flags, long offset, int length, long ack, String... taps) {
            return send(false, millis, flags, offset, length, ack, new long[0], taps);
        }

        /** The server's pure acknowledgement that also selects what came out of order. */
        public Connection sSack(double millis, long offset, long ack, long left, long right, String... taps) {
            return send(false, millis, TcpFlags.ACK, offset, 0, ack, new long[] {left, right}, taps);
        }

        public Connection cSack(double millis, long offset, long ack, long left, long right, String... taps) {
            return send(true, millis, TcpFlags.ACK, offset, 0, ack, new long[] {left, right}, taps);
        }

        private Connection send(
                boolean fromClient,
                double millis,
                int flags,
                long offset,
                int length,
                long ack,
                long[] sack,
                String... taps) {
            List<String> where = taps.length == 0 ? names : Arrays.asList(taps);
            int id = numbered ? fromClient ? clientId++ : serverId++ : 0;
            boolean outward = fromClient != inbound;
            int last = names.size() - 1;
            for (int i : IntStream.rangeClosed(0, last)
                    .filter(i -> where.contains(names.get(i)))
                    .toArray()) {
                int crossed = outward ? i : last - i;
                int ttl = (outward ? 64 : 50) - (routed ? crossed : 0);
                byte[] first = TestFrames.join(
                        stamped ? timestamp(millis - stampedEarlier) : new byte[0],
                        selective && (flags & TcpFlags.SYN) != 0 ? TestFrames.bytes(1, 1, 4, 2) : new byte[0]);
                byte[] frame = frame(i, fromClient, flags, offset, length, ack, sack, first, id);
                int[] set = ttls.get(names.get(i));
                frame[8] = (byte) (set == null ? ttl : set[fromClient ? 0 : 1]);
                record(names.get(i), at(millis) + (instant ? 0 : crossed * MILLI), frame);
            }
            stampedEarlier = 0;
            return this;
        }

        private byte[] frame(
                int tap,
                boolean fromClient,
                int flags,
                long offset,
                int length,
                long ack,
                long[] sack,
                byte[] firstOptions,
                int id) {
            Endpoint near = tap >= translatedFrom ? translated : client;
            Endpoint far = server;
            boolean shifted = tap >= renumberedFrom;
            long own = fromClient ? clientIsn + (shifted ? clientShift : 0) : serverIsn + (shifted ? serverShift : 0);
            long other = fromClient ? serverIsn + (shifted ? serverShift : 0) : clientIsn + (shifted ? clientShift : 0);
            boolean changed = tap >= changedFrom;
            String says = fromClient ? changed ? clientHeard : clientSays : changed ? serverHeard : serverSays;
            byte[] payload = TestFrames.text(length == 0 ? "" : says.substring((int) offset, (int) offset + length));
            long acked = (flags & TcpFlags.ACK) == 0 ? 0 : other + 1 + ack & 0xFFFF_FFFFL;
            byte[] segment = tcp(
                    fromClient ? near.port() : far.port(),
                    fromClient ? far.port() : near.port(),
                    own + 1 + offset & 0xFFFF_FFFFL,
                    acked,
                    flags,
                    TestFrames.join(firstOptions, options(sack, other + 1)),
                    payload);
            segment[14] = (byte) (window >> 8);
            segment[15] = (byte) window;
            IpAddress from = fromClient ? near.address() : far.address();
            IpAddress to = fromClient ? far.address() : near.address();
            return ipv4(from, to, IpProtocol.TCP, id, 0, 20 + segment.length, segment);
        }

        private static byte[] timestamp(double millis) {
            return TestFrames.join(
                    TestFrames.bytes(1, 1, 8, 10), TestFrames.u32(10_000 + Math.round(millis)), TestFrames.u32(1));
        }

        /** SACK blocks behind two NOPs (RFC 2018 section 3). */
        private static byte[] options(long[] sack, long zero) {
            return sack.length == 0
                    ? new byte[0]
                    : TestFrames.join(
                            TestFrames.bytes(1, 1, 5, 10),
                            TestFrames.u32(zero + sack[0]),
                            TestFrames.u32(zero + sack[1]));
        }
    }
}
