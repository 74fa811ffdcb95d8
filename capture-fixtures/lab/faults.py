"""The faults of a wire. A fault is a dictionary: kind, dir (c2s, s2c; TCP roles), servers (addresses of the port-25 side; absent: all),
`when` (conditions that must all hold) and the kind's own settings. Each act is written to the log with its stream range."""
import ipaddress
import random
import time

from packet import ACK, MOD, RST, SYN, forge_tcp, seq_delta


class Flow:
    def __init__(self, client, server):
        self.client, self.server = client, server                 # (packed address, port)
        self.isn, self.next, self.passed, self.acked = {}, {}, {}, {}
        self.starttls, self.tls_from, self.hello_at, self.copies, self.once = False, {}, None, {}, {}
        self.shifts = {"c2s": [], "s2c": []}                       # (offset from which, bytes added) of a length-changing edit
        self.window, self.hello_end = {}, {}

    def name(self):
        return {"client": [str(ipaddress.ip_address(self.client[0])), self.client[1]], "server": [str(ipaddress.ip_address(self.server[0])), self.server[1]]}


class Flows:
    """Follows each connection just enough to know stream offsets and where TLS begins."""

    def __init__(self):
        self.all = {}

    def see(self, p, now):
        p.dir = "c2s" if p.dport == 25 else "s2c"
        client, server = ((p.src, p.sport), (p.dst, p.dport)) if p.dir == "c2s" else ((p.dst, p.dport), (p.src, p.sport))
        fresh = p.flags & SYN and not p.flags & ACK
        flow = self.all.get((client, server))
        if flow is None or fresh and flow.isn.get("c2s") not in (None, p.seq):
            flow = self.all[(client, server)] = Flow(client, server)
        if p.flags & SYN:
            flow.isn[p.dir] = p.seq
        base = flow.isn.setdefault(p.dir, (p.seq - 1) % MOD)
        p.offset = seq_delta(p.seq, base) - (0 if p.flags & SYN else 1)
        p.fresh_data = p.length > 0
        if p.length:
            if p.dir == "c2s" and p.payload.upper().startswith(b"STARTTLS"):
                flow.starttls = True
            if flow.starttls and p.dir not in flow.tls_from and p.payload[:1] == b"\x16" and p.payload[1:2] == b"\x03":
                flow.tls_from[p.dir] = p.offset
                flow.hello_end[p.dir] = p.offset + 5 + int.from_bytes(p.payload[3:5], "big")
                if p.dir == "c2s":
                    flow.hello_at = now
            flow.next[p.dir] = max(flow.next.get(p.dir, 0), p.offset + p.length)
            key = (p.dir, p.offset)
            flow.copies[key] = flow.copies.get(key, 0) + 1
        if p.flags & ACK:
            flow.acked[p.dir] = p.ack                             # what that side has received, raw
        flow.window[p.dir] = p.window
        return flow

    def passed(self, flow, p):
        if p.length:
            flow.passed[p.dir] = max(flow.passed.get(p.dir, 0), p.offset + p.length)


class Fault:
    def __init__(self, spec, wire):
        self.spec, self.wire, self.when = spec, wire, spec.get("when", {})
        self.servers = [ipaddress.ip_address(a).packed for a in spec["servers"]] if "servers" in spec else None
        self.seen, self.chosen = 0, {}

    def concerns(self, flow, p):
        return (self.servers is None or flow.server[0] in self.servers) and self.spec.get("dir", p.dir) == p.dir and self.holds(flow, p)

    def holds(self, flow, p):
        w = self.when
        if "tls" in w and not (p.length and p.dir in flow.tls_from and p.offset >= flow.tls_from[p.dir]):
            return False
        if "data" in w and bool(p.length) != w["data"]:
            return False
        if "syn" in w and not (p.flags & SYN and not p.flags & ACK):
            return False
        if "synack" in w and not (p.flags & SYN and p.flags & ACK):
            return False
        if "no_rst" in w and p.flags & RST:
            return False
        if "min_ip" in w and p.ip_length <= w["min_ip"]:
            return False
        if "tls_offset" in w:                                     # bytes of this direction's TLS stream
            a, b = w["tls_offset"]
            start = flow.tls_from.get(p.dir)
            if start is None or not p.length or p.offset + p.length <= start + a or p.offset >= start + b:
                return False
        if "beyond_hello" in w and not (p.length and p.offset >= flow.hello_end.get(p.dir, 1 << 40)):
            return False
        if "range" in w and not (p.length and p.offset < w["range"][1] and p.offset + p.length > w["range"][0]):
            return False
        if "first_copies" in w and flow.copies.get((p.dir, p.offset), 0) > w["first_copies"]:
            return False
        if "peer_tls_bytes" in w:                                 # the other direction's TLS has come this far
            other = "c2s" if p.dir == "s2c" else "s2c"
            if other not in flow.tls_from or flow.next.get(other, 0) - flow.tls_from[other] < w["peer_tls_bytes"]:
                return False
        if "after_hello" in w and flow.hello_at is None:
            return False
        if "starts" in w and not p.payload.startswith(w["starts"].encode()):
            return False
        if "until_s" in w and time.time() - self.wire.begin > w["until_s"]:
            return False
        if "sticky" in w:                                         # every n-th range, its first k copies
            n, k = w["sticky"]
            key = (flow.client, flow.server, p.dir, p.offset)
            if key not in self.chosen:
                self.seen += 1
                self.chosen[key] = self.seen % n == 0
            if not self.chosen[key] or flow.copies[(p.dir, p.offset)] > k:
                return False
        if "every" in w:
            self.seen += 1
            if self.seen % w["every"]:
                return False
        if "probability" in w and random.random() >= w["probability"]:
            return False
        return True

    def log(self, flow, p, action, **more):
        self.wire.loop.log(dict({"wire": self.wire.name, "action": action, "dir": p.dir, "range": [p.offset, p.offset + p.length], "flags": p.flags,
                                 "ip_length": p.ip_length, "ip_id": 0 if p.v6 else int.from_bytes(p.raw[p.l3 + 4:p.l3 + 6], "big"), "seq": p.seq}, **flow.name(), **more))


