"""One case from its description: network, servers, captures, clients; then truth, degradations, files."""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import exchange_log
import postfix
import truth
from capfile import rewrite
from net import HERE, Net, SERVERS, SERVERS6
from packet import parse_ethernet

DELAYS = {"lan": (0.15, 0.1), "fw": (0.4, 0.2), "up": (11, 1.5)}
HOP = {"lan": "lan", "fw": "firewall", "up": "upstream"}
POINTS = {"host": ("H", "eth0"), "inside": ("FI", "in0"), "outside": ("FO", "out0")}


def make(case, tag, work, keys, out):
    net = Net(tag, work, **case.get("net", {}))
    try:
        net.up()
        run = execute(case, net, work, keys)
    finally:
        net.down()
    return write(case, work, out, run)


def execute(case, net, work, keys):
    log = net.wires(case.get("faults", {}), dict(DELAYS, **case.get("delays", {})), case.get("mirrors", []), case.get("seed", 1))
    for where, text in case.get("nft", []):
        net.nft(where, text)
    config = os.path.join(work, "servers.json")
    with open(config, "w") as f:
        json.dump({"pki": keys, "servers": case["servers"]}, f)
    inbound = case.get("inbound", False)                           # then the far end is the client, and the host the server
    net.spawn("H" if inbound else "V", sys.executable, os.path.join(HERE, "servers.py"), config, ready="ready", name="servers")
    if not inbound:
        postfix.start(net, os.path.join(work, "postfix"), keys, [SERVERS[1], SERVERS6[1]])
    if case.get("proxy"):
        net.spawn("FI", sys.executable, os.path.join(HERE, "proxy.py"), keys, case["proxy"], ready="ready", name="proxy")
    net.warm_up()
    captures = [net.capture("V", "eth0", os.path.join(work, "server.pcap"))]
    for point, spec in case["captures"].items():
        where, dev = spec.get("at", POINTS.get(point))
        captures.append(net.capture(where, dev, os.path.join(work, "raw-" + point), spec.get("tool", "tcpdump"), spec.get("snaplen", 262144), spec.get("filter", ())))
    for point in ("host", "inside", "outside"):                    # truth needs whole captures, whatever the case shows
        captures.append(net.capture(*POINTS[point], os.path.join(work, "true-" + point)))
    time.sleep(0.3)
    config = os.path.join(work, "clients.json")
    with open(config, "w") as f:
        json.dump({"pki": keys, "flows": case["flows"]}, f)
    clients = net.spawn("V" if inbound else "H", sys.executable, os.path.join(HERE, "clients.py"), config, name="clients")
    limit = time.time() + case.get("limit_s", 180)                # where clients stay open, the captures end before they do
    while clients.poll() is None and time.time() < limit:
        time.sleep(0.2)
    time.sleep(case.get("settle_s", 1.5))
    for p in captures:
        net.stop(p, signal.SIGINT)
    with open(os.path.join(work, "clients.out")) as f:
        done = [json.loads(l) for l in f if l.startswith("{")]
    ending = sum(not f.get("stays_open") for f in case["flows"])
    with open(log) as f:
        entries = [json.loads(l) for l in f]
    counters = {}
    for where in sorted({w for w, _ in case.get("nft", [])}):
        counters[where] = [l.strip() for l in subprocess.run(["ip", "netns", "exec", net.ns[where], "nft", "list", "ruleset"], capture_output=True, text=True).stdout.splitlines() if "counter" in l]
    return {"clients": sorted(done, key=lambda d: d["t0"]), "log": entries, "nft": counters, "problems": [] if len(done) == ending else ["%d of %d sessions ended" % (len(done), ending)]}


