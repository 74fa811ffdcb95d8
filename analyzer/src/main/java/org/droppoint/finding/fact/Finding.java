package org.droppoint.finding.fact;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.Place;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.Vanishing;
import org.jspecify.annotations.Nullable;

/**
 * A fact about one session, with the frames that show it, blaming nobody. Times are nanoseconds on the reference clock.
 */
public sealed interface Finding {
    /** The name under which reports and {@code droppoint explain} know this kind of fact. */
    String id();

    String summary();

    List<Evidence> evidence();

    /**
     * Bytes were sent and never delivered.
     *
     * @param protocol smtp, tls or unknown
     * @param units what they were, by record or line
     * @param copies how many transmissions of them were seen
     * @param lostSizes payload sizes of the segments that vanished, smallest first
     * @param needed whether the session could not go on without them: false for what trails behind its end
     * @param doubt how likely the captures merely missed them
     */
    record BytesVanished(
            String summary,
            List<Evidence> evidence,
            Direction direction,
            ByteRange range,
            Vanishing.Known known,
            Gap gap,
            String protocol,
            List<LostUnit> units,
            int copies,
            List<Integer> lostSizes,
            boolean needed,
            long firstNanos,
            long lastNanos,
            double doubt,
            List<Tap> seenAt,
            List<Tap> missingAt,
            boolean widened)
            implements Finding {
        /** Of all the components only these: what else differs is rare, and the generated one is linked at run time. */
        @Override
        public int hashCode() {
            return Long.hashCode(range.start() * 31 + range.end());
        }

        @Override
        public String id() {
            return "bytes-vanished";
        }

        public BytesVanished withNeed(boolean need) {
            return new BytesVanished(
                    summary,
                    evidence,
                    direction,
                    range,
                    known,
                    gap,
                    protocol,
                    units,
                    copies,
                    lostSizes,
                    need,
                    firstNanos,
                    lastNanos,
                    doubt,
                    seenAt,
                    missingAt,
                    widened);
        }

        /** No tap saw them: a later sequence number proves that they were sent. */
        public boolean byJump() {
            return known == Vanishing.Known.JUMP;
        }

        /** They passed the last tap; the receiver went on answering without them. */
        public boolean byAcknowledgement() {
            return known == Vanishing.Known.ACK || known == Vanishing.Known.CHALLENGED;
        }

        /** They passed every tap and nothing at all came back: lost, or the far end is dead. */
        public boolean unanswered() {
            return known == Vanishing.Known.UNANSWERED;
        }
    }

    /** A record or line, or what of it vanished. */
    record LostUnit(String protocol, String type, ByteRange range) {}

    /** Losses that retransmission made good, of one direction and gap. */
    record LossRepaired(
            String summary, List<Evidence> evidence, Direction direction, Gap gap, int count, long worstDelayNanos)
            implements Finding {
        @Override
        public String id() {
            return "loss-repaired";
        }
    }

    /**
     * A reset.
     *
     * @param madeAt the places that may have made it
     * @param forged the end in its source address cannot have sent it
     * @param doubt how likely that is wrong
     * @param nanos when it was first seen
     * @param tap the tap nearest to where it was made, whose frame the report names
     * @param heardUpTo up to which offset of the other direction it acknowledges; {@code SegmentStore.NO_ACK} where it
     *     does not
     * @param at the offset of its own direction at which it stands
     */
    record ResetSeen(
            String summary,
            List<Evidence> evidence,
            Direction direction,
            int flags,
            Tap tap,
            List<Place> madeAt,
            boolean forged,
            Basis basis,
            double doubt,
            String why,
            long nanos,
            long heardUpTo,
            long at)
            implements Finding {
        /** What tells who made it. */
        public enum Basis {
            /** A tap has it, or has it not; or it was captured on the sending machine. */
            PRESENCE,
            /** Its header, its moment and its sequence number. */
            LOOKS,
            /** Nothing does. */
            UNDECIDED
        }

        @Override
        public String id() {
            return forged ? "reset-forged" : "reset";
        }
    }

    /**
     * An end reset the connection itself, after it had repeated bytes in vain until its last wait had run out.
     *
     * @param retransmissions copies of those bytes but the first
     * @param nanos when it reset
     */
    record GaveUp(String summary, List<Evidence> evidence, Side side, int retransmissions, long nanos)
            implements Finding {
        @Override
        public String id() {
            return "gave-up";
        }
    }

    /**
     * An end closed by FIN or sent a fatal TLS alert.
     *
     * @param madeAt the places that may have done so in its name; empty where nothing but the end is meant
     */
    record EndLeft(
            String summary,
            List<Evidence> evidence,
            Side side,
            Manner manner,
            String detail,
            long nanos,
            List<Place> madeAt)
            implements Finding {
        /** How it left. */
        public enum Manner {
            FIN,
            RESET,
            FATAL_ALERT
        }

        @Override
        public String id() {
            return "end-left";
        }
    }

