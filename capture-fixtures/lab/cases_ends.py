"""Faults of the ends, of connecting, and of the content."""
from casekit import (BOTH, C2S, CLOUD, FIFTH, FOURTH, NONE, PARTNER, S2C, SIXTH, THIRD, case, cloud, drop, expected, failing, fails, flow, healthy, reset, taps)
from net import SERVERS
from packet import ACK, RST


def cases():
    return [*well(), *resets(), *servers_fault(), *clients_fault(), *connecting(), *content()]


def well():
    many = [flow(0.0, CLOUD, tls="1.2"), flow(0.3, PARTNER, tls="1.2", message=9000), flow(0.9, CLOUD, tls="1.3", messages=3), flow(1.5, PARTNER, client="swaks"), flow(2.0, CLOUD, client="swaks"),
            flow(2.6, PARTNER, client="s_client", tls="1.2"), flow(3.2, PARTNER, tls="none"), flow(3.8, CLOUD, probe="banner"), flow(4.4, PARTNER, tls="1.3", message=9000), flow(5.0, CLOUD, tls="1.2", cert=False)]
    yield case("01-healthy", "Healthy: TLS 1.2 and 1.3 with client certificates, several messages, swaks, openssl s_client, clear text, a load-balancer's probe", expected("healthy", "none", NONE), many, settle_s=2)
    yield case("26-healthy-reordered", "Healthy: every fifth packet of the server is 4 ms late and overtaken; one recipient is refused", expected("healthy", "none", NONE, lossy_hop="upstream"),
               [flow(0.0, CLOUD, tls="1.2", message=9000), flow(0.4, PARTNER, tls="1.3", message=9000), flow(1.0, CLOUD, tls="1.3"), flow(1.6, PARTNER, tls="1.2"),
                flow(2.2, THIRD, tls="none", label={"outcome": "ok"}, app_differs=True)],
               faults={"up": [{"kind": "delay", "dir": "s2c", "ms": 4, "when": {"data": True, "every": 5}}]}, servers=[cloud(), cloud(THIRD, mode="reject-rcpt")])


def resets():
    cut = {CLOUD: fails("firewall", S2C, lose=False, cause="a reset forged by the firewall, nothing dropped")}
    yield case("30-reset-injected-client", "At the ClientHello the firewall resets the client; it drops nothing, the server's flight still arrives", expected("reset-injected", "firewall", S2C),
               failing(3) + healthy(), cut, {"fw": [reset(0.002, ["client"], RST | ACK, 64, raw_client="in0")]},
               views=[{"name": "30a-reset-injected-host-only", "taps": ["host"], "hops": ["lan", "firewall", "upstream"]}])
    cut = {CLOUD: fails("firewall", BOTH, lose=False, cause="resets forged by the firewall to both ends, nothing dropped")}
    yield case("31-reset-injected-both", "At the ClientHello the firewall resets both ends; it drops nothing", expected("reset-injected", "firewall", BOTH, acceptable_directions=[S2C, C2S]),
               failing(3) + healthy(), cut, {"fw": [reset(0.002, ["client", "server"], RST, 128, raw_client="in0", raw_server="out0")]}, net={"snat": False})
    cut = {CLOUD: fails("lan", S2C, lose=False, cause="a reset forged on the LAN")}
    yield case("32-reset-injected-lan", "Something on the LAN resets the client at the ClientHello: RST at host, none at inside", expected("reset-injected", "lan", S2C),
               failing(3) + healthy(), cut, {"lan": [reset(0.002, ["client"], RST | ACK, 255)]})
    cut = {CLOUD: fails("upstream", S2C, lose=False, cause="a reset forged upstream", acceptable_sets=[["upstream"], ["upstream", "server"]])}
    yield case("33-reset-injected-upstream", "Something upstream resets the client at the ClientHello, TTL 49; the server's own flight follows its alleged RST",
               expected("reset-injected", "upstream", S2C, acceptable_sets=[["upstream"], ["upstream", "server"]]), failing(3) + healthy(), cut, {"up": [reset(0.002, ["client"], RST, 49, ip_id=4711)]})


