"""Drops, drops with resets, and path-MTU black holes."""
from casekit import (BOTH, C2S, CLOUD, CLOUD6, NONE, PARTNER, PARTNER6, S2C, case, cloud, drop, expected, failing, fails, flow, healthy, reset, taps)
from net import FW_OUT
from packet import ACK, CWR, RST

TLS = {"tls": True}
FW_EATS = [drop(S2C, TLS, note="SMTP/TLS inspection")]


def cases():
    return [*silent(), *with_reset(), *elsewhere(), *black_holes()]


def silent():
    gone = {CLOUD: fails("firewall", S2C, rst="host", cause="server TLS records dropped by the firewall; the host gives up")}
    yield case("02-fw-drops-tls", "The firewall drops the server's TLS records, pure ACKs pass; the host's own stack gives up with [RST, ACK] after 19 s. ECN is in use",
               expected("silent-drop", "firewall", S2C), failing(3, timeout=19) + healthy(), gone, {"fw": FW_EATS}, net={"ecn": True},
               views=[{"name": "02a-fw-drops-host-only", "taps": ["host"], "hops": ["lan", "firewall", "upstream"]},
                      {"name": "02b-fw-drops-host-outside", "taps": ["host", "outside"], "hops": ["lan", "firewall"]},
                      {"name": "02c-fw-drops-host-inside", "taps": ["host", "inside"], "hops": ["firewall", "upstream"]},
                      {"name": "02d-fw-drops-inside-outside", "taps": ["inside", "outside"], "hops": ["firewall"]},
                      {"name": "02e-fw-drops-outside-only", "taps": ["outside"], "hops": ["lan", "firewall"], "lost_optional": True}])
    gone = {CLOUD: fails("firewall", S2C, rst="none", cause="server TLS records dropped by the firewall; the host closes")}
    yield case("06-fw-drops-host-closes", "As 02, but the host closes with a FIN, and TCP timestamps are in use", expected("silent-drop", "firewall", S2C),
               failing(3, give_up="fin") + healthy(), gone, {"fw": FW_EATS}, net={"timestamps": True, "snat": False}, settle_s=3)
    gone = {CLOUD: fails("firewall", C2S, rst="host", cause="ClientHello dropped by the firewall")}
    yield case("07-fw-drops-clienthello", "The firewall drops every copy of the ClientHello", expected("silent-drop", "firewall", C2S), failing(3) + healthy(), gone,
               {"fw": [drop(C2S, TLS)]},
               views=[{"name": "07a-fw-drops-clienthello-host-only", "taps": ["host"], "hops": ["lan", "firewall", "upstream"], "lost_optional": True,
                       "more": {"acceptable_directions": [S2C, BOTH], "acceptable_sets": [["lan", "firewall", "upstream", "server"]]}}])
    gone = {CLOUD: fails("firewall", C2S, rst="host", cause="the client's certificate flight dropped by the firewall")}
    yield case("08-fw-drops-client-certificate", "ClientHello and the server's flight pass; the flight with the client's certificate never leaves the firewall",
               expected("silent-drop", "firewall", C2S), failing(3, tls="1.2") + healthy(), gone, {"fw": [drop(C2S, {"beyond_hello": True})]})
    gone = {CLOUD: fails("firewall", S2C, rst="host", cause="all packets of the server dropped after the ClientHello")}
    yield case("09-fw-drops-all-from-server", "After the ClientHello nothing of the server passes the firewall any more, pure ACKs neither", expected("silent-drop", "firewall", S2C),
               failing(3) + healthy(), gone, {"fw": [drop(S2C, {"after_hello": True})]})
    gone = {CLOUD: fails("firewall", S2C, rst="host", cause="the middle of the server's certificate flight dropped")}
    yield case("17-fw-drops-middle", "ServerHello and the end of the flight pass; two segments in the middle of the Certificate never do", expected("silent-drop", "firewall", S2C),
               failing(3, tls="1.2") + healthy(), gone, {"fw": [drop(S2C, {"tls_offset": [1461, 4000]})]})
    gone = {CLOUD: fails("firewall", S2C, rst="host", cause="the server's last flight dropped after the client's certificate")}
    yield case("18-fw-drops-after-certificate", "The client's certificate reaches the server; the server's answer to it (tickets, Finished) dies in the firewall", expected("silent-drop", "firewall", S2C),
               failing(3, tls="1.2") + healthy(), gone, {"fw": [drop(S2C, {"tls": True, "peer_tls_bytes": 1500})]})
    gone = {CLOUD: fails("firewall", S2C, rst="host", cause="server TLS records dropped by the firewall, for 16 s only")}
    twice = failing(3, timeout=10)
    again = [dict(f, at=18 + f["at"], label={"outcome": "ok", "faulty_hop": "none", "direction": "none", "must_lose": None, "rst": "none", "cause": "none"}) for f in twice]
    yield case("27-port-reuse", "The firewall drops the server's TLS records for 16 s, then no longer; the same client ports are used again, and these sessions go well", expected("silent-drop", "firewall", S2C),
               twice + again, gone, {"fw": [drop(S2C, {"tls": True, "until_s": 16})]}, net={"snat": False})
    gone = {"192.168.1.10": fails("firewall", S2C, cause="the host's TLS records dropped by the firewall on their way out")}
    yield case("28-inbound-fw-drops", "Inbound mail: the far end is the client. The firewall drops the TLS records of our own server", expected("silent-drop", "firewall", S2C),
               failing(4, server="192.168.1.10"), gone, {"fw": [drop(S2C, TLS, servers=["192.168.1.10"])]}, servers=[cloud("192.168.1.10", chain="partner", name="mail.contoso.example")], inbound=True, net={"snat": False})
    gone = {"192.168.1.10": fails("firewall", C2S, cause="the far end's ClientHello dropped by the firewall on its way in")}
    yield case("29-inbound-fw-drops-clienthello", "Inbound mail to the firewall's own address (DNAT): the firewall drops the ClientHello of the far end", expected("silent-drop", "firewall", C2S),
               failing(4, server=FW_OUT), gone, {"fw": [drop(C2S, TLS, servers=["192.168.1.10"])]}, servers=[cloud("192.168.1.10", chain="partner", name="mail.contoso.example")], inbound=True, net={"snat": False, "dnat": True})
    gone = {CLOUD: fails("firewall", C2S, rst="host", cause="mail body dropped by the firewall")}
    yield case("19-fw-drops-in-data", "The session is well until DATA: beyond 7 kB the firewall drops what the client sends", expected("silent-drop", "firewall", C2S),
               failing(3, message=9000) + healthy(), gone, {"fw": [drop(C2S, {"tls_offset": [7000, 10**9]})]})