    /**
     * A side owed an answer and never gave it.
     *
     * @param what what it owed
     * @param sinceNanos when what it had to answer was complete
     * @param acknowledged it acknowledged what it had to answer
     * @param silentUntilNanos up to when its own later packets prove that it sent nothing in between; equal to
     *     {@code sinceNanos} where it sent none
     * @param proven it was heard so much later, without a gap in its sequence numbers, that it was silent and its
     *     answer not lost
     */
    record AnswerMissing(
            String summary,
            List<Evidence> evidence,
            Side side,
            String what,
            long sinceNanos,
            boolean acknowledged,
            long silentUntilNanos,
            boolean proven,
            Gap gap)
            implements Finding {
        @Override
        public String id() {
            return "answer-missing";
        }
    }

    /** An answer came, but the other side had left, or left while it was arriving. */
    record AnswerLate(String summary, List<Evidence> evidence, Side side, long nanos) implements Finding {
        @Override
        public String id() {
            return "answer-late";
        }
    }

    /**
     * A receiver's window was shut from this time on and not opened again while data waited.
     *
     * @param gap where it was shut: at that end, unless something on the way made it small
     * @param collapsed it was never shut, but next to nothing from the start
     */
    record WindowShut(
            String summary,
            List<Evidence> evidence,
            Side side,
            long sinceNanos,
            long untilNanos,
            Gap gap,
            boolean collapsed)
            implements Finding {
        public WindowShut with(Evidence further) {
            List<Evidence> all = new java.util.ArrayList<>(evidence);
            all.add(further);
            return new WindowShut(summary, List.copyOf(all), side, sinceNanos, untilNanos, gap, collapsed);
        }

        @Override
        public String id() {
            return "window-shut";
        }
    }

    /** The TCP handshake did not complete. */
    record ConnectFailed(
            String summary,
            List<Evidence> evidence,
            Stage stage,
            Direction direction,
            Gap gap,
            boolean refused,
            double doubt)
            implements Finding {
        /** Which packet had no effect. */
        public enum Stage {
            SYN,
            SYN_ACK,
            ACK,
            REFUSED_BY_RESET,
            REFUSED_BY_ICMP
        }

        @Override
        public String id() {
            return refused ? "connect-refused" : "connect-blocked";
        }
    }

    /**
     * Content differs on the two sides of a gap, or bears the mark of a device that changes it.
     *
     * @param smtp the change lies in clear-text SMTP
     * @param how what was done to it, e.g. {@code greeting masked}
     * @param bySignature only one tap saw it, and it looks like a known device's work
     */
    record ContentChanged(
            String summary,
            List<Evidence> evidence,
            Direction direction,
            boolean smtp,
            String how,
            Gap gap,
            boolean bySignature,
            List<ByteRange> ranges)
            implements Finding {
        @Override
        public String id() {
            return "content-changed";
        }
    }

    /** Both sides of a gap speak TLS, but not with each other. */
    record SessionRemade(String summary, List<Evidence> evidence, Gap gap, List<String> differences)
            implements Finding {
        @Override
        public String id() {
            return "session-remade";
        }
    }

    /** A capture missed what demonstrably passed its tap. */
    record CaptureMissed(String summary, List<Evidence> evidence, Tap tap, long bytes) implements Finding {
        @Override
        public String id() {
            return "capture-missed";
        }
    }

    /** The captures cannot tell. */
    record NotObservable(String summary, List<Evidence> evidence) implements Finding {
        @Override
        public String id() {
            return "not-observable";
        }
    }

    /** Retransmissions of the same bytes in a row. */
    record RetransmissionBurst(
            String summary,
            List<Evidence> evidence,
            Tap tap,
            Direction direction,
            ByteRange range,
            int copies,
            List<Long> intervalsNanos)
            implements Finding {
        @Override
        public String id() {
            return "retransmission-burst";
        }
    }

    /**
     * Only segments above a size vanished.
     *
     * @param largestPassed payload bytes of the largest segment that passed the same gap and way
     * @param smallestLost payload bytes of the smallest that vanished
     * @param compared whether a smaller one of the same flight passed, or a router said "too big": content was no reason
     */
    record SizeLimit(
            String summary,
            List<Evidence> evidence,
            Direction direction,
            int largestPassed,
            int smallestLost,
            boolean compared)
            implements Finding {
        @Override
        public String id() {
            return "size-limit";
        }
    }

    /**
     * Segments as large as the smallest that vanished passed the same gap and way: size was no reason.
     *
     * @param size payload bytes of the one shown
     */
    record SizePassed(String summary, List<Evidence> evidence, Direction direction, int size) implements Finding {
        @Override
        public String id() {
            return "size-passed";
        }
    }

    /** An ICMP error about this session. */
    record IcmpError(
            String summary, List<Evidence> evidence, Tap tap, int type, int code, boolean tooBig, long nanos, Gap gap)
            implements Finding {
        @Override
        public String id() {
            return "icmp-error";
        }
    }

    /** CWR or ECE flags, judged against what the handshake negotiated. */
    record CongestionFlags(String summary, List<Evidence> evidence, boolean negotiated) implements Finding {
        @Override
        public String id() {
            return "congestion-flags";
        }
    }

    /** A clear-text or TLS refusal. */
    record Refusal(String summary, List<Evidence> evidence, Side side, String what, long nanos) implements Finding {
        @Override
        public String id() {
            return "refusal";
        }
    }

    /** Something of context: options changed on the way, a match's weakness, a certificate. */
    record Remark(String id, String summary, List<Evidence> evidence, @Nullable Tap tap) implements Finding {}
}
