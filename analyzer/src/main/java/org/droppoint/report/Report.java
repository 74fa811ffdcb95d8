package org.droppoint.report;

import java.util.List;
import java.util.Map;
import org.droppoint.base.ByteRange;
import org.jspecify.annotations.Nullable;

/**
 * All that a renderer needs, and nothing that it must work out: every format shows the same facts. Texts are plain and
 * may hold hostile characters from captures; each renderer escapes for its own format. Times are nanoseconds since 1970
 * on the reference clock unless said otherwise. Lists are in the order in which they are to be shown.
 *
 * @param path all places from the host to the server, taps among them not
 * @param taps the names of the taps on the path, in order
 * @param refusedInputs inputs that could not be read, each with its reason
 */
public record Report(
        Tool tool,
        List<String> path,
        List<String> taps,
        List<Capture> captures,
        Verdict verdict,
        List<Flow> flows,
        List<Log> logs,
        List<RefusedInput> refusedInputs) {

    public record Tool(String name, String version) {}

    public record RefusedInput(String file, String reason) {}

    /**
     * One tap's capture.
     *
     * @param roleReason why this capture is held to be this tap
     * @param firstNanos first frame by this capture's own clock
     * @param segments port-25 segments in it
     */
    public record Capture(
            String tap,
            @Nullable String interfaceName,
            List<CaptureFile> files,
            long firstNanos,
            long lastNanos,
            Clock clock,
            Health health,
            String roleReason,
            int sessions,
            long segments) {}

    public record CaptureFile(String name, String sha256, long frames) {}

    /**
     * A capture's clock against the reference clock: offset = this clock minus the reference, at {@code atNanos}
     * (reference clock); the truth lies within the uncertainty.
     *
     * @param known false where nothing common was seen, so that offset and drift mean nothing
     * @param basis in words, what the estimate rests on
     * @param steps sudden changes found, in words
     */
    public record Clock(
            boolean known,
            long offsetNanos,
            double driftPpm,
            long uncertaintyNanos,
            long atNanos,
            boolean reference,
            String basis,
            List<String> steps) {}

    /**
     * @param missedBytes stream bytes that others prove to have passed this tap and that it did not record
     * @param problems damage, drops, snap lengths, blindness: in words
     */
    public record Health(long truncatedFrames, long missedBytes, List<String> problems) {}

    /**
     * The overall verdict.
     *
     * @param headline a few words for the first line: what, where
     * @param summary one sentence a manager understands
     * @param triggers what failed flows have in common that the others lack, with its numbers; may be empty
     */
    public record Verdict(
            String classId,
            List<String> suspects,
            List<String> notRuledOut,
            String direction,
            double confidence,
            String headline,
            String summary,
            List<Cause> causes,
            List<Alternative> alternatives,
            List<String> nextSteps,
            List<String> triggers,
            Counts counts) {}

    /** How many flows came to which outcome. */
    public record Counts(int failed, int ok, int unknown) {
        public int total() {
            return failed + ok + unknown;
        }
    }

    public record Cause(String classId, List<String> suspects, String direction, int flows) {}

    public record Alternative(String classId, List<String> suspects, double confidence, String why) {}

    /**
     * One mail session.
     *
     * @param seenAs by tap, where it saw other addresses than {@code client} and {@code server}
     * @param initiator host or server: whose side opened it
     * @param summary one sentence
     * @param matchReason why the taps' connections are held to be the same session
     * @param filters by tap, a Wireshark display filter that shows this session in that tap's capture
     * @param ladder what went over the path, in order of the reference clock
     */
    public record Flow(
            String id,
            String client,
            String server,
            String initiator,
            Map<String, Address> seenAs,
            long startNanos,
            long endNanos,
            String outcome,
            String outcomeReason,
            String classId,
            List<String> suspects,
            List<String> notRuledOut,
            String direction,
            double confidence,
            String summary,
            String progress,
            @Nullable String serverName,
            @Nullable String tlsVersion,
            List<LostRecord> lostRecords,
            List<Reset> resets,
            List<Finding> findings,
            List<Alternative> alternatives,
            String matchReason,
            Map<String, String> filters,
            List<LadderStep> ladder) {}

    public record Address(String client, String server) {}

    /** Bytes lost and never delivered later; known is seen, jump or ack. */
    public record LostRecord(
            String direction,
            String protocol,
            String type,
            ByteRange range,
            String known,
            List<String> seenAt,
            List<String> missingAt,
            List<String> suspects) {}

    public record Reset(
            String tap,
            int file,
            long frame,
            long nanos,
            List<String> flags,
            String claimedSender,
            List<String> madeAt,
            String why) {}

    /** A fact with its frames. */
    public record Finding(String id, String summary, List<Evidence> evidence) {}

    /** A frame that shows something; {@code nanos} on that tap's own clock, as Wireshark shows it. */
    public record Evidence(String tap, int file, long frame, long nanos, String note) {}

    /**
     * One transmission on its way across the taps, or several alike folded into one step.
     *
     * @param nanos when the first tap on its way saw it
     * @param toServer true when it travels from the client to the server
     * @param kind smtp, tls, syn, fin, rst, ack, icmp, data
     * @param label what it is, e.g. {@code EHLO}, {@code TLS Certificate}, {@code RST, ACK, CWR}
     * @param copy 1 for the first transmission, 2 for the first retransmission, …
     * @param folded how many further transmissions this step stands for
     * @param frames by tap that saw it, the frame number (of the first folded one)
     * @param lostAt the places where it vanished; empty where it arrived or nobody can tell
     * @param forged made by the place where it first appears, not by the end it claims as sender
     * @param changedAt the places where its bytes were changed
     * @param endedAt the places where a device ends the session and makes one of its own: the step is of the side of it
     *     where its frames are
     */
    public record LadderStep(
            long nanos,
            boolean toServer,
            String kind,
            String label,
            @Nullable ByteRange range,
            int copy,
            int folded,
            Map<String, Long> frames,
            List<String> lostAt,
            boolean forged,
            List<String> changedAt,
            List<String> endedAt) {

        /** Whether something on the way did what nothing on the way may do. */
        public boolean isFault() {
            return forged || !lostAt.isEmpty() || !changedAt.isEmpty();
        }
    }

    /**
     * A text of the mail server's or the firewall's own, held against the flows.
     *
     * @param kind smtp-send, smtp-receive, smtp, queue or firewall
     * @param clockKnown false where no session bounds the log's clock; then the two numbers mean nothing
     * @param minusHostNanos the log's clock minus the host capture's clock
     * @param uncertaintyNanos nine of ten log rows lie within the offset ± this
     * @param sessions of a protocol log; empty for the other kinds
     * @param remarks what the text says beside its sessions
     */
    public record Log(
            String file,
            String kind,
            boolean clockKnown,
            long minusHostNanos,
            long uncertaintyNanos,
            List<LogSession> sessions,
            List<Remark> remarks) {

        /** A protocol log whose clock is known, without remarks. */
        public Log(String file, long minusHostNanos, List<LogSession> sessions) {
            this(file, "smtp", true, minusHostNanos, 0, sessions, List.of());
        }
    }

    /** @param joinedBy why this flow is held to be the log's session; empty where there is none */
    public record LogSession(
            String session, @Nullable String flow, String joinedBy, List<Contradiction> contradictions) {

        public LogSession(String session, @Nullable String flow, List<Contradiction> contradictions) {
            this(session, flow, "", contradictions);
        }
    }

    public record Contradiction(String id, String summary) {}

    /**
     * What a text says that bears on the flows, as corroboration; no verdict rests on it.
     *
     * @param id queue-error, inspection-acted, firewall-line, inspection-counter, log-clock or skipped-lines
     * @param line the line it stands on, counted from 1; 0 where it is about the whole text
     * @param flow the flow it is about, null where that is none or several
     */
    public record Remark(String id, long line, @Nullable String flow, String summary) {}
}
