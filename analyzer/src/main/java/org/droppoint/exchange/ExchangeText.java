package org.droppoint.exchange;

import java.util.Arrays;

/** Tells what a text is from its beginning, by reading it: what a parser can read a row of, is of that parser's kind. */
public final class ExchangeText {
    /** How much of a text is looked at, in bytes. */
    public static final int HEAD_BYTES = 1 << 16;

    private ExchangeText() {}

    /** A kind of text that this package reads. */
    public enum Kind {
        SEND_LOG,
        RECEIVE_LOG,
        /** A protocol log that does not tell which of the two it is. */
        PROTOCOL_LOG,
        QUEUE,
        ASA_SYSLOG,
        ASP_DROP,
        ESMTP_POLICY,
        UNKNOWN
    }

    /** The kind of a text, given its first bytes; the more of {@link #HEAD_BYTES}, the surer. */
    public static Kind detect(byte[] head) {
        byte[] bytes = head.length > HEAD_BYTES ? Arrays.copyOf(head, HEAD_BYTES) : head;
        ProtocolLog log = ProtocolLog.parse(bytes, "");
        if (!log.sessions().isEmpty() || log.kind() != ProtocolLog.Kind.UNKNOWN) {
            return switch (log.kind()) {
                case SEND -> Kind.SEND_LOG;
                case RECEIVE -> Kind.RECEIVE_LOG;
                case UNKNOWN -> Kind.PROTOCOL_LOG;
            };
        }
        if (isSyslog(FirewallLog.parse(bytes, ""))) {
            return Kind.ASA_SYSLOG;
        }
        if (!QueueReport.parse(bytes, "").queues().isEmpty()) {
            return Kind.QUEUE;
        }
        return counters(InspectionCounters.parse(bytes, ""));
    }

    private static boolean isSyslog(FirewallLog log) {
        return !log.lines().isEmpty() || log.skipped().count(SkippedLine.Reason.NOT_ABOUT_MAIL) > 0;
    }

    private static Kind counters(InspectionCounters read) {
        if (read.counters().isEmpty()) {
            return Kind.UNKNOWN;
        }
        boolean policy = read.counters().get(0).section() == InspectionCounters.Section.ESMTP_INSPECTION;
        return policy ? Kind.ESMTP_POLICY : Kind.ASP_DROP;
    }
}
