"""Loss that was repaired, and captures that lie."""
import struct

from casekit import (CLOUD, FIFTH, FOURTH, NONE, PARTNER, S2C, C2S, THIRD, case, cloud, drop, expected, failing, fails, flow, healthy, reset, taps)
from net import SERVERS
from packet import ACK, CWR, RST

TLS = {"tls": True}
FW_EATS = [drop(S2C, TLS, note="SMTP/TLS inspection")]


def cases():
    return [*repaired(), *blind(), *shapes(), *mixtures()]


def repaired():
    for number, hop, wire, direction in ((60, "firewall", "fw", S2C), (61, "lan", "lan", S2C), (62, "upstream", "up", C2S), (63, "upstream", "up", S2C)):
        short = "s2c" if direction == S2C else "c2s"
        slow = {"outcome": "ok", "faulty_hop": hop, "direction": short, "cause": "loss, recovered"}
        yield case("%d-recovered-loss-%s-%s" % (number, hop, short), "The first two copies of every third data packet %s are lost at %s: retransmission brings them, all sessions succeed, slower" % (short, hop),
                   expected("recovered-loss", hop, direction), [flow(0, CLOUD, tls="1.2", message=3000, timeout=60), flow(1, CLOUD, tls="1.3", message=3000, timeout=60), flow(2, CLOUD, tls="1.2", timeout=60)] + healthy(), {CLOUD: slow},
                   {wire: [dict(drop(direction, {"data": True, "sticky": [3, 2]}))]})


def blind():
    fine = [flow(0.0, CLOUD, tls="1.2", message=4000), flow(0.5, PARTNER, tls="1.3", message=4000), flow(1.2, CLOUD, tls="1.3"), flow(1.9, PARTNER, tls="1.2", messages=2), flow(2.5, CLOUD, tls="1.2")]
    yield case("64-capture-loss-inside", "All is well; the capture at inside missed one data frame in six", expected("capture-loss", "capture", NONE), fine,
               captures=taps(inside={"holes": random_holes(1 / 6)}))
    gone = {CLOUD: fails("firewall", S2C, rst="host", cause="server TLS records dropped by the firewall")}
    yield case("65-fw-drops-with-holes", "The firewall drops the server's TLS records, and the capture at inside missed one frame in ten",
               expected("silent-drop", "firewall", S2C, also_classes=["insufficient-evidence"], acceptable_sets=[["firewall"], ["lan", "firewall"], []]), failing(3) + healthy(), gone, {"fw": FW_EATS},
               captures=taps(inside={"holes": random_holes(1 / 10, any_frame=True)}))
    either = [["firewall"], ["lan", "firewall"]]
    flows = [flow(0.0, CLOUD, tls="1.2", timeout=19, label={"acceptable_sets": either}), flow(2.0, CLOUD, tls="1.3", timeout=19, label={"acceptable_sets": either})]
    flows += [flow(6.0, CLOUD, tls="1.2", timeout=14), flow(7.1, CLOUD, tls="1.3", timeout=14), flow(8.3, CLOUD, tls="1.2", timeout=14), flow(6.5, PARTNER, tls="1.2", message=4000), flow(9.0, PARTNER, tls="1.3")]
    yield case("66-late-start-inside", "The capture at inside began 4.5 s late: two failing sessions were already under way", expected("silent-drop", "firewall", S2C), flows, gone, {"fw": FW_EATS}, captures=taps(inside={"from_s": 4.5}))
    lost = {CLOUD: fails("upstream", S2C, rst="host", cause="server TLS records lost upstream", lost_optional=True)}
    yield case("67-offloaded-firewall-captures", "The firewall's captures show only SYN, FIN and RST, because sessions are offloaded to hardware; the records are lost upstream. To blame the firewall would be false",
               expected("silent-drop", "upstream", S2C, observable_hops=["lan", "firewall", "upstream"], also_classes=["insufficient-evidence"], acceptable_sets=[[]]), failing(3) + healthy(), lost, {"up": FW_EATS},
               captures=taps(inside={"holes": only_flags}, outside={"holes": only_flags}))
    yield case("68-no-session", "Three captures without any mail session: the capture filter was wrong", expected("insufficient-evidence", "none", NONE), failing(2) + healthy(), gone, {"fw": FW_EATS}, no_flows=True,
               captures=taps(host={"holes": no_mail}, inside={"holes": no_mail}, outside={"holes": no_mail}), clock_optional=True)
    mid = {"outcome": "unknown", "acceptable_outcomes": ["ok"], "faulty_hop": "none", "direction": "none"}
    yield case("69-mid-session", "All three captures began and ended in the middle of long, healthy sessions: neither begin nor end is seen", expected("healthy", "none", NONE, also_classes=["insufficient-evidence"]),
               [flow(0, CLOUD, tls="1.2", messages=60, label=mid), flow(0.2, PARTNER, tls="1.2", messages=60, label=mid)],
               captures=taps(host={"from_s": 2.0, "to_s": 4.2}, inside={"from_s": 2.0, "to_s": 4.2}, outside={"from_s": 2.0, "to_s": 4.2}), delays={"up": (20, 1)})
    lost = {CLOUD: fails("firewall", S2C, rst="host", cause="server TLS records dropped by the firewall")}
    yield case("70-snaplen-54", "Every capture is cut to 54 bytes a frame: no payload, no TLS to be read, but the sequence numbers tell it", expected("silent-drop", "firewall", S2C, also_classes=["insufficient-evidence"], acceptable_sets=[["firewall"], []]),
               failing(3) + healthy(), lost, {"fw": FW_EATS}, captures={k: dict(v, snaplen=54) for k, v in taps().items()})
    yield case("71-snaplen-96", "Every capture is cut to 96 bytes a frame", expected("silent-drop", "firewall", S2C), failing(3) + healthy(), lost, {"fw": FW_EATS}, captures={k: dict(v, snaplen=96) for k, v in taps().items()})


