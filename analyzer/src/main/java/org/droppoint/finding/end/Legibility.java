package org.droppoint.finding.end;

import java.util.List;
import java.util.stream.Stream;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.Fragment;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.Vanishing;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.finding.fact.Finding;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** How much of what was said the captures hold, all of them together: who must speak next can be asked of a whole dialogue alone. */
public final class Legibility {
    private final SessionTrace trace;
    private final List<Finding.BytesVanished> lost;
    private final boolean whole;

    /** @param lost what vanished: it is missed by no capture */
    public Legibility(SessionTrace trace, List<Finding.BytesVanished> lost) {
        this.trace = trace;
        this.lost = lost;
        this.whole = isComplete()
                && speaksMail(trace.session())
                && trace.session().followedLegs().stream().noneMatch(this::speaksOfUnseen);
    }

    /** Every packet of a mail dialogue is on record, or known to be lost; snap lengths may have cut off what it said. */
    public boolean whole() {
        return whole;
    }

    /** And what it said can be read. */
    public boolean legible() {
        return whole && !isCutEverywhere();
    }

    /** Every capture that holds anything of what was said cut it off. */
    private boolean isCutEverywhere() {
        List<SessionLeg> holding = trace.session().followedLegs().stream()
                .filter(leg -> Stream.of(Direction.values())
                        .anyMatch(direction -> !leg.leg().seen(direction).isEmpty()))
                .toList();
        return !holding.isEmpty() && holding.stream().allMatch(Legibility::isTruncated);
    }

    /** How the session went cannot be told from what is on record of it. */
    public boolean isBlind() {
        return sentUnseen() || resetsAlone() || !legible() && inPieces();
    }

    private boolean isComplete() {
        for (Direction direction : Direction.values()) {
            Coverage vanished = new Coverage();
            for (Vanishing vanishing : trace.vanishings()) {
                if (vanishing.direction() == direction) {
                    vanished.add(vanishing.range());
                }
            }
            for (Fragment fragment : trace.ledger(direction).fragments()) {
                boolean misplaced = fragment.range().start() < 0;
                boolean unseen = fragment.firstSeen() < 0 && !vanished.overlaps(fragment.range());
                if (misplaced || unseen) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What was said is SMTP or TLS, as far as anything was said: of another protocol nobody's turn is known. */
    private static boolean speaksMail(Session session) {
        boolean silent = session.clientToServer().seen().isEmpty() || LastWord.isUnreadable(session);
        boolean smtp = session.dialogue().smtp().stream()
                .anyMatch(event -> event instanceof SmtpEvent.Reply
                        || event instanceof SmtpEvent.Command command
                                && !command.verb().equals("?"));
        return silent || smtp || !session.dialogue().tls().isEmpty();
    }

    /** Of a session already open when capturing began nothing is on record but its end by a reset: what led to it is not. */
    private boolean resetsAlone() {
        boolean reset = false;
        for (SessionLeg leg : trace.session().legs()) {
            for (Direction direction : Direction.values()) {
                if (leg.leg().synSeen(direction) || !leg.leg().seen(direction).isEmpty()) {
                    return false;
                }
                reset |= TcpFlags.has(leg.leg().flagsSeen(direction), TcpFlags.RST);
            }
        }
        return reset;
    }

    /** One side sent data of which no capture holds a byte. */
    private boolean sentUnseen() {
        for (Direction direction : Direction.values()) {
            boolean nothing = trace.session().stream(direction).seen().isEmpty();
            boolean spoke = !trace.ledger(direction).fragments().isEmpty()
                    || trace.session().followedLegs().stream().anyMatch(this::speaksOfUnseen);
            if (nothing && spoke) {
                return true;
            }
        }
        return false;
    }

    /** The captures that hold its beginning ended before those began that hold its end: no capture ran in between. */
    private boolean inPieces() {
        List<SessionLeg> legs = trace.session().legs();
        boolean begins = legs.stream().anyMatch(SessionLeg::begun);
        boolean continues = legs.stream().anyMatch(leg -> !leg.begun());
        boolean whole = legs.stream().anyMatch(leg -> leg.begun() && ended(leg));
        return begins && continues && !whole;
    }

    private static boolean ended(SessionLeg leg) {
        int flags = leg.leg().flagsSeen(Direction.CLIENT_TO_SERVER) | leg.leg().flagsSeen(Direction.SERVER_TO_CLIENT);
        return (flags & (TcpFlags.FIN | TcpFlags.RST)) != 0;
    }

    /** Some packet's numbers, a reset's too, lie beyond all that any capture holds. */
    private boolean speaksOfUnseen(SessionLeg leg) {
        long[] seenUpTo = {seenUpTo(Direction.values()[0]), seenUpTo(Direction.values()[1])};
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            Direction direction = store.direction(row);
            long start = leg.map(direction).toSession(Math.max(0, store.payloadStart(row)));
            boolean beyond = start > seenUpTo[direction.index()]
                    || leg.ack(row) > seenUpTo[direction.opposite().index()];
            if (beyond && !store.isOutside(row)) {
                return true;
            }
        }
        return false;
    }

    /** The offset beyond which no capture holds anything and a SYN or FIN cannot explain it; of lost bytes more is known. */
    private long seenUpTo(Direction direction) {
        boolean known = lost.stream().anyMatch(vanished -> vanished.direction() == direction);
        return known ? Long.MAX_VALUE : trace.session().stream(direction).end() + 1;
    }

    /** A snap length cut off some of its data. */
    public static boolean isTruncated(SessionLeg leg) {
        if (!leg.leg().isCut()) {
            return false;
        }
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.carriesStream(row) && store.captured(row) < store.length(row)) {
                return true;
            }
        }
        return false;
    }
}
