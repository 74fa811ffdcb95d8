"""What really happened: byte ledgers of every capture point compared with their neighbours, the injector's log, and tshark as a second opinion."""
import ipaddress
import subprocess

from capfile import link_type, packets
from packet import ACK, RST, SYN, MOD, Packet, parse_ethernet, seq_delta

ORDER = ("server", "outside", "inside", "host")
HOPS = {("server", "outside"): "upstream", ("outside", "inside"): "firewall", ("inside", "host"): "lan"}


def merge(ranges):
    out = []
    for a, b in sorted(ranges):
        if out and a <= out[-1][1]:
            out[-1][1] = max(out[-1][1], b)
        else:
            out.append([a, b])
    return out


def minus(one, other):
    out, other = [], merge(other)
    for a, b in merge(one):
        for c, d in other:
            if d <= a or c >= b:
                continue
            if c > a:
                out.append([a, c])
            a = max(a, d)
        if a < b:
            out.append([a, b])
    return out


class Leg:
    def __init__(self, client, server):
        self.client, self.server, self.isn, self.rsts, self.frames = client, server, {}, [], 0
        self.cover, self.bytes, self.segments = {"c2s": [], "s2c": []}, {"c2s": {}, "s2c": {}}, []
        self.first = self.last = 0
        self.acked = {"c2s": 0, "s2c": 0}                          # how far each side says it has received, as an offset of the other's stream


def dissect(link, data):
    if link == 1:
        return parse_ethernet(data)
    at = {276: 20, 113: 16, 101: 0}.get(link)
    return Packet(data, at) if at is not None and len(data) > at + 1 and data[at] >> 4 in (4, 6) else None


def legs(*paths):
    """All port-25 connections of a capture (of one link type, perhaps rotated), in order of their SYN; a reused tuple is another leg."""
    link, open_legs, done = link_type(paths[0]), {}, []
    for nanos, _, data, _ in (x for path in paths for x in packets(path)):
        p = dissect(link, data)
        if p is None or not p.tcp or 25 not in (p.sport, p.dport):
            continue
        direction = "c2s" if p.dport == 25 else "s2c"
        client, server = ((p.src, p.sport), (p.dst, p.dport)) if direction == "c2s" else ((p.dst, p.dport), (p.src, p.sport))
        leg = open_legs.get((client, server))
        if leg is None or p.flags & SYN and not p.flags & ACK and leg.isn.get("c2s") not in (None, p.seq):
            leg = open_legs[(client, server)] = Leg(client, server)
            leg.first = nanos
            done.append(leg)
        leg.frames += 1
        leg.last = nanos
        if p.flags & SYN:
            leg.isn[direction] = p.seq
        if p.flags & RST:
            leg.rsts.append({"t": nanos / 1e9, "direction": direction, "flags": "0x%02x" % p.flags, "ttl": p.ttl})
        other = "s2c" if direction == "c2s" else "c2s"
        if p.flags & ACK and other in leg.isn:
            leg.acked[direction] = max(leg.acked[direction], seq_delta(p.ack, leg.isn[other]) - 1)
        if p.length and direction in leg.isn:
            at = seq_delta(p.seq, leg.isn[direction]) - 1
            if at >= 0:                                           # not a keep-alive's or a probe's byte before the stream
                leg.cover[direction].append([at, at + p.length])
                leg.bytes[direction].setdefault(at, p.payload)
                leg.segments.append((nanos, direction, at, p.length))
    for leg in done:
        leg.cover = {d: merge(r) for d, r in leg.cover.items()}
    return done


def name(end):
    return [str(ipaddress.ip_address(end[0])), end[1]]


def stream(leg, direction):
    out = bytearray()
    for at in sorted(leg.bytes[direction]):
        data = leg.bytes[direction][at]
        if at > len(out):
            break
        out[at:at + len(data)] = data
    return bytes(out)


HANDSHAKE = {0: "HelloRequest", 1: "ClientHello", 2: "ServerHello", 4: "NewSessionTicket", 11: "Certificate", 12: "ServerKeyExchange", 13: "CertificateRequest",
             14: "ServerHelloDone", 15: "CertificateVerify", 16: "ClientKeyExchange", 20: "Finished", 22: "CertificateStatus"}
RECORD = {20: "ChangeCipherSpec", 21: "Alert", 22: "Handshake", 23: "ApplicationData"}


