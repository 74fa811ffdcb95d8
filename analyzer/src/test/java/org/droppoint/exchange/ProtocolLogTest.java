package org.droppoint.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.droppoint.base.Times;
import org.droppoint.exchange.LogReading.Closer;
import org.junit.jupiter.api.Test;

class ProtocolLogTest {
    private static final String ROW_START = "2021-03-04T05:06:07.000Z,To partners,08D8DE0000000001,";
    private static final String PAIR = ",10.20.30.40:50123,198.51.100.25:25,";

    private static ProtocolLog parse(String text) {
        return ProtocolLog.parse(Samples.bytes(text), "copy.txt");
    }

    private static LogSession only(ProtocolLog log) {
        assertEquals(1, log.sessions().size(), "one session");
        return log.sessions().get(0);
    }

    private static LogReading readingOf(String eventDataContext) {
        return only(parse(ROW_START + "3" + PAIR + eventDataContext))
                .events()
                .get(0)
                .reading();
    }

    private static long nanos(String iso) {
        Instant instant = Instant.parse(iso);
        return Times.epochNanos(instant.getEpochSecond(), instant.getNano());
    }

    @Test
    void readsASendLogAsExchangeWritesIt() {
        ProtocolLog log = parse(Samples.SEND);
        LogSession session = only(log);
        assertEquals(ProtocolLog.Kind.SEND, log.kind());
        assertEquals(0, log.skipped().total());
        assertEquals("08D8DE0000000001", session.sessionId());
        assertEquals("To partners", session.connectorId());
        assertEquals("10.20.30.40:50123", session.localEndpoint().toString());
        assertEquals("198.51.100.25:25", session.remoteEndpoint().toString());
        assertEquals(10, session.events().size());
        assertEquals(6, session.events().get(0).lineNumber());
        assertEquals(
                "220 mx.example.net ready at Thu, 4 Mar 2021 05:06:07 +0000",
                session.events().get(2).data());
    }

    @Test
    void saysWhatTheLogClaims() {
        LogSession session = only(parse(Samples.SEND));
        assertEquals(OptionalLong.of(nanos("2021-03-04T05:06:07.000Z")), session.startedAt());
        assertEquals(OptionalLong.of(nanos("2021-03-04T05:06:07.040Z")), session.connectedAt());
        assertEquals(OptionalLong.of(nanos("2021-03-04T05:06:26.260Z")), session.endedAt());
        assertTrue(session.saysStartTls());
        assertTrue(session.saysCertificateSent());
        assertEquals(13, session.certificateSentEvent().orElseThrow().lineNumber());
        assertFalse(session.saysTlsSucceeded());
        assertEquals(Optional.of("TimedOut"), session.saysTlsFailedWith());
        assertEquals(Optional.of(Closer.REMOTE), session.saysClosedBy());
        assertEquals(OptionalLong.of(19_000_000_000L), session.silenceBeforeTlsFailureNanos());
        assertEquals(OptionalInt.empty(), session.saysConnectFailedWith());
    }

    @Test
    void claimsNothingThatTheLogDoesNotSay() {
        LogSession session = only(parse(ROW_START + "0" + PAIR + ">,EHLO TLS negotiation failed with error TimedOut,"));
        assertFalse(session.saysCertificateSent());
        assertFalse(session.saysStartTls());
        assertEquals(Optional.empty(), session.saysTlsFailedWith());
        assertEquals(Optional.empty(), session.saysClosedBy());
        assertEquals(OptionalLong.empty(), session.connectedAt());
        assertEquals(OptionalLong.empty(), session.silenceBeforeTlsFailureNanos());
    }

    @Test
    void readsACopyWhoseCommasBecameBlanks() {
        ProtocolLog log = parse(Samples.BLOG_COPY);
        LogSession session = only(log);
        assertEquals(ProtocolLog.Kind.SEND, log.kind());
        assertEquals("7", session.sessionId());
        assertEquals("Mail to the cloud", session.connectorId());
        assertEquals("10.20.30.40:50123", session.localEndpoint().toString());
        assertEquals(new LogEndpoint.Unreadable("203.0.777.888:25", 25), session.remoteEndpoint());
        assertEquals(8, session.events().size());
        assertEquals(OptionalLong.of(nanos("2021-03-04T05:06:07.040Z")), session.connectedAt());
        assertEquals(
                "CN=mail.example.org, O=Example,",
                session.certificateSentEvent().orElseThrow().data());
        assertEquals(Optional.of("TimedOut"), session.saysTlsFailedWith());
        assertEquals(OptionalLong.of(19_017_000_000L), session.silenceBeforeTlsFailureNanos());
        assertEquals(Optional.of(Closer.REMOTE), session.saysClosedBy());
        assertEquals(
                List.of(
                        new SkippedLine(1, SkippedLine.Reason.NOT_UNDERSTOOD),
                        new SkippedLine(13, SkippedLine.Reason.NOT_UNDERSTOOD)),
                log.skipped().listed());
    }

