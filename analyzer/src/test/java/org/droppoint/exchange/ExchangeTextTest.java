package org.droppoint.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.droppoint.exchange.ExchangeText.Kind;
import org.junit.jupiter.api.Test;

class ExchangeTextTest {
    private static Kind detect(String text) {
        return ExchangeText.detect(Samples.bytes(text));
    }

    @Test
    void tellsEachKind() {
        assertEquals(Kind.SEND_LOG, detect(Samples.SEND));
        assertEquals(Kind.SEND_LOG, detect(Samples.HEADER));
        assertEquals(Kind.SEND_LOG, detect(Samples.BLOG_COPY));
        assertEquals(Kind.SEND_LOG, ExchangeText.detect(Samples.SEND.getBytes(StandardCharsets.UTF_16LE)));
        assertEquals(Kind.RECEIVE_LOG, detect(Samples.RECEIVE));
        assertEquals(Kind.PROTOCOL_LOG, detect("2021-03-04T05:06:07.000Z,Out,A1,0,,,*,,x"));
        assertEquals(Kind.QUEUE, detect(Samples.QUEUE_LIST));
        assertEquals(Kind.QUEUE, detect(Samples.QUEUE_BLOG_COPY));
        assertEquals(Kind.QUEUE, detect(Samples.QUEUE_TABLE));
        assertEquals(Kind.ASA_SYSLOG, detect(Samples.SYSLOG));
        assertEquals(Kind.ASP_DROP, detect(Samples.ASP_DROP));
        assertEquals(Kind.ESMTP_POLICY, detect(Samples.ESMTP_POLICY));
    }

    @Test
    void takesNothingElseForOneOfThem() {
        assertEquals(Kind.UNKNOWN, detect(""));
        assertEquals(Kind.UNKNOWN, detect("Status: all is well\nDate: today, 10:25, and so on, a, b, c, d, e, f\n"));
        assertEquals(
                Kind.UNKNOWN,
                detect("#Fields: date-time,session,source,Destination,direction,description\n"
                        + "2021-03-04T05:06:07.000Z,08D8,SMTP,partner.example,>,DNS server returned something\n"));
        byte[] pcap = new byte[4096];
        pcap[0] = (byte) 0xD4;
        pcap[1] = (byte) 0xC3;
        pcap[2] = (byte) 0xB2;
        pcap[3] = (byte) 0xA1;
        assertEquals(Kind.UNKNOWN, ExchangeText.detect(pcap));
    }
}
