package org.droppoint.correlate.match;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.CommonLines;
import org.droppoint.correlate.session.SealedBytes;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.Taps;
import org.droppoint.dissect.Dialogue;
import org.droppoint.dissect.HelloRandoms;
import org.droppoint.dissect.SessionDissector;
import org.droppoint.dissect.TlsMessage;
import org.droppoint.dissect.TlsNames;
import org.droppoint.flow.HandshakeOptions;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.StreamView;
import org.droppoint.flow.TcpFlags;

/**
 * Tells whether neighbouring legs are one TCP connection with rewritten numbers, or two that a proxy joined, and whether
 * that proxy speaks TLS of its own.
 */
public final class Remaking {
    private static final int PAIRS_COMPARED = 64;

    /** So many packets with the same window, and so many different windows among them, are no two stacks' chance. */
    private static final int PAIRS_TO_BELIEVE = 6;

    private static final int WINDOWS_TO_BELIEVE = 3;

    /** What a sender may have under way that no tap recorded; one in four thousand random numbers lies so near. */
    private static final long WINDOW_BYTES = 1L << 20;

    private Remaking() {}

    /** What became of the stream from one leg to a neighbouring one. */
    public enum Relation {
        /** The same packets, their numbers rewritten at most. */
        PASSED,
        /** TCP is ended in between, and the same bytes go on. */
        RELAYED,
        /** TLS is ended in between and made anew with other randoms. */
        ANEW,
        /** TCP is ended in between, and what these captures hold does not show whether the bytes are the same. */
        UNTOLD
    }

    /**
     * How many legs, from the host on, demonstrably carry the same stream. One that shows nothing of it does where one behind
     * it does.
     */
    public static int followed(Taps taps, Passage passage) {
        int legs = passage.legs().size();
        int followed = 1;
        for (int far = 1; far < legs; far++) {
            Relation relation =
                    relation(taps, passage, IntStream.range(0, followed).toArray(), far);
            if (relation == Relation.ANEW) {
                return followed;
            }
            followed = relation == Relation.UNTOLD ? followed : far + 1;
        }
        return followed;
    }

    static Relation relation(Taps taps, Passage passage, int near, int far) {
        return relation(taps, passage, new int[] {near}, far);
    }

    /**
     * The same by all legs to which the packets of either one pass: a capture that ended before TLS began does not show
     * what the others do.
     */
    public static Relation across(Taps taps, Passage passage, int near, int far) {
        int legs = passage.legs().size();
        for (int here = 0; here < legs; here++) {
            for (int there = 0; there < legs; there++) {
                boolean sides =
                        (here == near || passage.between(here, near)) && (there == far || passage.between(there, far));
                if (sides && relation(taps, passage, here, there) == Relation.ANEW) {
                    return Relation.ANEW;
                }
            }
        }
        return relation(taps, passage, near, far);
    }

    /** What became of a stream, of which each of some legs may show another part, up to a farther leg. */
    private static Relation relation(Taps taps, Passage passage, int[] nearIndexes, int farIndex) {
        if (Arrays.stream(nearIndexes).anyMatch(near -> passage.between(near, farIndex))) {
            return Relation.PASSED;
        }
        SessionLeg far = passage.legs().get(farIndex);
        List<SessionLeg> nears =
                Arrays.stream(nearIndexes).mapToObj(passage.legs()::get).toList();
        List<Randoms> here = nears.stream().map(near -> randoms(taps, near)).toList();
        Randoms there = randoms(taps, far);
        if (here.stream()
                .anyMatch(one -> differ(one.client(), there.client()) || differ(one.server(), there.server()))) {
            return Relation.ANEW;
        }
        byte[] begun = helloBegun(taps, far);
        List<byte[]> hellos = nears.stream().map(near -> helloBegun(taps, near)).toList();
        if (hellos.stream().anyMatch(hello -> telling(hello, begun) && !HelloRandoms.sameBeginning(hello, begun))) {
            return Relation.ANEW;
        }
        boolean same = here.stream().anyMatch(one -> same(one, there))
                || hellos.stream().anyMatch(hello -> sameHello(hello, begun));
        boolean elsewhere = nears.stream().allMatch(near -> elsewhere(near, far));
        boolean ended = elsewhere
                || nears.stream().anyMatch(near -> tcpEnded(near, far))
                || Arrays.stream(nearIndexes)
                        .anyMatch(near -> passage.otherStacks(near, farIndex)
                                && passage.legs().get(near).leg().carriedBytes());
        if (!same
                && ended
                && nears.stream()
                        .anyMatch(near -> SealedBytes.allDiffer(near, streams(taps, near), far, streams(taps, far)))) {
            return Relation.ANEW;
        }
        boolean comparable =
                nears.stream().anyMatch(near -> !elsewhere && comparable(near, far) || sameShape(near, far));
        return same || !ended || comparable ? Relation.RELAYED : Relation.UNTOLD;
    }

    private static TapTrace.Streams streams(Taps taps, SessionLeg leg) {
        return taps.trace(leg.tap()).streams();
    }