    @Test
    void readsAReceiveLog() {
        ProtocolLog log = parse(Samples.RECEIVE);
        LogSession session = only(log);
        assertEquals(ProtocolLog.Kind.RECEIVE, log.kind());
        assertEquals(
                new LogReading.TlsSucceeded("SP_PROT_TLS1_2_SERVER", "CALG_AES_256", 256, "CALG_SHA_384", "CALG_ECDHE"),
                session.events().get(3).reading());
        assertTrue(session.saysTlsSucceeded());
        assertEquals(Optional.of(Closer.LOCAL), session.saysClosedBy());
    }

    @Test
    void headersWorkWithoutTheirHashSignsAndBetweenBlankLines() {
        String bare = Samples.SEND.replace("#", "").replace("\n", "\r\n\r\n");
        ProtocolLog log = parse(bare);
        assertEquals(10, only(log).events().size());
        assertEquals(ProtocolLog.Kind.SEND, log.kind());
        assertEquals(0, log.skipped().total());
    }

    @Test
    void honoursTheOrderOfFields() {
        ProtocolLog log = parse(
                """
                #Fields: session-id,event,data,context,date-time,sequence-number,remote-endpoint,local-endpoint,connector-id
                A1,>,"MAIL FROM:<a@b.example> X,Y",,2021-03-04T05:06:07.000Z,4,198.51.100.25:25,10.20.30.40:50123,Out
                """);
        LogSession session = only(log);
        assertEquals("A1", session.sessionId());
        assertEquals("Out", session.connectorId());
        assertEquals("10.20.30.40:50123", session.localEndpoint().toString());
        assertEquals("MAIL FROM:<a@b.example> X,Y", session.events().get(0).data());
        assertEquals(4, session.events().get(0).sequenceNumber());
    }

    @Test
    void readsTabsSemicolonsAndCurledQuotes() {
        String row = ROW_START + "3" + PAIR + "<,\"220 hello; it is Thu, 4 Mar\",";
        for (String separator : List.of("\t", ";")) {
            String copy = row.replace("\"220 hello; it is Thu, 4 Mar\"", "@")
                    .replace(",", separator)
                    .replace("@", "\"220 hello; it is Thu, 4 Mar\"");
            assertEquals(
                    "220 hello; it is Thu, 4 Mar",
                    only(parse(copy)).events().get(0).data());
        }
        String curled = row.replaceFirst("\"", "\u201D").replaceFirst("\"", "\u2033");
        assertEquals(
                "220 hello; it is Thu, 4 Mar",
                only(parse(curled)).events().get(0).data());
    }

    @Test
    void mendsRowsThatLostTheirQuotes() {
        LogEvent said = only(parse(ROW_START + "3" + PAIR + "<,220 ready at Thu, 4 Mar 2021,"))
                .events()
                .get(0);
        assertEquals("220 ready at Thu, 4 Mar 2021", said.data());
        assertEquals(
                new LogReading.ConnectFailed(10060),
                readingOf("*,,Failed to connect. Winsock error code: 10060, Win32 error code: 10060, Message: x"));
    }

    @Test
    void anUnclosedQuoteCostsNoOtherField() {
        LogEvent event = only(parse(ROW_START + "3" + PAIR + "<,\"220 ready,remark"))
                .events()
                .get(0);
        assertEquals("\"220 ready", event.data());
        assertEquals("remark", event.context());
    }

    @Test
    void readsEventsThatAWebPageEscapedOrSwallowed() {
        assertInstanceOf(LogReading.Command.class, readingOf("&gt;,QUIT,"));
        assertInstanceOf(LogReading.Reply.class, readingOf("&lt;,250 ok,"));
        assertEquals(
                new LogReading.TlsFailure("NoCredentials"),
                readingOf("\\*,,TLS negotiation failed with error NoCredentials"));
        assertEquals(
                new LogReading.TlsFailure("SocketError"), readingOf(",,TLS negotiation failed with error SocketError"));
        assertEquals(new LogReading.ConnectAttempt(), readingOf(",,attempting to connect"));
        assertEquals(new LogReading.Note(), readingOf("*,None,Set Session Permissions"));
    }

    @Test
    void readsCommandsAndReplies() {
        assertEquals(new LogReading.Command("X-ANONYMOUSTLS", "X-ANONYMOUSTLS"), readingOf(">,X-ANONYMOUSTLS,"));
        assertEquals(new LogReading.Command("MAIL", "mail FROM:<>"), readingOf(">,mail FROM:<>,"));
        assertEquals(new LogReading.Reply(421, "4.4.2", "bye"), readingOf("<,421 4.4.2 bye,"));
        assertEquals(new LogReading.Reply(250, "", "CHUNKING"), readingOf("<,250-CHUNKING,"));
        assertEquals(new LogReading.Reply(354, "", ""), readingOf("<,354,"));
        assertEquals(new LogReading.Note(), readingOf(">,<Binary Data>,"));
    }