# -- truth ------------------------------------------------------------------------------------------------------------
def write(case, work, out, run):
    problems = run["problems"]
    paths = {p: os.path.join(work, "true-" + p) for p in ("host", "inside", "outside")}
    paths["server"] = os.path.join(work, "server.pcap")
    points = {p: truth.legs(path) for p, path in paths.items()}
    for p, path in paths.items():
        problems += ["tshark disagrees at %s: %s" % (p, w) for w in truth.check_with_tshark(path, points[p])]
    randomised = {(tuple(e["client"]), tuple(e["server"])): e["add"]["c2s"] for e in run["log"] if e["action"] == "randomise"}
    linked = truth.link_legs(points, randomised, bool(case.get("proxy")))
    flows = [f for f in (label(case, together, run, problems, earlier(linked, i)) for i, together in enumerate(linked)) if f]
    if len(flows) != len(case["flows"]):
        problems.append("%d flows in the captures, %d made" % (len(flows), len(case["flows"])))
    empty(out)
    begin = min(leg.first for leg in points["host"])
    shown = {p: degrade(p, s, work, out, begin) for p, s in case["captures"].items()}
    t = {"case": case["name"], "description": case["description"], "points": case.get("points") or shown, "expected": case["expected"], "flows": [] if case.get("no_flows") else flows,
         "notes": case.get("notes", ""), "topology": topology(case), "injected": [e for e in run["log"] if e["action"] == "forge-rst"], "fault_log": summary(run)}
    if case.get("log"):
        t["logs"] = protocol_log(case, run, out)
        t["log_args"] = [x for p, s in shown.items() for x in ("--" + p, "@" + s["file"])] + ["--smtp-log", "@" + case["log"]["file"]]
    for k in ("args", "clock_optional"):
        if k in case:
            t[k] = case[k]
    save(t, out)
    for v in case.get("views", []):
        view(t, v, out, os.path.join(os.path.dirname(out), v["name"]))
    return problems


def protocol_log(case, run, out):
    """Exchange's own words beside the captures, and where they contradict the wire."""
    spec = case["log"]
    ids = exchange_log.write(os.path.join(out, spec["file"]), run["clients"], "192.168.1.10", case["captures"]["host"].get("clock", (0, 0))[0], "Outbound to Office 365", spec.get("ghosts", ()))
    ghosts = {(port, server) for port, server, _ in spec.get("ghosts", ())}
    failed = {(d["port"], d["server"]) for d in run["clients"] if d.get("error")}
    return {"joins": [{"session": i, "client": ["192.168.1.10", key[0]]} for key, i in ids.items() if key not in ghosts],
            "sessions_without_flow": [{"session": i} for key, i in ids.items() if key in ghosts],
            "contradictions": [{"session": ids[key], "what": what} for key in ids if key in failed for what in spec["contradictions"]] + [{"session": ids[key], "what": "no-such-flow"} for key in ids if key in ghosts]}


def empty(folder):
    """A fresh folder, but for its README, which people write."""
    os.makedirs(folder, exist_ok=True)
    for name in os.listdir(folder):
        if name != "README.md":
            os.remove(os.path.join(folder, name))


def save(t, out):
    def lines(v, depth):
        """One line a flow: long enough to be compact, short enough to be compared."""
        if depth and isinstance(v, (dict, list)) and v:
            pad, items = " " * depth, [(json.dumps(k) + ": " if isinstance(v, dict) else "") + (lines(x, depth + 1) if k == "flows" and depth == 1 else json.dumps(x))
                                       for k, x in (v.items() if isinstance(v, dict) else ((None, x) for x in v))]
            return ("{\n" if isinstance(v, dict) else "[\n") + ",\n".join(pad + i for i in items) + "\n" + pad[1:] + ("}" if isinstance(v, dict) else "]")
        return json.dumps(v)
    with open(os.path.join(out, "truth.json"), "w") as f:
        f.write(lines(t, 1) + "\n")


def view(t, v, source, target):
    """The same run with fewer taps: what can be told from these captures alone."""
    empty(target)
    kept = {p: s for p, s in t["points"].items() if p in v["taps"]}
    for s in kept.values():
        shutil.copy(os.path.join(source, s["file"]), target)
    flows = [dict(f, **({"lost_optional": True} if v.get("lost_optional") and f["lost_records"] else {})) for f in t["flows"]]
    if v["taps"] == ["outside"]:                                   # that tap alone knows the flows by their outer names
        flows = [dict(f, client=f.get("nat_client", f["client"])) for f in flows]
    save(dict(t, case=v["name"], description="%s Only the tap%s %s." % (t["description"].rstrip(".") + ".", "s" if len(kept) > 1 else "", ", ".join(kept)), points=kept, flows=flows,
              expected=dict(t["expected"], **dict({"observable_hops": v["hops"]}, **v.get("more", {}))), view_of=t["case"]), target)