    private static boolean sameShape(SessionLeg near, SessionLeg far) {
        TurnShape here = TurnShape.of(near);
        TurnShape there = TurnShape.of(far);
        return here.agreesWith(there) || here.contains(there);
    }

    /** Whether both legs show the same TLS session, or the same dialogue at least by its shape. */
    public static boolean sameDialogue(Taps taps, SessionLeg near, SessionLeg far) {
        return same(randoms(taps, near), randoms(taps, far))
                || sameHello(helloBegun(taps, near), helloBegun(taps, far))
                || TurnShape.of(near).agreesWith(TurnShape.of(far));
    }

    private static boolean sameHello(byte[] one, byte[] other) {
        return telling(one, other) && HelloRandoms.sameBeginning(one, other);
    }

    private static boolean same(Randoms here, Randoms there) {
        return equal(here.client(), there.client()) || equal(here.server(), there.server());
    }

    private static boolean equal(Optional<String> one, Optional<String> other) {
        return one.isPresent() && other.isPresent() && HelloRandoms.same(one.get(), other.get());
    }

    private static boolean differ(Optional<String> one, Optional<String> other) {
        return one.isPresent() && other.isPresent() && !HelloRandoms.same(one.get(), other.get());
    }

    /** Both taps saw both beginnings, and they have neither number in common. */
    private static boolean tcpEnded(SessionLeg near, SessionLeg far) {
        for (Direction direction : Direction.values()) {
            if (!near.leg().synSeen(direction) || !far.leg().synSeen(direction)) {
                return false;
            }
        }
        return true;
    }

    /** A leg that holds no SYN, and whose numbers lie farther off than this connection can have come. */
    private static boolean elsewhere(SessionLeg one, SessionLeg other) {
        for (Direction direction : Direction.values()) {
            boolean placed = one.leg().synSeen(direction) && other.leg().synSeen(direction);
            boolean any = !one.leg().seen(direction).isEmpty()
                    && !other.leg().seen(direction).isEmpty();
            if (any && !placed && !near(one, other, direction)) {
                return true;
            }
        }
        return false;
    }

    /** Whether bytes that were changed would show: where either leg holds data, both hold whole segments of it. */
    private static boolean comparable(SessionLeg near, SessionLeg far) {
        for (Direction direction : Direction.values()) {
            boolean any = !near.leg().seen(direction).isEmpty()
                    || !far.leg().seen(direction).isEmpty();
            if (any && !(wholeData(near, direction) && wholeData(far, direction))) {
                return false;
            }
        }
        return true;
    }