def shapes():
    gone = {CLOUD: fails("firewall", S2C, rst="host", cause="server TLS records dropped by the firewall")}
    span = [{"wire": "lan", "at": "far", "where": "S", "dev": "span0", "vlan": 110}]
    yield case("72-vlan-mirror-inside", "The inside tap is a switch's mirror port whose frames carry an 802.1Q tag", expected("silent-drop", "firewall", S2C), failing(3) + healthy(), gone, {"fw": FW_EATS}, mirrors=span,
               captures=taps(inside={"at": ("S", "span0")}))
    yield case("73-doubled-mirror-inside", "The inside tap is a mirror port that shows every frame twice", expected("silent-drop", "firewall", S2C), failing(3) + healthy(), gone, {"fw": FW_EATS},
               mirrors=[dict(span[0], vlan=0, copies=2)], captures=taps(inside={"at": ("S", "span0")}))
    yield case("74-sequence-randomised", "The firewall shifts all sequence numbers (as Cisco's ASA does), translates ports, and drops the server's TLS records", expected("silent-drop", "firewall", S2C), failing(3) + healthy(), gone,
               {"fw": [drop(S2C, TLS), {"kind": "randomise"}]})
    yield case("75-clocks", "Clocks 2 hours, minus 47 s and 3.3 s off, drifting by 60 and -45 ppm; the firewall drops the server's TLS records", expected("silent-drop", "firewall", S2C), failing(3, timeout=19, step=4) + healthy() + healthy(14), gone, {"fw": FW_EATS},
               captures=taps(clocks={"host": (7200.25, 60), "inside": (-47.0, -45), "outside": (3.3, 0)}))
    netfilter = ("table inet eat { chain f { type filter hook forward priority 0;\n ip daddr %s tcp dport 25 @ih,0,16 0x1603 ct mark set 1\n"
                 " ip saddr %s tcp sport 25 ct mark 1 meta length > 80 counter drop; } }" % (CLOUD, CLOUD))
    two = {"host": dict(taps()["host"]), "firewall": {"at": ("FI", "any"), "file": "firewall-any.pcap", "clock": (-0.4, 0)}}
    yield case("76-any-sll2", "The firewall is one Linux router with netfilter, captured with -i any: one SLL2 file holds both of its interfaces", expected("silent-drop", "firewall", S2C), failing(3) + healthy(), gone,
               net={"engine": False}, nft=[("FI", netfilter)], captures=two, args=["@host.pcapng", "@firewall-any.pcap"],
               points={"host": {"file": "host.pcapng", "clock_offset_s": 0.218, "drift_ppm": 0}, "inside": {"file": "firewall-any.pcap", "clock_offset_s": -0.4, "drift_ppm": 0},
                       "outside": {"file": "firewall-any.pcap", "clock_offset_s": -0.4, "drift_ppm": 0}})
    yield case("77-no-roles", "Three files without roles or telling names; netfilter drops the server's TLS records", expected("silent-drop", "firewall", S2C), failing(3) + healthy(), gone,
               net={"engine": False}, nft=[("FI", netfilter)], captures={k: dict(v, file=f, tool="tcpdump") for (k, v), f in zip(taps().items(), ("b.pcap", "c.pcap", "a.pcap"))}, args=["@a.pcap", "@b.pcap", "@c.pcap"])
    rotated = taps(outside={"split": 3})
    yield case("78-rotated-outside", "The outside capture is a rotated set of three files; the firewall drops and resets", expected("drop-and-reset", "firewall", S2C),
               failing(4, timeout=25) + healthy(), {CLOUD: fails("firewall", S2C, cause="server TLS records dropped, then a reset forged by the firewall")},
               {"fw": [reset(6, ["client"], RST | ACK | CWR, 64, raw_client="in0"), *FW_EATS]}, captures=rotated)
    yield case("80-cluster-outside", "The firewall is a cluster: each of the two outside captures holds the sessions of one member", expected("silent-drop", "firewall", S2C), failing(4) + healthy(), gone, {"fw": FW_EATS},
               captures=taps(outside={"parallel": 2}))
    yield case("81-send-log", "The firewall drops the server's TLS records; Exchange-like protocol log beside the captures: it claims a certificate that never left and a remote close that was the host's own, "
               "and holds a session that no capture knows", expected("silent-drop", "firewall", S2C), failing(3, timeout=19) + healthy(), gone, {"fw": FW_EATS},
               log={"file": "SEND-LAB.LOG", "contradictions": ["certificate-not-sent", "closed-by-host"], "ghosts": [(44001, CLOUD, 3.0)]})
    yield case("82-fw-drops-noisy-lan", "The firewall drops the server's TLS records; besides, the LAN loses every third packet of other servers' certificates, which retransmission repairs", expected("silent-drop", "firewall", S2C, lossy_hop="lan"),
               failing(3, timeout=15) + healthy() + healthy(3), gone, {"fw": FW_EATS, "lan": [{"kind": "drop", "dir": "s2c", "when": {"tls_offset": [0, 3500], "first_copies": 1, "every": 3}, "note": "noise"}]})
    late = {CLOUD: fails("firewall", S2C, rst="server", cause="server TLS records dropped by the firewall; later the server itself resets, from beyond the hole")}
    yield case("83-fw-drops-server-resets", "The firewall drops the server's TLS records; after 6 s the server itself resets: its RST lies beyond the hole, the client challenges it, a second RST ends it",
               expected("silent-drop", "firewall", S2C, never_classes=["server-terminated", "reset-injected"]), failing(3, timeout=19) + healthy(), late, {"fw": FW_EATS}, servers=[cloud(mode="flight-rst", delay_s=6)])
    unseen = {CLOUD: dict(gone[CLOUD], acceptable_sets=[[]], outcome_any=True, lost_optional=True), PARTNER: {"outcome": "ok", "outcome_any": True}}
    yield case("86-flags-only-everywhere", "All three captures were filtered to SYN, FIN and RST: sessions begin and end, and nothing can be told of what was lost between", expected("insufficient-evidence", "firewall", S2C),
               failing(3) + healthy(), unseen, {"fw": FW_EATS}, captures=taps(host={"holes": only_flags}, inside={"holes": only_flags}, outside={"holes": only_flags}))
    either = [["firewall"], ["lan", "firewall", "upstream"]]
    yield case("87-no-overlap", "The host was captured first, the firewall only when the host's capture had ended; each saw other failing sessions", expected("silent-drop", "firewall", S2C),
               failing(2, timeout=5, label={"acceptable_sets": either}) + failing(3, at=11, timeout=8), gone, {"fw": FW_EATS},
               captures=taps(host={"to_s": 9.0}, inside={"from_s": 10.0}, outside={"from_s": 10.0}), clock_optional=True)
    yield case("84-healthy-slow-server", "Healthy: the server needs 6 s before its ServerHello and 3 s before its banner; the clients wait", expected("healthy", "none", NONE),
               [flow(0, CLOUD, tls="1.2"), flow(0.6, CLOUD, tls="1.3"), flow(1.2, PARTNER, tls="1.2"), flow(2, PARTNER, tls="none")], servers=[cloud(delay_s=6, banner_delay_s=3)])