def servers_fault():
    mute = fails("server", S2C, lose=False, cause="the server acknowledges and never answers")
    yield case("34-server-silent", "The server accepts and acknowledges, and never sends the banner, the answer to EHLO, to STARTTLS, to the ClientHello; the clients leave by FIN, which is acknowledged",
               expected("server-silent", "server", S2C),
               [flow(i * 0.8, a, tls="1.2", timeout=10, give_up="fin") for i, a in enumerate((CLOUD, THIRD, FOURTH, FIFTH, CLOUD))] + healthy(),
               {a: mute for a in (CLOUD, THIRD, FOURTH, FIFTH)},
               servers=[cloud(mode="hello-silent"), cloud(THIRD, mode="banner-silent"), cloud(FOURTH, mode="ehlo-silent"), cloud(FIFTH, mode="starttls-silent")], settle_s=2,
               views=[{"name": "34a-server-silent-host-only", "taps": ["host"], "hops": ["server"]}])
    yield case("35-server-silent-after-data", "Inside TLS: the server acknowledges the mail and never answers the final dot", expected("server-silent", "server", S2C),
               failing(2, message=3000, give_up="fin") + healthy(), {CLOUD: mute}, servers=[cloud(mode="data-silent")], settle_s=2)
    wide = [["server"], ["upstream", "server"]]
    ended = fails("server", S2C, lose=False, rst="server", cause="the server itself ended the session", acceptable_sets=wide)
    yield case("36-server-terminated", "The server ends the handshake: RST, FIN, fatal alert after the ClientHello, RST after its first flight", expected("server-terminated", "server", S2C, acceptable_sets=wide),
               [flow(i * 0.7, a, tls=t) for i, (a, t) in enumerate(((CLOUD, "1.2"), (THIRD, "1.2"), (FOURTH, "1.3"), (FIFTH, "1.2"), (THIRD, "1.3"), (FOURTH, "1.2")))] + healthy(),
               {a: ended for a in (CLOUD, THIRD, FOURTH, FIFTH)},
               servers=[cloud(mode="hello-rst"), cloud(THIRD, mode="hello-fin"), cloud(FOURTH, mode="hello-alert"), cloud(FIFTH, mode="flight-rst")])
    ended = fails("server", S2C, lose=False, cause="the server refuses in clear text")
    yield case("37-server-refuses", "Clear text 421 instead of a banner, and 454 to STARTTLS", expected("server-terminated", "server", S2C),
               [flow(0, CLOUD, tls="1.2", give_up="fin"), flow(0.7, THIRD, tls="1.2", give_up="fin"), flow(1.4, CLOUD, tls="1.2", give_up="fin")] + healthy(), {CLOUD: ended, THIRD: ended},
               servers=[cloud(mode="banner-421"), cloud(THIRD, mode="starttls-454")])
    full = fails("server", C2S, lose=False, rst="host", cause="the server stops reading; its window stays shut")
    yield case("38-zero-window", "The server stops reading in DATA: its window shuts and stays shut, probes are answered", expected("zero-window", "server", C2S),
               failing(3, tls="none", message=40000, timeout=14) + healthy(), {CLOUD: full}, servers=[cloud(mode="stuffed")])


def clients_fault():
    refuses = fails("host", C2S, lose=False, cause="the client rejects the server's certificate")
    yield case("40-client-terminated", "The client does not trust the server's certificate: fatal alert, and it leaves", expected("client-terminated", "host", C2S),
               failing(3, trust="proxyroot", give_up="fin") + healthy(), {CLOUD: refuses})
    stops = fails("host", C2S, lose=False, cause="the client acknowledges the server's flight and never goes on")
    yield case("41-client-silent", "The client acknowledges the server's whole flight and goes silent, as when a revocation list cannot be fetched", expected("client-silent", "host", C2S),
               [flow(0, CLOUD, tls="1.2", stall_after_flight=60, stays_open=True), flow(0.8, CLOUD, tls="1.2", stall_after_flight=60, stays_open=True), flow(1.5, CLOUD, tls="1.2", stall_after_flight=60, stays_open=True)] + healthy(),
               {CLOUD: stops}, limit_s=20)
    late = fails("host", C2S, lose=False, rst="host", cause="the client left before the server's answer came")
    yield case("42-client-timeout", "The server needs 7 s for its flight; the client leaves after 5 s, and the flight meets a closed port", expected("client-timeout", "host", C2S),
               failing(4, timeout=5, give_up="fin") + healthy(), {CLOUD: late}, servers=[cloud(delay_s=7)], settle_s=4)


