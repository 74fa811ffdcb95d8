"""A SmtpSend protocol log of the shape that Exchange writes, from what the clients really did, on the host's clock."""
import time

CERTIFICATE = (("Certificate subject", "CN=mail.contoso.example, OU=MyOU, O=Contoso"), ("Certificate issuer name", "CN=Example Cloud Services CA-1, O=Example Trust Services, C=US"),
               ("Certificate serial number", "00C0FFEE00000001"), ("Certificate thumbprint", "0123456789ABCDEF0123456789ABCDEF01234567"),
               ("Certificate alternate names", "mail.contoso.example;autodiscover.contoso.example"))


def stamp(t):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(t)) + ".%03dZ" % (t % 1 * 1000)


def field(text):
    return '"%s"' % text.replace('"', '""') if any(c in text for c in ',"') else text


def write(path, clients, host, clock, connector, ghosts=()):
    """Gives {(port, server): session id}. ghosts: [(port, server, seconds after the first)] sessions that no capture has seen."""
    rows, ids, n = [], {}, 0
    talk = [(d["port"], d["server"], d["events"]) for d in clients if d.get("events")]
    for port, server, after in ghosts:
        t = min(e[0][0] for _, _, e in talk) + after
        talk.append((port, server, [[t, "+", "", ""], [t + 0.05, "<", "220 mail.protection.example.net Microsoft ESMTP MAIL Service ready", ""], [t + 0.05, ">", "QUIT", ""],
                                    [t + 0.1, "<", "221 2.0.0 Service closing transmission channel", ""], [t + 0.1, "-", "", "Local"]]))
    for port, server, events in sorted(talk, key=lambda x: x[2][0][0]):
        n += 1
        ids[(port, server)] = "08DEE4B1A2%06X" % (0x34A940 + n)
        sequence = 0

        def row(t, event, data, context):
            nonlocal sequence
            rows.append((t, len(rows), ",".join((stamp(t + clock), field(connector), ids[(port, server)], str(sequence), "%s:%d" % (host, port), "%s:25" % server, event, field(data), field(context)))))
            sequence += 1
        row(events[0][0] - 0.03, "*", "SendRoutingHeaders", "Set Session Permissions")
        for t, event, data, context in events:
            row(t, event, data, context)
            if context == "Sending certificate":
                for what, value in CERTIFICATE:
                    row(t, "*", value, what)
    rows.sort()
    with open(path, "w", newline="") as f:
        f.write("\ufeff#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: SMTP Send Protocol Log\r\n#Date: %s\r\n" % stamp(rows[0][0] + clock))
        f.write("#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\r\n")
        for _, _, text in rows:
            f.write(text + "\r\n")
    return ids