def mixtures():
    closed = SERVERS[12]
    gone = fails("firewall", S2C, rst="host", cause="server TLS records dropped by the firewall")
    shut = fails("server", C2S, lose=False, rst="server", cause="nobody listens", acceptable_sets=[["server"], ["upstream", "server"]])
    mute = fails("server", S2C, lose=False, cause="the server acknowledges and never answers")
    yield case("79-mixed", "Three causes, none behind more than half of the failures: the firewall drops TLS records of one server, another refuses, a third is silent", expected("mixed", "firewall", S2C),
               failing(2) + failing(2, server=closed) + failing(2, at=0.5, server=THIRD, give_up="fin") + healthy(), {CLOUD: gone, closed: shut, THIRD: mute}, {"fw": FW_EATS}, servers=[cloud(), cloud(THIRD, mode="hello-silent")], settle_s=2)


def mail_payload(data):
    """Length of TCP payload of an Ethernet IPv4 frame on port 25, else -1."""
    if len(data) < 54 or data[12:14] != b"\x08\x00" or data[23] != 6:
        return -1
    l4 = 14 + (data[14] & 15) * 4
    if 25 not in struct.unpack_from("!HH", data, l4):
        return -1
    return 14 + struct.unpack_from("!H", data, 16)[0] - l4 - (data[l4 + 12] >> 4) * 4


def random_holes(share, any_frame=False):
    return lambda age, data, rng: mail_payload(data) >= (0 if any_frame else 1) and rng.random() < share


def only_flags(age, data, rng):
    return mail_payload(data) >= 0 and not data[14 + (data[14] & 15) * 4 + 13] & 7


def no_mail(age, data, rng):
    return mail_payload(data) >= 0