class Drop(Fault):
    def act(self, flow, p, to):
        self.log(flow, p, "drop", note=self.spec.get("note", ""))
        return "drop"


class Delay(Fault):
    def act(self, flow, p, to):
        self.log(flow, p, "delay", ms=self.spec["ms"])
        return self.spec["ms"] / 1e3


class Reset(Fault):
    """Forges a RST once a flow, some time after the condition first held; to: client, server or both."""

    def act(self, flow, p, to):
        if flow.once.get(id(self)):
            return None
        flow.once[id(self)] = True
        self.wire.loop.at(time.monotonic() + self.spec.get("after_s", 0), lambda: self.fire(flow, p))
        return None

    def fire(self, flow, p):
        for to in self.spec.get("to", ["client"]):
            self.forge(flow, p, to)

    def forge(self, flow, p, to):
        # next in order for the receiver: what it has acknowledged itself
        c2s_next = (flow.isn["c2s"] + 1 + flow.next.get("c2s", 0)) % MOD
        if to == "client":
            src, dst, direction = flow.server, flow.client, "s2c"
            seq, ack = flow.acked.get("c2s", 0), c2s_next
        else:
            src, dst, direction = flow.client, flow.server, "c2s"
            seq, ack = flow.acked.get("s2c", c2s_next), flow.acked.get("c2s", 0)
        flags, ttl = self.spec.get("flags", RST | ACK), self.spec.get("ttl", 64)
        loop, raw = self.wire.loop, self.spec.get("raw_" + to)
        if raw:                                                    # straight out of the firewall's interface
            frame = forge_tcp(loop.mac[raw], src[0], dst[0], src[1], dst[1], seq, ack if flags & ACK else 0, flags, ttl, self.spec.get("window", 0), self.spec.get("ip_id", 0))
            loop.raw[raw].send(frame)
        else:                                                      # through the next router, which takes one from the TTL
            side = "near" if direction == "s2c" else "far"
            frame = forge_tcp(self.wire.macs[side], src[0], dst[0], src[1], dst[1], seq, ack if flags & ACK else 0, flags, min(255, ttl + self.spec.get("routers", 0)), self.spec.get("window", 0), self.spec.get("ip_id", 0))
            self.wire.send(side, frame)
        loop.log(dict({"wire": self.wire.name, "action": "forge-rst", "to": to, "dir": direction, "ttl": ttl, "flags": flags, "seq": seq, "ack": ack}, **flow.name()))


class Reject(Fault):
    """Drops a packet and answers its sender with a RST as packet filters do (RFC 9293 section 3.10.7.1): without ACK, at the number it acknowledges."""

    def act(self, flow, p, to):
        back = "near" if to == "far" else "far"
        self.wire.send(back, forge_tcp(self.wire.macs[back], p.dst, p.src, p.dport, p.sport, p.ack, 0, RST, self.spec.get("ttl", 64)))
        self.log(flow, p, "drop", note="rejected")
        self.wire.loop.log(dict({"wire": self.wire.name, "action": "forge-rst", "to": "client" if p.dir == "c2s" else "server", "dir": "s2c" if p.dir == "c2s" else "c2s",
                                 "ttl": self.spec.get("ttl", 64), "flags": RST, "seq": p.ack, "ack": 0}, **flow.name()))
        return "drop"


class Answer(Fault):
    """Keeps a packet to itself and answers it in the other end's name."""

    def act(self, flow, p, to):
        back = "near" if to == "far" else "far"
        self.wire.send(back, forge_tcp(self.wire.macs[back], p.dst, p.src, p.dport, p.sport, p.ack, p.seq + p.length, ACK | 8, 64, 501, 4711, self.spec["text"].encode() + b"\r\n"))
        self.log(flow, p, "drop", note="answered by the device")
        return "drop"