def with_reset():
    gone = {CLOUD: fails("firewall", S2C, cause="server TLS records dropped, then resets forged by the firewall")}
    yield case("03-fw-drops-resets-both", "The firewall drops the server's TLS records and 4 s later resets both ends, TTL 255; no NAT", expected("drop-and-reset", "firewall", S2C, acceptable_directions=[BOTH]),
               failing(3, timeout=20) + healthy(), gone, {"fw": [reset(4, ["client", "server"], RST | ACK, 255, raw_client="in0", raw_server="out0"), *FW_EATS]}, net={"snat": False},
               views=[{"name": "03a-fw-drops-resets-host-only", "taps": ["host"], "hops": ["lan", "firewall", "upstream"], "more": {"also_classes": ["silent-drop"]}}])
    yield case("04-fw-drops-resets-like-server", "As 03, to the client only; the forged RST wears the server's own TTL, a window and an IP-ID", expected("drop-and-reset", "firewall", S2C),
               failing(3, timeout=20) + healthy(), gone, {"fw": [reset(5, ["client"], RST, 126, raw_client="in0", window=64240, ip_id=31337), *FW_EATS]})
    yield case("05-fw-drops-resets-server-only", "As 03, but only the server is told: RST outside, silence inside; the client gives up later", expected("drop-and-reset", "firewall", S2C, acceptable_directions=[C2S, BOTH]),
               failing(3, timeout=12) + healthy(), gone, {"fw": [reset(3, ["server"], RST | ACK, 64), *FW_EATS]})
    lan = {CLOUD: fails("lan", S2C, cause="server TLS records dropped on the LAN, then a reset forged there")}
    yield case("23-lan-drops-and-resets", "An inline device on the LAN drops the server's TLS records and resets the client, TTL 128", expected("drop-and-reset", "lan", S2C),
               failing(3, timeout=20) + healthy(), lan, {"lan": [reset(4, ["client"], RST | ACK | CWR, 128), *FW_EATS]})