def connecting():
    # healthy sessions before, between and after: they show that every tap was recording when a SYN went astray
    wide = [["server"], ["upstream", "server"]]
    closed = SERVERS[12]
    shut = fails("server", C2S, lose=False, rst="server", cause="nobody listens", acceptable_sets=wide)
    yield case("43-connect-refused-server", "Nobody listens on the server: its stack answers the SYN with RST", expected("connect-refused", "server", C2S, acceptable_sets=wide), failing(3, at=1.5, server=closed) + [*healthy(0), flow(5.2, PARTNER, tls="none")], {closed: shut})
    deny = fails("firewall", C2S, lose=False, rst="firewall", cause="the firewall rejects the SYN with a RST")
    yield case("44-connect-refused-firewall", "The firewall's policy rejects the SYN with a RST", expected("connect-refused", "firewall", C2S), failing(3, at=1.5) + [*healthy(0), flow(5.2, PARTNER, tls="none")], {CLOUD: deny},
               nft=[("FI", "table inet deny { chain f { type filter hook forward priority 0;\n ip daddr %s tcp dport 25 counter reject with tcp reset; } }" % CLOUD)],
               views=[{"name": "44a-connect-refused-host-only", "taps": ["host"], "hops": ["lan", "firewall", "upstream", "server"]}])
    deny = fails("firewall", C2S, lose=False, cause="the firewall rejects the SYN with ICMP administratively prohibited")
    yield case("45-connect-prohibited-firewall", "The firewall answers the SYN with ICMP administratively prohibited", expected("connect-refused", "firewall", C2S), failing(3, at=1.5) + [*healthy(0), flow(5.2, PARTNER, tls="none")], {CLOUD: deny},
               nft=[("FI", "table inet deny { chain f { type filter hook forward priority 0;\n ip daddr %s tcp dport 25 counter reject with icmpx admin-prohibited; } }" % CLOUD)])
    deny = fails("upstream", C2S, lose=False, cause="the provider's router rejects the SYN with ICMP")
    yield case("46-connect-prohibited-upstream", "The provider's router answers the SYN with ICMP administratively prohibited", expected("connect-refused", "upstream", C2S), failing(3, at=1.5) + [*healthy(0), flow(5.2, PARTNER, tls="none")], {CLOUD: deny},
               nft=[("R", "table inet deny { chain f { type filter hook forward priority 0;\n ip daddr %s tcp dport 25 counter reject with icmpx admin-prohibited; } }" % CLOUD)])
    block = fails("firewall", C2S, lose=False, cause="SYN dropped by the firewall")
    yield case("47-connect-blocked-firewall", "The firewall drops the SYN", expected("connect-blocked", "firewall", C2S), failing(3, at=1.5, timeout=10) + [*healthy(0), flow(5.2, PARTNER, tls="none")], {CLOUD: block}, {"fw": [drop(C2S, {"syn": True})]},
               views=[{"name": "47a-connect-blocked-host-only", "taps": ["host"], "hops": ["lan", "firewall", "upstream", "server"], "more": {"acceptable_directions": [S2C, BOTH]}}])
    block = fails("firewall", S2C, lose=False, cause="SYN-ACK dropped by the firewall")
    yield case("48-connect-blocked-synack", "The firewall drops the SYN-ACK", expected("connect-blocked", "firewall", S2C), failing(3, at=1.5, timeout=10) + [*healthy(0), flow(5.2, PARTNER, tls="none")], {CLOUD: block}, {"fw": [drop(S2C, {"synack": True})]})
    sets = [["upstream", "server"]]
    block = fails("upstream", S2C, lose=False, cause="SYN-ACK lost upstream", acceptable_sets=sets)
    yield case("49-connect-blocked-upstream", "The SYN-ACK is lost upstream: nothing comes back, so upstream and server cannot be told apart",
               expected("connect-blocked", "upstream", S2C, observable_hops=["upstream", "server"], acceptable_directions=[C2S, BOTH]), failing(3, at=1.5, timeout=10) + [*healthy(0), flow(5.2, PARTNER, tls="none")], {CLOUD: block}, {"up": [drop(S2C, {"synack": True})]})


