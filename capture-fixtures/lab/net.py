"""The namespaces of one case: host - switch - firewall - router - server, joined by user-space wires; captures; clean-up by id.

    H.eth0 =veth= S.h0 (bridge) S.lan0 ~lan~ FI.in0 [firewall] FI.mid0 ~fw~ FO.mid1 [NAT] FO.out0 ~up~ R.up0 [router] R.isp0 =veth= V.eth0

The firewall is two Linux routers with the wire `fw` as its inspection engine between them (TTLs made to look like one router), or,
with engine=False, one Linux router with nft rules. ~ is a user-space wire, = a veth pair (with segmentation offload)."""
import json
import os
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
HOST, FW_IN, FW_OUT, ROUTER = "192.168.1.10", "192.168.1.1", "203.0.113.2", "203.0.113.1"
HOST6, FW_OUT6 = "2001:db8:1::10", "2001:db8:2::2"
SERVERS = ["198.51.100.%d" % n for n in range(25, 41)]
SERVERS6 = ["2001:db8:3::%d" % n for n in (25, 26)]
MAC = {"H": "00:15:5d:0a:01:0a", "in0": "00:1b:21:0a:01:01", "mid0": "02:00:00:00:63:01", "mid1": "02:00:00:00:63:02",
       "out0": "00:1b:21:cb:71:02", "up0": "00:23:04:cb:71:01", "isp0": "00:23:04:33:64:01", "V": "00:15:5d:33:64:19"}


def sh(*cmd, check=True, **kw):
    r = subprocess.run(cmd, capture_output=True, text=True, **kw)
    if check and r.returncode:
        raise RuntimeError("%s: %s" % (" ".join(cmd), r.stderr.strip() or r.stdout.strip()))
    return r.stdout