def tls_records(data):
    """[(range, names)] of the TLS records of one direction's stream, found from the first record header behind SMTP."""
    at = next((i for i in range(len(data) - 5) if data[i] in (21, 22) and data[i + 1] == 3 and data[i + 2] <= 4 and (i == 0 or data[i - 1] == 10)), None)
    out, secret = [], False
    while at is not None and at + 5 <= len(data) and data[at] in RECORD:
        size = int.from_bytes(data[at + 3:at + 5], "big")
        kind, names, m = data[at], [], at + 5
        if kind == 22 and not secret:
            while m + 4 <= min(at + 5 + size, len(data)):
                names.append(HANDSHAKE.get(data[m], "Handshake"))
                m += 4 + int.from_bytes(data[m + 1:m + 4], "big")
        secret = secret or kind == 20
        out.append(([at, at + 5 + size], names or [RECORD[kind]]))
        at += 5 + size
    return out


def names_within(records, ranges):
    out = []
    for (a, b), names in records:
        if any(c < b and a < d for c, d in ranges):
            out += [n for n in names if n not in out]
    return out or ["SMTP"]


def link_legs(points, random_log, proxied=False):
    """[{point: leg}] a session, seen from the host; NAT is undone by the SYN's sequence number, which Linux keeps; behind a proxy
    the re-made session is the next one to the same server."""
    found, taken = [], set()
    for leg in points.get("host", []):
        together = {"host": leg}
        for other in ("inside", "outside", "server"):
            want = leg.isn.get("c2s")
            shift = random_log.get((tuple(name(leg.client)), tuple(name(leg.server))), 0) if other in ("outside", "server") else 0
            hits = [l for l in points.get(other, []) if (l.server == leg.server or l.client == leg.client) and want is not None and l.isn.get("c2s") == (want + shift) % MOD]
            if not hits and proxied and other in ("outside", "server"):
                hits = [l for l in points[other] if l.server == leg.server and l.first >= leg.first and id(l) not in taken][:1]
            if hits:
                taken.add(id(hits[0]))
                together[other] = hits[0]
        found.append(together)
    return found


def losses(together, inbound, skip=()):
    """Ranges seen at one point and never at its neighbour, per hop and direction; inbound: the host is the server."""
    out = []
    for direction in ("s2c", "c2s"):
        order = ORDER if (direction == "s2c") != inbound else ORDER[::-1]
        for a, b in zip(order, order[1:]):
            hop = HOPS.get((a, b)) or HOPS[(b, a)]
            if a not in together or hop in skip:
                continue
            seen = together[b].cover[direction] if b in together else []
            gone = minus(together[a].cover[direction], seen)
            if gone:
                out.append({"hop": hop, "direction": direction, "from_point": a, "to_point": b, "ranges": gone, "bytes": sum(y - x for x, y in gone),
                            "records": names_within(tls_records(stream(together[order[0]] if order[0] in together else together[a], direction)), gone)})
    return out


def retransmitted_losses(log, wire):
    """Drops of that wire, per (client, server, direction): ranges as the log has them."""
    out = {}
    for e in log:
        if e.get("action") == "drop" and e["wire"] == wire:
            out.setdefault((tuple(e["client"]), tuple(e["server"]), e["dir"]), []).append(e["range"])
    return out


def tshark_cover(path):
    """Byte coverage by tshark's own dissection, for comparison with ours: {(src, sport, dst, dport): {unique payload bytes}}."""
    r = subprocess.run(["tshark", "-r", path, "-o", "tcp.desegment_tcp_streams:FALSE", "-Y", "tcp.port==25 && tcp.len>0 && !icmp && !icmpv6", "-T", "fields", "-E", "occurrence=f",
                        "-e", "ip.src", "-e", "ipv6.src", "-e", "tcp.srcport", "-e", "ip.dst", "-e", "ipv6.dst", "-e", "tcp.dstport", "-e", "tcp.seq_raw", "-e", "tcp.len"], capture_output=True, text=True)
    out = {}
    for line in r.stdout.splitlines():
        s4, s6, sp, d4, d6, dp, seq, size = line.split("\t")
        out.setdefault((s4 or s6, int(sp), d4 or d6, int(dp)), []).append((int(seq), int(size)))
    return out


def check_with_tshark(path, all_legs):
    """Differences between tshark's coverage and ours (empty: they agree)."""
    theirs, wrong = tshark_cover(path), []
    tuples = {}
    for leg in all_legs:
        tuples.setdefault((leg.client, leg.server), []).append(leg)
    for (client, server), group in tuples.items():
        if len(group) > 1:
            continue                                               # a reused tuple: compared by eye
        leg = group[0]
        for direction, key in (("c2s", (*name(client), *name(server))), ("s2c", (*name(server), *name(client)))):
            if direction not in leg.isn:
                continue
            cover = merge([[seq_delta(s, leg.isn[direction]) - 1, seq_delta(s, leg.isn[direction]) - 1 + n] for s, n in theirs.get(key, []) if seq_delta(s, leg.isn[direction]) >= 1])
            if cover != leg.cover[direction]:
                wrong.append("%s %s: tshark %s, here %s" % (key, direction, cover[:4], leg.cover[direction][:4]))
    return wrong