def content():
    bent = {"outcome": "ok", "faulty_hop": "firewall", "direction": "s2c", "cause": "banner masked and STARTTLS overwritten"}
    no_tls = {"tls": "1.2", "tls_required": False}
    yield case("50-starttls-overwritten", "Masked banner and 250-XXXXXXXA instead of 250-STARTTLS, same length: mail goes in clear text, or the client leaves with QUIT",
               expected("starttls-tampered", "firewall", S2C), [flow(0, CLOUD, **no_tls), flow(0.8, CLOUD, tls="1.2", app_differs=True), flow(1.6, CLOUD, tls="1.2", app_differs=True)] + healthy(),
               {CLOUD: bent}, {"fw": [{"kind": "edit", "dir": "s2c", "servers": [CLOUD], "how": "mask-banner"}, {"kind": "edit", "dir": "s2c", "servers": [CLOUD], "how": "overwrite-starttls"}]})
    bent = dict(bent, cause="STARTTLS removed from the answer to EHLO", skip_hops=["firewall"])
    yield case("51-starttls-removed", "The line 250-STARTTLS is removed and all later sequence numbers shifted", expected("starttls-tampered", "firewall", S2C),
               [flow(0, CLOUD, **no_tls), flow(0.8, CLOUD, tls="1.2", app_differs=True), flow(1.6, CLOUD, **no_tls)] + healthy(), {CLOUD: bent}, {"fw": [{"kind": "shorten", "servers": [CLOUD]}]})
    bent = fails("firewall", C2S, lose=False, cause="the command STARTTLS overwritten")
    yield case("52-command-overwritten", "The client's STARTTLS becomes XXXXXXXX in the firewall; the server answers 500", expected("starttls-tampered", "firewall", C2S),
               failing(3, give_up="fin") + healthy(), {CLOUD: bent}, {"fw": [{"kind": "edit", "dir": "c2s", "servers": [CLOUD], "how": "overwrite-command", "command": "STARTTLS"}]})
    bent = fails("firewall", S2C, lose=False, cause="one byte of the server's certificate changed, checksum made good")
    yield case("53-payload-modified", "The firewall changes one byte of the server's certificate, with the TCP checksum made good; the client refuses it", expected("payload-modified", "firewall", S2C),
               failing(3, tls="1.2", give_up="fin") + healthy(), {CLOUD: bent}, {"fw": [{"kind": "edit", "dir": "s2c", "servers": [CLOUD], "how": "flip", "tls_at": 1900}]})
    bent = fails("firewall", C2S, lose=False, cause="one byte of the client's certificate flight changed, checksum made good")
    yield case("56-payload-modified-c2s", "The firewall changes one byte of the client's certificate, with the TCP checksum made good; the server refuses it with a fatal alert", expected("payload-modified", "firewall", C2S),
               failing(2, tls="1.2", give_up="fin") + healthy(), {CLOUD: bent}, {"fw": [{"kind": "edit", "dir": "c2s", "servers": [CLOUD], "how": "flip", "tls_at": 900}]})
    to_proxy = [("FI", "table ip proxy { chain pre { type nat hook prerouting priority -100;\n iifname in0 ip daddr %s tcp dport 25 redirect to :2525; } }" % CLOUD),
                ("FO", "table ip proxynat { chain post { type nat hook postrouting priority 99;\n oifname out0 ip saddr 10.99.0.0/30 ip protocol tcp snat to 203.0.113.2:62000-62999; } }")]
    eaten = fails("firewall", S2C, lose=False, rst="host", cause="the firewall's TCP proxy acknowledges the server's TLS records and never passes them on", lost_optional=True)
    yield case("55-tcp-proxy-swallows", "The firewall ends TCP and makes it anew: outside it acknowledges the server's TLS records, inside it never sends them; no retransmission anywhere. Its own socket may reset the server at the end",
               expected("silent-drop", "firewall", S2C, also_classes=["drop-and-reset"]), failing(3) + healthy(), {CLOUD: eaten}, proxy="swallow", nft=to_proxy)
    bent = fails("firewall", BOTH, lose=False, cause="the firewall ends TLS with a certificate of its own; the client refuses it", skip_hops=["firewall"])
    yield case("54-tls-intercepted", "A TLS proxy on the firewall with another certificate; most clients refuse it, one trusts it", expected("tls-intercepted", "firewall", BOTH),
               failing(3, give_up="fin") + [flow(4, CLOUD, tls="1.2", trust="proxyroot", label={"outcome": "ok"})] + healthy(), {CLOUD: bent}, proxy="intercept", nft=to_proxy)