    private static boolean wholeData(SessionLeg leg, Direction direction) {
        SegmentStore store = leg.leg().store();
        boolean any = false;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == direction && store.carriesStream(row)) {
                if (store.captured(row) < store.length(row)) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    // ---- hellos cut short ----

    /** Record header, handshake header and version stand before the ClientHello's random (RFC 5246 section 7.4.1.2). */
    private static final int BEFORE_THE_RANDOM = 11;

    private static final int RANDOM_END = BEFORE_THE_RANDOM + 32;

    /** So many bytes of two randoms are the same by no chance. */
    private static final int TELLING_BYTES = 8;

    /** What a capture that cuts segments off has kept of the ClientHello's random; nothing where it holds none. */
    private static byte[] helloBegun(Taps taps, SessionLeg leg) {
        Direction direction = Direction.CLIENT_TO_SERVER;
        SegmentStore store = leg.leg().store();
        StreamView stream = taps.trace(leg.tap()).streams().open(leg.leg(), direction);
        byte[] bytes = new byte[RANDOM_END];
        int looked = 0;
        for (int row = leg.firstRow();
                row != SegmentStore.NONE && looked < CommonLines.SEGMENTS_PER_DIRECTION;
                row = store.next(row)) {
            if (store.direction(row) != direction || !store.carriesStream(row)) {
                continue;
            }
            looked++;
            int read = stream.read(store.start(row), bytes, 0, RANDOM_END);
            boolean hello = read > BEFORE_THE_RANDOM
                    && bytes[0] == TlsNames.HANDSHAKE
                    && bytes[1] == 3
                    && bytes[5] == TlsNames.CLIENT_HELLO;
            if (hello) {
                return Arrays.copyOfRange(bytes, BEFORE_THE_RANDOM, read);
            }
        }
        return new byte[0];
    }

    private static boolean telling(byte[] one, byte[] other) {
        return Math.min(one.length, other.length) >= TELLING_BYTES;
    }

    /** The randoms of both hellos (RFC 5246 section 7.4.1.2), where this leg shows them. */
    private record Randoms(Optional<String> client, Optional<String> server) {}

    private static Randoms randoms(Taps taps, SessionLeg leg) {
        TapTrace trace = taps.trace(leg.tap());
        Dialogue dialogue = SessionDissector.dissect(
                trace.streams().open(leg.leg(), Direction.CLIENT_TO_SERVER),
                trace.streams().open(leg.leg(), Direction.SERVER_TO_CLIENT));
        return new Randoms(
                handshakes(dialogue)
                        .filter(TlsMessage.ClientHello.class::isInstance)
                        .map(hello -> ((TlsMessage.ClientHello) hello).random())
                        .findFirst(),
                handshakes(dialogue)
                        .filter(TlsMessage.ServerHello.class::isInstance)
                        .map(hello -> ((TlsMessage.ServerHello) hello).random())
                        .findFirst());
    }

    private static Stream<Object> handshakes(Dialogue dialogue) {
        return dialogue.tls().stream()
                .flatMap(record -> record.messages().stream())
                .filter(TlsMessage.Handshake.class::isInstance)
                .map(message -> ((TlsMessage.Handshake) message).detail());
    }

    /** Raw sequence numbers are the same at both taps in at least one direction. */
    static boolean sequencesKept(SessionLeg one, SessionLeg other) {
        for (Direction direction : Direction.values()) {
            long here = rawOfSessionStart(one, direction);
            long there = rawOfSessionStart(other, direction);
            if (here != Leg.UNKNOWN_SEQUENCE && here == there && near(one, other, direction)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A leg that holds no SYN is laid where its numbers say, and numbers of another stream say anything: what lies farther
     * off than all that either leg holds, and a window, is another stream.
     */
    private static boolean near(SessionLeg one, SessionLeg other, Direction direction) {
        long apart =
                Math.abs(one.map(direction).toSession(0) - other.map(direction).toSession(0));
        long longest = Math.max(
                one.leg().seen(direction).end(), other.leg().seen(direction).end());
        return apart <= longest + WINDOW_BYTES;
    }

    private static long rawOfSessionStart(SessionLeg leg, Direction direction) {
        long raw = leg.leg().sequenceOfOffsetZero(direction);
        return raw == Leg.UNKNOWN_SEQUENCE ? raw : raw - leg.map(direction).toSession(0) & 0xFFFF_FFFFL;
    }

    /** A device may strip a window scale (RFC 7323 section 2); who sets another one counts the windows itself. */
    private static boolean otherScale(SessionLeg one, SessionLeg other) {
        for (Direction direction : Direction.values()) {
            int here = windowShift(one, direction);
            int there = windowShift(other, direction);
            if (here >= 0 && there >= 0 && here != there) {
                return true;
            }
        }
        return false;
    }

    private static int windowShift(SessionLeg leg, Direction direction) {
        HandshakeOptions options = leg.leg().options(direction);
        return options == null ? -1 : options.windowShift();
    }

    /** What the marks of the packets that both legs hold at the same places say. */
    enum Marks {
        KEPT,
        /** Nothing to compare, or too little. */
        UNTOLD,
        /** Another stack made the packets behind a device than those before it. */
        OTHERS
    }

    /**
     * Whether packets pass from one leg to the other although a device set all sequence numbers anew: time stamp options
     * or IP identifications that stayed tell its packets from a proxy's own; packets that bear neither, as those of IPv6
     * may, by their windows, which each stack counts for itself.
     */
    static Marks marks(RowIndex one, RowIndex other) {
        SegmentStore store = one.leg().leg().store();
        SegmentStore otherStore = other.leg().leg().store();
        int[] counts = new int[2];
        int[] plain = new int[2];
        int[] marked = new int[1];
        Set<Integer> windows = new HashSet<>();
        PacketPairs.visit(one, other, (row, otherRow) -> {
            boolean sameStamp = store.timestamp(row) != 0 && store.timestamp(row) == otherStore.timestamp(otherRow);
            boolean sameId = store.ipId(row) != 0 && store.ipId(row) == otherStore.ipId(otherRow);
            counts[1] += sameStamp || sameId ? 1 : 0;
            boolean unmarked = store.timestamp(row) == 0 && store.ipId(row) == 0;
            boolean syn = TcpFlags.has(store.flags(row), TcpFlags.SYN);
            marked[0] += unmarked ? 0 : 1;
            if (unmarked && !syn) {
                boolean sameWindow = store.window(row) == otherStore.window(otherRow);
                plain[0]++;
                plain[1] += sameWindow ? 1 : 0;
                windows.add(store.window(row) << 1 | store.direction(row).index());
            }
            return ++counts[0] < PAIRS_COMPARED;
        });
        boolean sameWindows =
                plain[0] == plain[1] && plain[0] >= PAIRS_TO_BELIEVE && windows.size() >= WINDOWS_TO_BELIEVE;
        if (counts[0] > 0 && (counts[1] * 10 >= counts[0] * 6 || sameWindows)) {
            return Marks.KEPT;
        }
        boolean otherMarks = counts[1] * 10 < marked[0] * 6 || otherScale(one.leg(), other.leg());
        boolean otherWindows = plain[0] >= WINDOWS_TO_BELIEVE && plain[1] * 2 < plain[0];
        return otherMarks || otherWindows ? Marks.OTHERS : Marks.UNTOLD;
    }
}