def elsewhere():
    gone = {CLOUD: fails("upstream", S2C, rst="host", cause="server TLS records lost upstream")}
    yield case("10-upstream-drops-s2c", "The provider loses the server's TLS records; its pure ACKs arrive with a sequence jump", expected("silent-drop", "upstream", S2C),
               failing(3) + healthy(), gone, {"up": FW_EATS}, views=[{"name": "10a-upstream-drops-host-inside", "taps": ["host", "inside"], "hops": ["firewall", "upstream"]},
                                                                                 {"name": "10b-upstream-drops-host-only", "taps": ["host"], "hops": ["lan", "firewall", "upstream"]}])
    gone = {CLOUD: fails("upstream", C2S, rst="host", cause="ClientHello lost upstream", acceptable_sets=[["upstream"], ["upstream", "server"]])}
    yield case("11-upstream-drops-clienthello", "The ClientHello is lost behind the outside tap; only when the client gives up does the server's stack say (challenge ACK) what it never got",
               expected("silent-drop", "upstream", C2S, acceptable_sets=[["upstream"], ["upstream", "server"]]), failing(3) + healthy(), gone, {"up": [drop(C2S, TLS)]})
    gone = {CLOUD: fails("upstream", C2S, rst="host", cause="one segment of the mail lost upstream, every copy")}
    yield case("12-upstream-drops-segment", "One segment of the mail's body is lost upstream, every copy; others of its size pass, and the server SACKs what is behind", expected("silent-drop", "upstream", C2S),
               failing(2, message=8000) + healthy(), gone, {"up": [drop(C2S, {"tls_offset": [7000, 7100]})]})
    gone = {CLOUD: fails("lan", S2C, rst="host", cause="server TLS records lost on the LAN")}
    yield case("13-lan-drops-s2c", "The server's TLS records leave the firewall and never reach the host", expected("silent-drop", "lan", S2C), failing(3) + healthy(), gone, {"lan": FW_EATS})
    gone = {CLOUD: fails("lan", C2S, rst="host", cause="ClientHello lost on the LAN")}
    yield case("14-lan-drops-c2s", "The ClientHello leaves the host and never reaches the firewall", expected("silent-drop", "lan", C2S), failing(3) + healthy(), gone, {"lan": [drop(C2S, TLS)]})
    gone = {CLOUD: fails("host", S2C, lose=False, rst="host", lost_optional=True, never_acked=True, cause="the host's own packet filter drops the server's TLS records")}
    yield case("24-host-filter-drops", "The host's own filter drops what its capture shows: the TLS records arrive and are never acknowledged", expected("silent-drop", "host", S2C),
               failing(3) + healthy(), gone, nft=[("H", "table inet own { chain out { type filter hook output priority 0;\n ip daddr %s tcp dport 25 @ih,0,16 0x1603 ct mark set 1; } chain in { type filter hook input priority 0;\n"
                                                      " ip saddr %s tcp sport 25 ct mark 1 meta length > 80 counter drop; } }" % (CLOUD, CLOUD))])
    gone = {CLOUD: fails("upstream", BOTH, rst="host", lose=False, cause="nothing comes back after the ClientHello", acceptable_sets=[["upstream", "server"]], lost_optional=True)}
    yield case("25-dead-after-clienthello", "After the ClientHello nothing at all comes back, no ACK either: upstream and a dead server cannot be told apart",
               expected("silent-drop", "upstream", BOTH, observable_hops=["upstream", "server"], acceptable_directions=[C2S, S2C]), failing(3) + healthy(), gone,
               {"up": [drop(S2C, {"after_hello": True}), drop(C2S, {"after_hello": True, "tls": True})]})


def black_holes():
    gone = {CLOUD: fails("firewall", S2C, rst="host", cause="packets above 1300 bytes vanish, no ICMP")}
    yield case("15-pmtu-black-hole-s2c", "Everything above 1300 bytes from the server vanishes in the firewall, again and again, and no ICMP is sent", expected("pmtu-black-hole", "firewall", S2C),
               failing(3) + [flow(4, PARTNER, tls="none")], gone, {"fw": [drop(S2C, {"min_ip": 1300})]})
    gone = {CLOUD: fails("upstream", C2S, rst="host", cause="packets above 1400 bytes vanish upstream, no ICMP")}
    yield case("16-pmtu-black-hole-c2s", "Everything above 1400 bytes to the server vanishes upstream; the server SACKs the smaller segments behind", expected("pmtu-black-hole", "upstream", C2S),
               failing(3, tls="1.2", timeout=15) + healthy(), gone, {"up": [drop(C2S, {"min_ip": 1400})]})
    yield case("20-pmtu-healthy-icmp", "A smaller MTU on both sides of the firewall: real ICMP fragmentation-needed, smaller segments follow, all is well",
               expected("healthy", "none", NONE), [flow(0, CLOUD, tls="1.2", message=6000), flow(1, PARTNER, tls="1.3", message=6000), flow(2, CLOUD, tls="1.3"), flow(3, PARTNER, client="swaks")],
               net={"mtu": {("FI", "in0"): 1400, ("FO", "out0"): 1380}})
    gone = {CLOUD6: fails("firewall", S2C, rst="host", cause="server TLS records dropped by the firewall")}
    yield case("21-ipv6-fw-drops-tls", "IPv6 throughout: the firewall drops the server's TLS records", expected("silent-drop", "firewall", S2C),
               failing(3, server=CLOUD6) + [flow(0.5, PARTNER6, tls="1.2", message=9000), flow(2, PARTNER6, tls="1.3"), flow(3, PARTNER, tls="1.2")], gone,
               {"fw": [drop(S2C, TLS, servers=[CLOUD6])]}, servers=[cloud(CLOUD6)])
    gone = {CLOUD6: fails("firewall", S2C, rst="host", cause="IPv6 packets above 1280 bytes vanish, no packet-too-big")}
    yield case("22-ipv6-pmtu-black-hole", "IPv6: packets above 1280 bytes vanish in the firewall; packet-too-big is filtered", expected("pmtu-black-hole", "firewall", S2C),
               failing(3, server=CLOUD6) + [flow(4, PARTNER, tls="1.2")], gone, {"fw": [drop(S2C, {"min_ip": 1280}, servers=[CLOUD6])]}, servers=[cloud(CLOUD6)])
