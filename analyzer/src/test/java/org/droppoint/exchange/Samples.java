package org.droppoint.exchange;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Inputs in the shapes that Exchange, PowerShell, Cisco and the web give to them; names and numbers are invented. */
public final class Samples {
    static final String HEADER =
            """
            #Software: Microsoft Exchange Server
            #Version: 15.0.0.0
            #Log-type: SMTP Send Protocol Log
            #Date: 2021-03-04T05:06:00.000Z
            #Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context
            """;

    private static final String TO = ",To partners,08D8DE0000000001,";
    private static final String PAIR = ",10.20.30.40:50123,198.51.100.25:25,";

    /** A send log whose handshake fails after 19 seconds; the certificate is on one row. */
    static final String SEND = HEADER
            + "2021-03-04T05:06:07.000Z" + TO + "0,,198.51.100.25:25,*,,attempting to connect\n"
            + "2021-03-04T05:06:07.040Z" + TO + "1" + PAIR + "+,,\n"
            + "2021-03-04T05:06:07.080Z" + TO + "2" + PAIR
            + "<,\"220 mx.example.net ready at Thu, 4 Mar 2021 05:06:07 +0000\",\n"
            + "2021-03-04T05:06:07.080Z" + TO + "3" + PAIR + ">,EHLO mail.example.org,\n"
            + "2021-03-04T05:06:07.120Z" + TO + "4" + PAIR + "<,250 mx.example.net Hello SIZE 1000 STARTTLS,\n"
            + "2021-03-04T05:06:07.121Z" + TO + "5" + PAIR + ">,STARTTLS,\n"
            + "2021-03-04T05:06:07.160Z" + TO + "6" + PAIR + "<,220 2.0.0 go ahead,\n"
            + "2021-03-04T05:06:07.160Z" + TO + "7" + PAIR
            + "*,\" CN=mail.example.org, O=\"\"Example, Inc.\"\", C=NL CN=Some CA\",Sending certificate Subject Issuer name\n"
            + "2021-03-04T05:06:26.160Z" + TO + "8" + PAIR + "*,,TLS negotiation failed with error TimedOut\n"
            + "2021-03-04T05:06:26.260Z" + TO + "9" + PAIR + "-,,Remote(ConnectionReset)\n";

    /** The same kind of session after a web page: blanks for commas, broken dates, impossible addresses. */
    static final String BLOG_COPY =
            """
            Some words before the log, which belong to the article.

            date-time connector-id session-id sequence-number local-endpoint remote-endpoint event data context
            2021-03-04-T05:0607.040Z Mail to the cloud 7 2 10.20.30.40:50123 203.0.777.888:25 +
            2021-03-04-T05:0607.080Z Mail to the cloud 7 3 10.20.30.40:50123 203.0.777.888:25 < "220 mx.example.net ready at Thu, 4 Mar 2021 05:06:07 +0000"
            2021-03-04-T05:0607.080Z Mail to the cloud 7 4 10.20.30.40:50123 203.0.777.888:25 > EHLO mail.example.org
            2021-03-04-T05:0607.121Z Mail to the cloud 7 5 10.20.30.40:50123 203.0.777.888:25 > STARTTLS
            2021-03-04-T05:0607.160Z Mail to the cloud 7 6 10.20.30.40:50123 203.0.777.888:25 < 220 2.0.0 go ahead
            2021-03-04-T05:0607.160Z Mail to the cloud 7 7 10.20.30.40:50123 203.0.777.888:25 * " CN=mail.example.org, O=Example, " Sending certificate Subject Issuer name
            2021-03-04-T05:0626.177Z Mail to the cloud 7 8 10.20.30.40:50123 203.0.777.888:25 * TLS negotiation failed with error TimedOut
            2021-03-04-T05:0626.278Z Mail to the cloud 7 9 10.20.30.40:50123 203.0.777.888:25 - Remote

            And words after it.
            """;

    static final String RECEIVE =
            """
            #Software: Microsoft Exchange Server
            #Log-type: SMTP Receive Protocol Log
            #Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context
            2021-03-04T06:00:00.000Z,EX1\\Default Frontend EX1,08D8DE0000000009,0,10.20.30.40:25,192.0.2.77:40000,+,,
            2021-03-04T06:00:00.001Z,EX1\\Default Frontend EX1,08D8DE0000000009,1,10.20.30.40:25,192.0.2.77:40000,>,220 EX1 ready,
            2021-03-04T06:00:00.050Z,EX1\\Default Frontend EX1,08D8DE0000000009,2,10.20.30.40:25,192.0.2.77:40000,<,EHLO client,
            2021-03-04T06:00:00.090Z,EX1\\Default Frontend EX1,08D8DE0000000009,3,10.20.30.40:25,192.0.2.77:40000,*,,"TLS protocol SP_PROT_TLS1_2_SERVER negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits, MAC hash algorithm CALG_SHA_384 with strength 384 bits and key exchange algorithm CALG_ECDHE with strength 384 bits"
            2021-03-04T06:00:01.000Z,EX1\\Default Frontend EX1,08D8DE0000000009,4,10.20.30.40:25,192.0.2.77:40000,-,,Local
            """;