class Strip(Fault):
    """Overwrites a TCP option of a SYN or SYN-ACK with padding."""

    def act(self, flow, p, to):
        i = p.l4 + 20
        while p.flags & SYN and i < p.data and p.raw[i]:
            size = 1 if p.raw[i] == 1 else p.raw[i + 1]
            if p.raw[i] == self.spec["option"]:
                p.raw[i:i + size] = b"\x01" * size
                self.log(flow, p, "edit", how="strip-option-%d" % self.spec["option"])
            i += size
        p.tcp_checksum()
        return None


class Edit(Fault):
    """Changes payload bytes; how: mask-banner, overwrite-starttls, overwrite-command, flip."""

    def act(self, flow, p, to):
        if not p.length:
            return None
        new = getattr(self, self.spec["how"].replace("-", "_"))(flow, p)
        if new is not None and new != p.payload:
            self.log(flow, p, "edit", how=self.spec["how"], before=p.payload[:80].hex(), after=new[:80].hex())
            p.set_payload(new)
        return None

    def mask_banner(self, flow, p):
        if p.offset or not p.payload.startswith(b"220 "):
            return None
        keep = b"\r\n" if p.payload.endswith(b"\r\n") else b""
        body = p.payload[4:len(p.payload) - len(keep)]
        return b"220 " + bytes(c if c in b"20 " and i > len(body) else 0x2A for i, c in enumerate(body)) + keep

    def overwrite_starttls(self, flow, p):
        return p.payload.replace(b"250-STARTTLS", b"250-XXXXXXXA").replace(b"250 STARTTLS", b"250 XXXXXXXA")

    def overwrite_command(self, flow, p):
        return b"X" * (len(p.payload) - 2) + b"\r\n" if p.payload.upper().startswith(self.spec["command"].encode()) else None

    def flip(self, flow, p):
        """One byte of the TLS stream at a fixed offset, in every copy, as a broken inspection engine does."""
        start = flow.tls_from.get(p.dir)
        at = None if start is None else start + self.spec["tls_at"] - p.offset
        if at is None or not 0 <= at < len(p.payload):
            return None
        return p.payload[:at] + bytes([p.payload[at] ^ self.spec.get("xor", 0x20)]) + p.payload[at + 1:]


class Shorten(Fault):
    """Removes the STARTTLS line from the answer to EHLO, and shifts what follows, as a proxying inspection does."""

    def concerns(self, flow, p):
        return self.servers is None or flow.server[0] in self.servers

    def act(self, flow, p, to):
        line = b"250-STARTTLS\r\n"
        if p.dir == "s2c":
            shift = sum(n for at, n in flow.shifts["s2c"] if p.offset > at)
            if p.length and line in p.payload:
                if not flow.shifts["s2c"]:
                    flow.shifts["s2c"].append((p.offset + p.payload.index(line), -len(line)))
                self.log(flow, p, "edit", how="remove-starttls", before=p.payload[:80].hex())
                p.set_payload(p.payload.replace(line, b""))
            if shift:
                p.set_seq(seq=p.seq + shift)
        elif flow.shifts["s2c"] and p.flags & ACK and "s2c" in flow.isn:
            at, n = flow.shifts["s2c"][0]
            if seq_delta(p.ack, flow.isn["s2c"]) - 1 > at:
                p.set_seq(ack=p.ack - n)
                p.shift_sack(-n)
        return None


class Randomise(Fault):
    """Shifts all sequence numbers of both directions by a constant of the flow, as Cisco's ASA does by default."""

    def concerns(self, flow, p):
        return self.servers is None or flow.server[0] in self.servers

    def act(self, flow, p, to):
        k = flow.once.setdefault(id(self), {"c2s": random.randrange(1, MOD), "s2c": random.randrange(1, MOD)})
        if not flow.once.get("logged"):
            flow.once["logged"] = True
            self.log(flow, p, "randomise", add=k)
        other = "s2c" if p.dir == "c2s" else "c2s"
        # near side holds the host's numbers; what goes far gets c2s added and the acknowledgement of s2c taken back
        if p.dir == "c2s":
            p.set_seq(p.seq + k["c2s"], p.ack - k[other] if p.flags & ACK else None)
            p.shift_sack(-k[other])
        else:
            p.set_seq(p.seq + k["s2c"], p.ack - k[other] if p.flags & ACK else None)
            p.shift_sack(-k[other])
        return None


KINDS = {"drop": Drop, "delay": Delay, "reset": Reset, "edit": Edit, "shorten": Shorten, "randomise": Randomise, "reject": Reject, "answer": Answer, "strip": Strip}


def make_fault(spec, wire):
    return KINDS[spec["kind"]](spec, wire)