def earlier(linked, i):
    """How many sessions had the same addresses and ports before this one."""
    return sum((t["host"].client, t["host"].server) == (linked[i]["host"].client, linked[i]["host"].server) for t in linked[:i])


def label(case, together, run, problems, nth):
    host = together["host"]
    client, server = truth.name(host.client), truth.name(host.server)
    asked = truth.name(together["server"].server)[0] if case.get("inbound") and "server" in together else server[0]    # the address before our own NAT
    same = [f for f in case["flows"] if f["port"] == client[1] and f["server"] == asked]
    if nth >= len(same):
        problems.append("a flow nobody made: %s" % client)
        return None
    wanted = sorted(same, key=lambda f: f["at"])[nth]
    done = ([d for d in run["clients"] if d["port"] == client[1] and d["server"] == asked] + [{}] * (nth + 1))[nth]
    want = {"outcome": "ok", "faulty_hop": "none", "direction": "none", **case.get("labels", {}).get(server[0], {}), **wanted.get("label", {})}
    failed = done.get("error") is not None
    if want["outcome"] != "unknown" and not want.get("outcome_any") and failed != (want["outcome"] == "failed") and not (wanted.get("app_differs") or wanted.get("stays_open")):
        problems.append("flow %s: client says %s, label %s" % (client, done.get("error"), want["outcome"]))
    lost = truth.losses(together, case.get("inbound", False), want.pop("skip_hops", ()))
    names = [client] + ([truth.name(together["outside"].client)] if "outside" in together else [])
    forged = [HOP[e["wire"]] for e in run["log"] if e["action"] == "forge-rst" and e["client"] in names]
    flow = {"id": "s%d" % client[1], "initiator": "server" if case.get("inbound") else "host", "client": client, "server": server, "outcome": want["outcome"], "client_error": done.get("error"), "tool": wanted.get("client", "py"), "tls": done.get("tls"),
            "faulty_hop": want["faulty_hop"], "direction": want["direction"], "cause": want.get("cause", "none"), "rst": {"sent_by": forged[0] if forged else want.get("rst", "none")},
            "lost_records": [], "measured": {"bytes": {p: {d: sum(b - a for a, b in leg.cover[d]) for d in ("s2c", "c2s")} for p, leg in together.items()},
                                             "rst": [dict(r, point=p) for p, leg in together.items() for r in leg.rsts]}}
    for k in ("acceptable_hops", "acceptable_sets", "acceptable_outcomes", "outcome_any", "lossy_hop", "lost_optional", "nat_client"):
        if k in want:
            flow[k] = want[k]
    if "outside" in together and together["outside"].client != host.client:
        flow["nat_client"] = truth.name(together["outside"].client)
    if "outside" in together and together["outside"].server != host.server:
        flow["nat_server"] = truth.name(together["outside"].server)
    if want["outcome"] == "failed":
        flow["lost_records"] = [confirm(l, flow, run, case, problems) for l in lost]
        if want.get("never_acked"):
            flow["lost_records"] += within_host(host)
    elif lost:
        problems.append("flow %s is ok, yet lost %s" % (client, [(l["hop"], l["direction"], l["ranges"][:2]) for l in lost]))
    if want.get("never_acked") and not flow["lost_records"]:
        problems.append("flow %s acknowledged everything" % client)
    want_loss = want.get("must_lose")
    if want_loss and not any((l["hop"], l["direction"]) == tuple(want_loss) for l in lost):
        problems.append("flow %s lost nothing at %s" % (client, want_loss))
    return flow


def within_host(leg):
    """What the host's own capture shows and its stack never acknowledged."""
    ranges = truth.minus(leg.cover["s2c"], [[0, leg.acked["c2s"]]])
    return [{"hop": "host", "direction": "s2c", "ranges": ranges, "records": truth.names_within(truth.tls_records(truth.stream(leg, "s2c")), ranges), "confirmed_by_fault_log": False}] if ranges else []


