"""Devices with manners of their own: filters that reject, proxies that hold, relay and give up, options that go missing."""
from casekit import C2S, CLOUD, S2C, case, cloud, drop, expected, failing, fails, flow, healthy, reset, taps
from packet import ACK, RST

TO_PROXY = [("FI", "table ip proxy { chain pre { type nat hook prerouting priority -100;\n iifname in0 ip daddr %s tcp dport 25 redirect to :2525; } }" % CLOUD),
            ("FO", "table ip proxynat { chain post { type nat hook postrouting priority 99;\n oifname out0 ip saddr 10.99.0.0/30 ip protocol tcp snat to 203.0.113.2:62000-62999; } }")]


def cases():
    gone = {CLOUD: fails("firewall", C2S, rst="firewall", cause="STARTTLS rejected by the firewall: dropped, and its sender reset")}
    yield case("88-reject-starttls", "The firewall rejects the command STARTTLS as packet filters do: it is dropped and its sender gets a bare RST", expected("drop-and-reset", "firewall", C2S),
               failing(2) + healthy(), gone, {"fw": [{"kind": "reject", "dir": "c2s", "servers": [CLOUD], "when": {"starts": "STARTTLS"}}]})
    deaf = fails("firewall", S2C, lose=False, rst="host", cause="the server's bare acknowledgements dropped by the firewall")
    yield case("89-acknowledgements-dropped", "From TLS on the server's packets without data never leave the firewall; the client repeats what has long arrived", expected("silent-drop", "firewall", S2C),
               failing(2, timeout=9, message=60000) + healthy(), {CLOUD: deaf}, {"fw": [drop(S2C, {"data": False, "after_hello": True, "no_rst": True})]})
    bent = fails("firewall", "both", lose=False, cause="the firewall ends TLS with a certificate of its own; the client refuses it", skip_hops=["firewall"])
    yield case("90-tls-intercepted-other-hello", "As 54, but the clients name the server in their hello and the proxy does not: the hellos differ in length", expected("tls-intercepted", "firewall", "both"),
               failing(3, give_up="fin", sni="mail.protection.example.net") + healthy(), {CLOUD: bent}, proxy="intercept", nft=TO_PROXY)
    mute = fails("server", S2C, lose=False, cause="the server takes the ClientHello and says no more; the firewall's TCP relay closes both sides after 3 s", skip_hops=["firewall"])
    yield case("91-relay-gives-up", "The server falls silent after the ClientHello; a TCP relay in the firewall gives up waiting and closes both sides: the FIN in the server's name is not its own",
               expected("server-silent", "server", S2C), failing(2, give_up="fin") + healthy(), {CLOUD: mute}, servers=[cloud(mode="hello-silent")], proxy="impatient", nft=TO_PROXY)
    shut = fails("firewall", C2S, lose=False, rst="host", cause="window scale taken out of the SYN-ACK: the client reads a window of 63 bytes")
    yield case("92-window-scale-lost", "The firewall takes the window scale out of the SYN-ACK: the client reads the server's windows a thousand times too small", expected("zero-window", "firewall", C2S),
               failing(2, tls="1.2", timeout=6) + healthy(), {CLOUD: shut}, {"fw": [{"kind": "strip", "dir": "s2c", "servers": [CLOUD], "option": 3}]})
    said = fails("firewall", C2S, rst="host", cause="MAIL swallowed by the firewall, which answers it in the server's name")
    yield case("93-answered-in-the-servers-name", "The firewall keeps the command MAIL to itself and answers 451 in the server's name", expected("silent-drop", "firewall", C2S),
               failing(2, tls="none") + healthy(), {CLOUD: said}, {"fw": [{"kind": "answer", "dir": "c2s", "servers": [CLOUD], "when": {"starts": "MAIL"}, "text": "451 4.7.1 Please try again later"}]})
    gone = fails("upstream", S2C, lose=False, rst="host", cause="the server's TLS records lost upstream of the firewall's TCP relay", skip_hops=["firewall"])
    cut = {"snaplen": 96}
    yield case("95-loss-behind-relay-cut", "A TCP relay in the firewall; the server's TLS records are lost upstream; every capture is cut to 96 bytes a packet", expected("silent-drop", "upstream", S2C),
               failing(2) + healthy(), {CLOUD: gone}, {"up": [drop(S2C, {"tls": True})]}, proxy="relay", nft=TO_PROXY, captures=taps(host=cut, inside=cut, outside=cut))
    half = fails("upstream", C2S, rst="host", cause="the ClientHello's second segment lost upstream, every copy")
    yield case("96-hello-in-two-segments", "The ClientHello is as large as post-quantum key shares make it; its second segment is lost upstream. The server acknowledges the first, and no more is heard of it",
               expected("silent-drop", "upstream", C2S, acceptable_sets=[["upstream"], ["upstream", "server"]]), failing(3, hello_bytes=1700) + healthy(), {CLOUD: half}, {"up": [drop(C2S, {"tls_offset": [1460, 1 << 30]})]})
    kept = fails("firewall", C2S, rst="firewall", cause="MAIL swallowed by the firewall, which refuses it in the server's name and resets the server in the client's")
    yield case("97-refused-by-the-firewall", "The firewall keeps the command MAIL to itself, refuses it with 554 in the server's name, and resets the server in the client's", expected("drop-and-reset", "firewall", C2S),
               failing(3, tls="none", give_up="fin") + healthy(), {CLOUD: kept},
               {"fw": [reset(0, ["server"], RST | ACK, 64, when={"starts": "MAIL"}), {"kind": "answer", "dir": "c2s", "servers": [CLOUD], "when": {"starts": "MAIL"}, "text": "554 5.7.1 Blocked by policy"}]})
    mute = fails("server", S2C, lose=False, cause="the server takes the ClientHello and says no more")
    yield case("98-server-silent-cut", "The server acknowledges the ClientHello and falls silent; every capture is cut to 96 bytes a packet", expected("server-silent", "server", S2C), failing(3, give_up="fin", timeout=9) + healthy(), {CLOUD: mute},
               servers=[cloud(mode="hello-silent")], captures=taps(host=cut, inside=cut, outside=cut))