class Net:
    def __init__(self, tag, work, engine=True, snat=True, ports="61000-61999", host_ttl=128, server_ttl=128, mtu=None, ecn=False, tso=True, timestamps=False, dnat=False):
        self.tag, self.work, self.engine = tag, work, engine
        self.ns = {k: "dp%s%s" % (tag, k) for k in ("H", "S", "FI", "R", "V")}
        self.ns["FO"] = "dp%sFO" % tag if engine else self.ns["FI"]
        self.processes = []
        self.opt = dict(snat=snat, ports=ports, host_ttl=host_ttl, server_ttl=server_ttl, mtu=mtu or {}, ecn=ecn, tso=tso, timestamps=timestamps, dnat=dnat)

    # -- building -------------------------------------------------------------------------------------------------
    def up(self):
        for n in sorted(set(self.ns.values())):
            sh("ip", "netns", "add", n)
            sh("ip", "-n", n, "link", "set", "lo", "up")
        self.veth("H", "eth0", MAC["H"], "S", "h0", None)
        self.veth("V", "eth0", MAC["V"], "R", "isp0", MAC["isp0"])
        self.tap("S", "lan0", None)
        self.tap("FI", "in0", MAC["in0"])
        if self.engine:
            self.tap("FI", "mid0", MAC["mid0"])
            self.tap("FO", "mid1", MAC["mid1"])
        self.tap("FO", "out0", MAC["out0"])
        self.tap("R", "up0", MAC["up0"])
        self.ip("S", "link add br0 type bridge forward_delay 0", "link set br0 up", "link set h0 master br0", "link set lan0 master br0")
        self.sysctls()
        for where, dev, v4, v6 in (("H", "eth0", HOST + "/24", HOST6 + "/64"), ("FI", "in0", FW_IN + "/24", "2001:db8:1::1/64"),
                                   ("FO", "out0", FW_OUT + "/29", FW_OUT6 + "/64"), ("R", "up0", ROUTER + "/29", "2001:db8:2::1/64"),
                                   ("R", "isp0", "198.51.100.1/24", "2001:db8:3::1/64")):
            self.ip(where, "addr add %s dev %s" % (v4, dev), "addr add %s dev %s nodad" % (v6, dev))
        self.ip("V", *["addr add %s/24 dev eth0" % a for a in SERVERS], *["addr add %s/64 dev eth0 nodad" % a for a in SERVERS6])
        if self.engine:
            self.ip("FI", "addr add 10.99.0.1/30 dev mid0", "addr add 2001:db8:99::1/64 dev mid0 nodad", "route add default via 10.99.0.2", "-6 route add default via 2001:db8:99::2")
            self.ip("FO", "addr add 10.99.0.2/30 dev mid1", "addr add 2001:db8:99::2/64 dev mid1 nodad", "route add 192.168.1.0/24 via 10.99.0.1", "-6 route add 2001:db8:1::/64 via 2001:db8:99::1")
        self.ip("H", "route add default via " + FW_IN, "-6 route add default via 2001:db8:1::1")
        self.ip("FO", "route add default via " + ROUTER, "-6 route add default via 2001:db8:2::1")
        self.ip("R", "route add 192.168.1.0/24 via " + FW_OUT, "-6 route add 2001:db8:1::/64 via " + FW_OUT6)
        self.ip("V", "route add default via 198.51.100.1", "-6 route add default via 2001:db8:3::1")
        for (where, dev), size in self.opt["mtu"].items():
            self.ip(where, "link set %s mtu %d" % (dev, size))
        if not self.opt["tso"]:
            sh("ip", "netns", "exec", self.ns["H"], "ethtool", "-K", "eth0", "tso", "off", "gso", "off", "tx", "off")
        sh("ip", "netns", "exec", self.ns["V"], "ethtool", "-K", "eth0", "tso", "off", "gso", "off", "tx", "off")
        if self.opt["snat"]:
            self.nft("FO", "table ip nat { chain post { type nat hook postrouting priority 100;\n oifname out0 ip saddr 192.168.1.0/24 ip protocol tcp snat to %s:%s; oifname out0 ip saddr 192.168.1.0/24 snat to %s; } }"
                     % (FW_OUT, self.opt["ports"], FW_OUT))
            # what is no longer in the table must not be answered by the firewall's own stack
            self.nft("FO", "table ip own { chain in { type filter hook input priority 0;\n iifname out0 ip protocol tcp drop; } }")

        if self.opt["dnat"]:
            self.nft("FO", "table ip inward { chain pre { type nat hook prerouting priority -100;\n iifname out0 ip daddr %s tcp dport 25 dnat to %s; } }" % (FW_OUT, HOST))

    def veth(self, a, da, ma, b, db, mb):
        sh("ip", "-n", self.ns[a], "link", "add", da, "type", "veth", "peer", "name", db, "netns", self.ns[b])
        for where, dev, mac in ((a, da, ma), (b, db, mb)):
            self.ip(where, *(["link set %s address %s" % (dev, mac)] if mac else []), "link set %s up" % dev)

    def tap(self, where, dev, mac):
        self.ip(where, "tuntap add mode tap " + dev, *(["link set %s address %s" % (dev, mac)] if mac else []), "link set %s up" % dev)

    def ip(self, where, *lines):
        for line in lines:
            sh("ip", *(["-6"] if line.startswith("-6 ") else []), "-n", self.ns[where], *line.replace("-6 ", "", 1).split())

    def nft(self, where, text):
        sh("ip", "netns", "exec", self.ns[where], "nft", "-f", "-", input=text.replace("{ ", "{\n").replace(" }", "\n}\n") + "\n")

    def sysctls(self):
        o = self.opt
        everywhere = {"net.ipv6.conf.all.accept_dad": 0, "net.ipv6.conf.default.accept_ra": 0, "net.ipv4.conf.all.rp_filter": 0, "net.ipv4.conf.default.rp_filter": 0,
                      "net.ipv6.conf.all.router_solicitations": 0}
        router = {"net.ipv4.ip_forward": 1, "net.ipv6.conf.all.forwarding": 1}
        table = {"net.netfilter.nf_conntrack_tcp_be_liberal": 1, "net.netfilter.nf_conntrack_tcp_timeout_close": 120, "net.netfilter.nf_conntrack_tcp_timeout_last_ack": 120,
                 "net.netfilter.nf_conntrack_tcp_timeout_max_retrans": 600, "net.netfilter.nf_conntrack_tcp_timeout_unacknowledged": 600}
        for key, settings in (("H", {"net.ipv4.ip_default_ttl": o["host_ttl"], "net.ipv6.conf.all.hop_limit": o["host_ttl"], "net.ipv4.tcp_ecn": 1 if o["ecn"] else 0, "net.ipv4.tcp_no_metrics_save": 1,
                                     "net.ipv4.tcp_timestamps": 1 if o["timestamps"] else 0}),
                              ("V", {"net.ipv4.ip_default_ttl": o["server_ttl"], "net.ipv6.conf.all.hop_limit": o["server_ttl"], "net.ipv4.tcp_ecn": 1 if o["ecn"] else 0, "net.ipv4.tcp_no_metrics_save": 1}),
                              ("S", {}), ("FI", router), ("FO", dict(router, **table)), ("R", router)):
            for k, v in dict(everywhere, **settings).items():
                sh("ip", "netns", "exec", self.ns[key], "sysctl", "-qw", "%s=%s" % (k, v), check=k.startswith("net.ipv4"))

    # -- running --------------------------------------------------------------------------------------------------
    def spawn(self, where, *cmd, ready=None, stdin=None, timeout=20, name=None):
        name = name or os.path.basename(cmd[0]) + "-" + where
        out = open(os.path.join(self.work, "%s.out" % name), "wb+")
        p = subprocess.Popen(["ip", "netns", "exec", self.ns[where], *cmd], stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        self.processes.append(p)
        end = time.time() + timeout
        while ready and ready.encode() not in open(out.name, "rb").read():
            if p.poll() is not None or time.time() > end:
                raise RuntimeError("%s did not start: %s" % (name, open(out.name).read()[-500:]))
            time.sleep(0.05)
        return p

    def wires(self, faults, delays, mirrors=(), seed=1):
        """faults: {wire: [fault]}; delays: {wire: (ms, jitter ms)}."""
        ns, log = self.ns, os.path.join(self.work, "faults.jsonl")
        spec = {"lan": ((ns["S"], "lan0"), (ns["FI"], "in0")), "fw": ((ns["FI"], "mid0"), (ns["FO"], "mid1")), "up": ((ns["FO"], "out0"), (ns["R"], "up0"))}
        if not self.engine:
            del spec["fw"]
        config = {"log": log, "seed": seed, "raw": {"in0": (ns["FI"], "in0"), "out0": (ns["FO"], "out0")},
                  "macs": {"in0": (MAC["H"], MAC["in0"]), "out0": (MAC["up0"], MAC["out0"])}, "wires": []}
        for name, (near, far) in spec.items():
            ms, jitter = delays.get(name, (0, 0))
            config["wires"].append({"name": name, "near": near, "far": far, "delay_ms": ms, "jitter_ms": jitter, "keep_ttl": name == "fw", "faults": faults.get(name, []),
                                    "mirrors": [dict(m, tap=(ns[m["where"]], m["dev"])) for m in mirrors if m["wire"] == name]})
        for m in mirrors:
            self.tap(m["where"], m["dev"], None)
        path = os.path.join(self.work, "wires.json")
        with open(path, "w") as f:
            json.dump(config, f)
        open(log, "w").close()
        out = open(os.path.join(self.work, "wires.out"), "wb+")
        p = subprocess.Popen([sys.executable, os.path.join(HERE, "wire.py"), path], stdout=out, stderr=subprocess.STDOUT)
        self.processes.append(p)
        end = time.time() + 15
        while b"ready" not in open(out.name, "rb").read():
            if p.poll() is not None or time.time() > end:
                raise RuntimeError("wires: " + open(out.name).read()[-800:])
            time.sleep(0.05)
        return log

    def warm_up(self):
        """Resolves the neighbours, so that the first SYN is not held."""
        for target in (SERVERS[0], SERVERS6[0]):
            subprocess.run(["ip", "netns", "exec", self.ns["H"], "ping", "-c", "2", "-i", "0.2", "-W", "2", target], capture_output=True)

    def capture(self, where, dev, path, tool="tcpdump", snaplen=262144, expression=()):
        if tool == "dumpcap":
            cmd, ready = ["dumpcap", "-q", "-i", dev, "-s", str(snaplen), "-w", path], "File:"
        else:
            cmd, ready = ["tcpdump", "-n", "-i", dev, "-s", str(snaplen), "-U", "-Z", "root", "-w", path, *expression], "listening on"
        return self.spawn(where, *cmd, ready=ready, name="capture-" + os.path.basename(path))

    def stop(self, p, how=signal.SIGTERM, wait=8):
        if p.poll() is None:
            p.send_signal(how)
            try:
                p.wait(wait)
            except subprocess.TimeoutExpired:
                p.kill()
                p.wait()

    def down(self):
        for p in reversed(self.processes):
            self.stop(p)
        for n in sorted(set(self.ns.values())):
            for pid in sh("ip", "netns", "pids", n, check=False).split():   # only what runs in the namespaces made here
                try:
                    os.kill(int(pid), signal.SIGKILL)
                except (ProcessLookupError, ValueError):
                    pass
            sh("ip", "netns", "del", n, check=False)
