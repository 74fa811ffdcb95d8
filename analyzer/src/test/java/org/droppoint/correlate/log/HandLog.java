package org.droppoint.correlate.log;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.droppoint.base.Times;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.exchange.ProtocolLog;

/** A protocol log of hand-made sessions; times as in {@link HandMade}, shown by a clock that may be off. */
final class HandLog {
    private static final String FIELDS = "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,"
            + "remote-endpoint,event,data,context\n";

    private final StringBuilder text;
    private final long offsetNanos;
    private String ends = "";
    private int session;
    private int row;

    private HandLog(String kind, long offsetNanos) {
        this.text = new StringBuilder("#Software: Microsoft Exchange Server\n#Version: 15.0.0.0\n#Log-type: SMTP "
                + kind + " Protocol Log\n#Date: 2025-06-15T00:00:00.000Z\n" + FIELDS);
        this.offsetNanos = offsetNanos;
    }

    public static HandLog send(long offsetNanos) {
        return new HandLog("Send", offsetNanos);
    }

    public static HandLog receive(long offsetNanos) {
        return new HandLog("Receive", offsetNanos);
    }

    /** The rows that follow are another session's. */
    public HandLog session(String local, String remote) {
        session++;
        row = 0;
        ends = local + "," + remote;
        return this;
    }

    /** @param what event, data and context */
    public HandLog row(double millis, String what) {
        String time = Times.iso(HandMade.at(millis) + offsetNanos).substring(0, 23) + "Z";
        text.append(time).append(",Out,").append(String.format("08D8DE%010X", session));
        text.append(',').append(row++).append(',').append(ends).append(',').append(what);
        text.append('\n');
        return this;
    }

    public HandLog line(String any) {
        text.append(any).append('\n');
        return this;
    }

    public ProtocolLog parse() {
        return ProtocolLog.parse(text.toString().getBytes(StandardCharsets.UTF_8), "SEND.LOG");
    }

    public JoinedLog join(Correlation correlation) {
        return LogJoiner.join(List.of(parse()), correlation, port -> port == 25).get(0);
    }
}