    @Test
    void readsBothEndsOfAConnection() {
        assertEquals(new LogReading.Disconnected(Closer.LOCAL, ""), readingOf("-,,Local"));
        assertEquals(new LogReading.Disconnected(Closer.REMOTE, "SocketError"), readingOf("-,,Remote(SocketError)"));
        assertEquals(new LogReading.Disconnected(Closer.UNSTATED, ""), readingOf("-,,"));
    }

    @Test
    void aCertificateOnRowsOfItsOwnIsAClaimToHaveSentItUntilTheHandshakeSucceeded() {
        String field = PAIR + "*,CN=mail.example.org,Certificate subject\n";
        String success = PAIR + "*,,TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption\n";
        String received = PAIR + "*,,Received certificate\n";
        assertTrue(only(parse(ROW_START + "7" + field)).saysCertificateSent());
        assertFalse(
                only(parse(ROW_START + "7" + success + ROW_START + "8" + field)).saysCertificateSent());
        assertFalse(only(parse(ROW_START + "7" + received + ROW_START + "8" + field))
                .saysCertificateSent());
        assertEquals(
                new LogReading.CertificateField("Certificate subject", "CN=mail.example.org"),
                readingOf("*,CN=mail.example.org,Certificate subject"));
    }

    @Test
    void sessionsThatInterleaveAreKeptApartAndBlankedIdsAreSplitWhereNumberingStartsOver() {
        String other = ROW_START.replace("0001,", "0002,");
        ProtocolLog apart = parse(ROW_START + "0" + PAIR + "+,,\n" + other + "0" + PAIR + "+,,\n" + ROW_START + "1"
                + PAIR + "-,,Local\n" + other + "1" + PAIR + "-,,Remote\n");
        assertEquals(
                List.of(2, 2),
                apart.sessions().stream().map(s -> s.events().size()).toList());
        String twice = ROW_START + "0" + PAIR + "+,,\n" + ROW_START + "1" + PAIR + "-,,Local\n";
        assertEquals(2, parse(twice + twice).sessions().size());
    }

    @Test
    void tellsTheKindFromWordsThenPortsThenName() {
        String silent = ROW_START + "0" + PAIR + "*,,x";
        assertEquals(ProtocolLog.Kind.SEND, parse(silent).kind());
        assertEquals(
                ProtocolLog.Kind.RECEIVE,
                parse(ROW_START + "0" + PAIR + "<,EHLO x,").kind());
        assertEquals(
                ProtocolLog.Kind.RECEIVE,
                parse(ROW_START + "0" + PAIR + ">,220 ready,").kind());
        String noPorts = ROW_START + "0,,,*,,x";
        assertEquals(ProtocolLog.Kind.UNKNOWN, parse(noPorts).kind());
        assertEquals(
                ProtocolLog.Kind.RECEIVE,
                ProtocolLog.parse(Samples.bytes(noPorts), "C:\\logs\\RECV20210304-1.LOG")
                        .kind());
    }

    @Test
    void keepsRowsWhoseTimeCannotBeRead() {
        for (String time :
                List.of("021-03-04T05:06:07.000Z", "2021-02-30T05:06:07Z", "9999-03-04T05:06:07Z", "Date/Time")) {
            LogSession session = only(parse(time + ",Out,A1,3" + PAIR + "+,,"));
            assertEquals(OptionalLong.empty(), session.startedAt(), time);
        }
        for (String time : List.of("2021-03-04-T05:0607.5Z", "2021-03-04 05:06:07,500", "2021-03-04T05:06:07.5")) {
            LogSession session = only(parse('"' + time + "\",Out,A1,3" + PAIR + "+,,"));
            assertEquals(OptionalLong.of(nanos("2021-03-04T05:06:07.5Z")), session.startedAt(), time);
        }
    }

    @Test
    void readsEndpointsOfEveryForm() {
        assertEquals("[2001:db8::1]:25", LogEndpoint.parse("[2001:db8::1]:25").toString());
        assertEquals("[fe80::1]:25", LogEndpoint.parse("[fe80::1%12]:25").toString());
        assertEquals("192.0.2.1:25", LogEndpoint.parse("[::ffff:192.0.2.1]:25").toString());
        assertEquals(new LogEndpoint.Unreadable("x.x.x.x:25", 25), LogEndpoint.parse("x.x.x.x:25"));
        assertEquals(new LogEndpoint.Unreadable("ab.cd.ef.ab:25", 25), LogEndpoint.parse("ab.cd.ef.ab:25"));
        assertEquals(new LogEndpoint.Unreadable("192.0.2.1:70000", -1), LogEndpoint.parse("192.0.2.1:70000"));
        assertEquals(new LogEndpoint.Unreadable("192.0.2.1", -1), LogEndpoint.parse("192.0.2.1"));
        assertEquals(LogEndpoint.ABSENT, LogEndpoint.parse(" "));
    }
}
