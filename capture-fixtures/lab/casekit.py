"""Short words for describing cases."""
from net import SERVERS, SERVERS6

CLOUD, PARTNER, THIRD, FOURTH, FIFTH, SIXTH = SERVERS[0], SERVERS[1], SERVERS[2], SERVERS[3], SERVERS[4], SERVERS[5]
CLOUD6, PARTNER6 = SERVERS6
S2C, C2S, BOTH, NONE = "server-to-client", "client-to-server", "both", "none"
SHORT = {S2C: "s2c", C2S: "c2s", BOTH: "both", NONE: "none"}
THREE = {"host": {"tool": "dumpcap", "file": "host.pcapng"}, "inside": {"file": "inside.pcap"}, "outside": {"file": "outside.pcap"}}
_next_port = [45000]


def port():
    _next_port[0] += 7
    return _next_port[0]


def flow(at, server, **more):
    return dict({"at": at, "server": server, "port": port()}, **more)


def taps(*names, clocks=None, **settings):
    """Three taps (or those named), each with a clock a little off; settings: tap=dict(...)."""
    out = {}
    for n, (tap, base) in enumerate(THREE.items()):
        if names and tap not in names:
            continue
        offset = (clocks or {"host": (0.218, 0), "inside": (0.0, 0), "outside": (-0.731, 0)})[tap]
        out[tap] = dict(base, clock=offset, **settings.get(tap, {}))
    return out


def cloud(address=CLOUD, **more):
    return dict({"address": address, "name": "mail.protection.example.net", "chain": "cloud", "client_cert": True}, **more)


def healthy(at=0.6):
    """Sessions with another domain that go well: the contrast."""
    return [flow(at, PARTNER, tls="1.2"), flow(at + 2.2, PARTNER, tls="none")]


def expected(cls, hop, direction, **more):
    return dict({"verdict_class": cls, "faulty_hop": hop, "direction": direction}, **more)


def fails(hop, direction, lose=True, **more):
    return dict({"outcome": "failed", "faulty_hop": hop, "direction": SHORT[direction]}, **({"must_lose": (hop, SHORT[direction])} if lose else {}), **more)


def drop(direction, when, servers=(CLOUD,), **more):
    return dict({"kind": "drop", "dir": SHORT.get(direction, direction), "servers": list(servers), "when": when}, **more)


def reset(after_s, to, flags, ttl, servers=(CLOUD,), when=None, **more):
    return dict({"kind": "reset", "dir": "c2s", "servers": list(servers), "when": when or {"tls": True}, "after_s": after_s, "to": to, "flags": flags, "ttl": ttl}, **more)


def case(name, description, expect, flows, labels=None, faults=None, servers=None, captures=None, **more):
    return dict({"name": name, "description": description, "expected": expect, "flows": flows, "labels": labels or {}, "faults": faults or {},
                 "servers": servers or [cloud()], "captures": captures or taps()}, **more)


def failing(n=3, at=0.0, step=1.1, server=CLOUD, **more):
    """n sessions with the cloud, TLS 1.2 and 1.3 in turn."""
    more.setdefault("timeout", 12)
    return [flow(at + i * step, server, **dict({"tls": "1.3" if i % 3 == 1 else "1.2"}, **more)) for i in range(n)]
