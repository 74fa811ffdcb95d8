"""The story: TLS mail to one provider fails, because the firewall's inspection eats the provider's TLS records and at last resets the sender."""
from net import SERVERS
from packet import ACK, CWR, RST

CLOUD, PARTNER = SERVERS[0], SERVERS[1]


def flow(at, server, port, **more):
    return dict({"at": at, "server": server, "port": port}, **more)


STORY = {
    "name": "story",
    "description": "Exchange-like host, Office-365-like server that asks for a client certificate: the firewall drops the server's TLS records (pure ACKs pass), and 18-19 s later "
                   "sends the host a forged [RST, ACK, CWR]. Mail to another domain is well. SNAT with port translation, three skewed clocks.",
    "net": {"snat": True, "ports": "61000-61999"},
    "servers": [{"address": CLOUD, "name": "mail.protection.example.net", "chain": "cloud", "client_cert": True}],
    "faults": {"fw": [
        {"kind": "reset", "dir": "c2s", "servers": [CLOUD], "when": {"tls": True}, "after_s": 18.6, "to": ["client"], "flags": RST | ACK | CWR, "ttl": 64, "raw_client": "in0"},
        {"kind": "drop", "dir": "s2c", "servers": [CLOUD], "when": {"tls": True}, "note": "SMTP/TLS inspection"}]},
    "captures": {"host": {"tool": "dumpcap", "file": "host.pcapng", "clock": (0.37, 0)}, "inside": {"file": "inside.pcap", "clock": (0.0, 0)}, "outside": {"file": "outside.pcap", "clock": (-1.24, 0)}},
    "flows": [flow(0.0, CLOUD, 45874, tls="1.2", timeout=40), flow(0.9, PARTNER, 45881, tls="1.2", message=6000), flow(2.1, CLOUD, 45890, tls="1.2", timeout=40),
              flow(3.3, PARTNER, 45902, tls="1.3", messages=2), flow(4.2, CLOUD, 45911, tls="1.3", timeout=40), flow(6.0, PARTNER, 45917, client="swaks"),
              flow(7.4, CLOUD, 45923, tls="1.2", timeout=40), flow(9.0, PARTNER, 45938, tls="none")],
    "labels": {CLOUD: {"outcome": "failed", "faulty_hop": "firewall", "direction": "s2c", "must_lose": ("firewall", "s2c"),
                       "cause": "server TLS records dropped by the firewall's inspection, then a reset forged by the firewall"}},
    "expected": {"verdict_class": "drop-and-reset", "faulty_hop": "firewall", "direction": "server-to-client"},
    "settle_s": 3}