    static final String QUEUE_LIST =
            """
            RunspaceId           : 00000000-1111-2222-3333-444444444444
            Identity             : EX1\\31
            DeliveryType         : SmartHostConnectorDelivery
            NextHopDomain        : partner.example.net
            TlsDomain            :
            Status               : Retry
            MessageCount         : 214
            LastError            : [{LED=451 4.4.397 Error communicating with target host. -> 421 4.4.2 Connection
                                   dropped due to TimedOut};{MSG=};{FQDN=mx.partner.example.net};{IP=198.51.100.25};
                                   {LRT=3/4/2021 5:06:26 AM}]

            Identity             : EX1\\32
            DeliveryType         : DnsConnectorDelivery
            NextHopDomain        : other.example
            Status               : Ready
            MessageCount         : 0
            LastError            :
            """;

    static final String QUEUE_BLOG_COPY =
            """
            You would then see this:
            DeliveryType : DnsConnectorDelivery
            NextHopDomain : partner.example.net
            Status : Active
            MessageCount : ALotOfThem
            LastError : [{LED=451 4.4.397 Error communicating with target host. -> 421 4.4.2 Connection dropped due to SocketError};{MSG=};mx-partner.mail.example.net};{IP=TheirAddress};{LRT=3/4/2021 5:06:26 AM}]
            """;

    static final String QUEUE_TABLE =
            """
            [PS] C:\\>Get-Queue

            Identity   DeliveryType         Status MessageCount NextHopDomain
            --------   ------------         ------ ------------ -------------
            EX1\\31     SmtpDeliveryToMailb… Ready             0 mailbox database 1
            EX1\\32     DnsConnectorDelivery Retry            57 partner.example.net
            """;

    static final String SYSLOG =
            """
            <166>Mar  4 2021 05:06:07: %ASA-6-302013: Built outbound TCP connection 4711 for outside:198.51.100.25/25 (198.51.100.25/25) to inside:10.20.30.40/50123 (203.0.113.2/61022)
            Mar  4 05:06:26 fw1 : %ASA-4-507003: tcp flow from inside:10.20.30.40/50123 to outside:198.51.100.25/25 terminated by inspection engine, reason - inspector disconnected, dropped packet.
            2021-03-04T06:06:26.250+01:00 fw1 %FTD-4-108004: ESMTP Classification: Dropped connection for ESMTP Request from inside:10.20.30.40/50123 to outside:198.51.100.25/25; matched Class 7: header line length gt 998
            Mar  4 2021 05:06:26 fw1 : %ASA-6-302014: Teardown TCP connection 4711 for outside:198.51.100.25/25 to inside:10.20.30.40/50123 duration 0:00:19 bytes 6102 Flow closed by inspection
            Mar  4 2021 05:06:27 fw1 : %ASA-6-106015: Deny TCP (no connection) from 198.51.100.25/25 to 203.0.113.2/61022 flags RST ACK  on interface outside
            Mar  4 2021 05:06:28 fw1 : %ASA-4-106023: Deny tcp src outside:2001:db8::25/25 dst inside:2001:db8:1::9/50123 by access-group "in" [0x0, 0x0]
            Mar  4 2021 05:06:28 fw1 : %ASA-6-106100: access-list in permitted tcp inside/10.20.30.40(50123) -> outside/198.51.100.25(25) hit-cnt 1 first hit [0xabc, 0x0]
            Mar  4 2021 05:06:28 fw1 : %ASA-6-302013: Built outbound TCP connection 4712 for outside:198.51.100.80/443 (198.51.100.80/443) to inside:10.20.30.41/50124 (203.0.113.2/61023)
            Mar  4 2021 05:06:29 fw1 : %ASA-5-111008: User 'x' executed the 'show version' command.
            Mar  4 2021 05:06:30 fw1 : %ASA-2-108002: SMTP replaced <: out 198.51.100.25 in 10.20.30.40 data: x@y (192.0.2.99)
            no syslog at all
            """;

    static final String ASP_DROP =
            """
            fw1# show asp drop

            Frame drop:
              Flow is denied by configured rule (acl-drop)                               1606
              First TCP packet not SYN (tcp-not-syn)                                       42
              TCP packet SEQ past window (tcp-seq-past-win)                                 9

            Last clearing: Never

            Flow drop:
              Inspection failure (inspect-fail)                                             7
              Need (to) start something (need-it)                                           1
              Flow is denied by configured rule (acl-drop)                                  4

            Last clearing: Never
            """;

    static final String ESMTP_POLICY =
            """
            Global policy:
              Service-policy: global_policy
                Class-map: inspection_default
                  Inspect: ftp, packet 88, lock fail 0, drop 3, reset-drop 0
                  Inspect: esmtp _default_esmtp_map, packet 54000, lock fail 2, drop 2676, reset-drop 5, 5-min-pkt-rate 0 pkts/sec, v6-fail-close 0 sctp-drop-override 0
                    mask-banner, count 278
                    match cmd line length gt 512
                      drop-connection log, packet 11
                    match header line length gt 998
                      drop-connection log, packet 380
                    match ehlo-reply-parameter others
                      mask, packet 144526
                    tcp-proxy: bytes in buffer 0, bytes dropped 12
                  Inspect: sqlnet, packet 5, drop 4
            """;

    private Samples() {}

    public static List<String> all() {
        return List.of(
                SEND, BLOG_COPY, RECEIVE, QUEUE_LIST, QUEUE_BLOG_COPY, QUEUE_TABLE, SYSLOG, ASP_DROP, ESMTP_POLICY);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