def confirm(l, flow, run, case, problems):
    """Every lost byte must be in the injector's own log of that hop (or in nft's counters, which know no bytes)."""
    wire = next(w for w, hop in HOP.items() if hop == l["hop"])
    names = [tuple(flow["client"])] + ([tuple(flow["nat_client"])] if "nat_client" in flow else [])
    dropped = [e["range"] for e in run["log"] if e["action"] == "drop" and e["wire"] == wire and e["dir"] == l["direction"] and tuple(e["client"]) in names]
    covered = not truth.minus(l["ranges"], dropped)
    by_nft = bool(run["nft"])
    if not covered and not by_nft:
        problems.append("flow %s: lost %s %s %s is not in the fault log" % (flow["client"], l["hop"], l["direction"], l["ranges"]))
    return {"hop": l["hop"], "direction": l["direction"], "ranges": l["ranges"], "records": l["records"], "confirmed_by_fault_log": covered}


def topology(case):
    n = case.get("net", {})
    return {"host": "192.168.1.10", "fw_inside": "192.168.1.1", "fw_outside": "203.0.113.2", "snat": n.get("snat", True), "firewall": "inspection engine in user space" if n.get("engine", True) else "Linux netfilter"}


def summary(run):
    out = {}
    for e in run["log"]:
        key = "%s %s" % (e.get("wire"), e["action"]) + (" " + e["dir"] if "dir" in e else "")
        out[key] = out.get(key, 0) + 1
    return dict(out, **({"nft_counters": run["nft"]} if run["nft"] else {}))


# -- degradations -----------------------------------------------------------------------------------------------------
def degrade(point, spec, work, out, begin):
    """The point's file as the case shows it: clock skewed and drifting, started late, ended early, with holes."""
    offset, drift = spec.get("clock", (0.0, 0))
    rng = random.Random(spec.get("seed", 7))
    holes = spec.get("holes")

    def change(number, nanos, interface, data):
        age = (nanos - begin) / 1e9
        if age < spec.get("from_s", -1e9) or age > spec.get("to_s", 1e9):
            return None
        if holes and holes(age, data, rng):
            return None
        return nanos + round(offset * 1e9) + round((nanos - begin) * drift * 1e-6), data
    target = os.path.join(out, spec["file"])
    kept = rewrite(os.path.join(work, "raw-" + point), target, change)
    if spec.get("parallel"):
        return {"files": parallel(target, spec["parallel"]), "clock_offset_s": offset, "drift_ppm": drift}
    if spec.get("split"):
        return {"files": split(target, kept, spec["split"]), "clock_offset_s": offset, "drift_ppm": drift}
    return {"file": spec["file"], "clock_offset_s": offset, "drift_ppm": drift}


def split(path, frames, parts):
    """A rotated set, as tcpdump -C names it: the first file keeps its name, the others get a number."""
    names, edges = [], [round(frames * i / parts) for i in range(parts + 1)]
    whole = path + ".whole"
    os.rename(path, whole)
    for i in range(parts):
        name = path if not i else path + str(i)
        rewrite(whole, name, lambda n, t, _, d, i=i: (t, d) if edges[i] < n <= edges[i + 1] else None)
        names.append(os.path.basename(name))
    os.remove(whole)
    return names


def parallel(path, parts):
    """The members of a firewall cluster: every connection in one file only, other frames in the first."""
    whole, names = path + ".whole", []
    os.rename(path, whole)
    stem, end = os.path.splitext(path)

    def member(data):
        p = parse_ethernet(data)
        return ((p.sport if p.dport == 25 else p.dport) // 7) % parts if p is not None and p.tcp else 0
    for i in range(parts):
        name = "%s-%s%s" % (stem, "abcd"[i], end)
        rewrite(whole, name, lambda n, t, _, d, i=i: (t, d) if member(d) == i else None)
        names.append(os.path.basename(name))
    os.remove(whole)
    return names
