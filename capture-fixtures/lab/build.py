"""One case from its description: network, servers, captures, clients; then truth, degradations, files."""
import ipaddress
import json
import os
import random
import signal
import subprocess
import sys
import time

import postfix
import truth
from capfile import rewrite
from net import HERE, Net, SERVERS, SERVERS6
from packet import MOD

DELAYS = {"lan": (0.15, 0.1), "fw": (0.4, 0.2), "up": (11, 1.5)}
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
    net.spawn("V", sys.executable, os.path.join(HERE, "servers.py"), config, ready="ready", name="servers")
    if case.get("postfix", True):
        postfix.start(net, os.path.join(work, "postfix"), keys, [SERVERS[1], SERVERS6[1]])
    if case.get("proxy"):
        net.spawn("FI", sys.executable, os.path.join(HERE, "proxy.py"), keys, ready="ready", name="proxy")
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
    clients = net.spawn("H", sys.executable, os.path.join(HERE, "clients.py"), config, name="clients")
    limit = time.time() + case.get("limit_s", 180)
    while clients.poll() is None and time.time() < limit:
        time.sleep(0.2)
    time.sleep(case.get("settle_s", 1.5))
    for p in captures:
        net.stop(p, signal.SIGINT)
    with open(os.path.join(work, "clients.out")) as f:
        done = [json.loads(l) for l in f if l.startswith("{")]
    with open(log) as f:
        entries = [json.loads(l) for l in f]
    counters = {}
    for where in sorted({w for w, _ in case.get("nft", [])}):
        counters[where] = [l.strip() for l in subprocess.run(["ip", "netns", "exec", net.ns[where], "nft", "list", "ruleset"], capture_output=True, text=True).stdout.splitlines() if "counter" in l]
    return {"clients": {d["port"]: d for d in done}, "log": entries, "nft": counters, "problems": [] if len(done) == len(case["flows"]) else ["%d of %d sessions ended" % (len(done), len(case["flows"]))]}


# -- truth ------------------------------------------------------------------------------------------------------------
def write(case, work, out, run):
    problems = run["problems"]
    paths = {p: os.path.join(work, "true-" + p) for p in ("host", "inside", "outside")}
    paths["server"] = os.path.join(work, "server.pcap")
    points = {p: truth.legs(path) for p, path in paths.items()}
    for p, path in paths.items():
        problems += ["tshark disagrees at %s: %s" % (p, w) for w in truth.check_with_tshark(path, points[p])]
    randomised = {(tuple(e["client"]), tuple(e["server"])): e["add"]["c2s"] for e in run["log"] if e["action"] == "randomise"}
    linked = truth.link_legs(points, randomised)
    flows = [label(case, together, run, problems) for together in linked]
    flows = [f for f in flows if f]
    if len(flows) != len(case["flows"]) - sum(bool(f.get("no_leg")) for f in case["flows"]):
        problems.append("%d flows in the captures, %d made" % (len(flows), len(case["flows"])))
    flows += [dict(f) for f in case.get("extra_flows", [])]
    os.makedirs(out, exist_ok=True)
    begin = min(leg.first for leg in points["host"])
    shown = {p: degrade(p, s, work, out, begin) for p, s in case["captures"].items()}
    t = {"case": case["name"], "description": case["description"], "points": case.get("points") or shown, "expected": case["expected"], "flows": flows,
         "notes": case.get("notes", ""), "topology": topology(case), "injected": [e for e in run["log"] if e["action"] == "forge-rst"], "fault_log": summary(run)}
    for k in ("args", "logs", "clock_optional"):
        if k in case:
            t[k] = case[k]
    with open(os.path.join(out, "truth.json"), "w") as f:
        json.dump(t, f, indent=1)
        f.write("\n")
    return problems


def label(case, together, run, problems):
    host = together["host"]
    client, server = truth.name(host.client), truth.name(host.server)
    wanted = next((f for f in case["flows"] if f["port"] == client[1] and f["server"] == server[0]), None)
    if wanted is None:
        problems.append("a flow nobody made: %s" % client)
        return None
    done = run["clients"].get(client[1], {})
    want = dict({"outcome": "ok", "faulty_hop": "none", "direction": "none"}, **case.get("labels", {}).get(server[0], {}), **wanted.get("label", {}))
    failed = done.get("error") is not None
    if want["outcome"] != "unknown" and not want.get("outcome_any") and failed != (want["outcome"] == "failed") and not wanted.get("app_differs"):
        problems.append("flow %s: client says %s, label %s" % (client, done.get("error"), want["outcome"]))
    lost = truth.losses(together, want.pop("skip_hops", ()))
    forged = [e for e in run["log"] if e["action"] == "forge-rst" and e["client"] == client]
    flow = {"id": "s%d" % client[1], "client": client, "server": server, "outcome": want["outcome"], "client_error": done.get("error"), "tool": wanted.get("client", "py"), "tls": done.get("tls"),
            "faulty_hop": want["faulty_hop"], "direction": want["direction"], "cause": want.get("cause", "none"), "rst": {"sent_by": "firewall" if forged else want.get("rst", "none")},
            "lost_records": [], "measured": {"bytes": {p: {d: sum(b - a for a, b in leg.cover[d]) for d in ("s2c", "c2s")} for p, leg in together.items()},
                                             "rst": [dict(r, point=p) for p, leg in together.items() for r in leg.rsts]}}
    for k in ("acceptable_hops", "acceptable_sets", "acceptable_outcomes", "outcome_any", "lossy_hop", "lost_optional", "nat_client"):
        if k in want:
            flow[k] = want[k]
    if "outside" in together and together["outside"].client != host.client:
        flow["nat_client"] = truth.name(together["outside"].client)
    if want["outcome"] == "failed" or want.get("keep_lost"):
        flow["lost_records"] = [confirm(l, flow, run, case, problems) for l in lost]
    elif lost and not want.get("loss_in_ok"):
        problems.append("flow %s is ok, yet lost %s" % (client, [(l["hop"], l["direction"], l["ranges"][:2]) for l in lost]))
    want_loss = want.get("must_lose")
    if want_loss and not any((l["hop"], l["direction"]) == tuple(want_loss) for l in lost):
        problems.append("flow %s lost nothing at %s" % (client, want_loss))
    return flow


def confirm(l, flow, run, case, problems):
    """Every lost byte must be in the injector's own log of that hop (or in nft's counters, which know no bytes)."""
    wire = {"lan": "lan", "firewall": "fw", "upstream": "up"}[l["hop"]]
    names = [tuple(flow["client"])] + ([tuple(flow["nat_client"])] if "nat_client" in flow else [])
    dropped = [e["range"] for e in run["log"] if e["action"] == "drop" and e["wire"] == wire and e["dir"] == l["direction"] and tuple(e["client"]) in names]
    covered = not truth.minus(l["ranges"], dropped)
    by_nft = bool(run["nft"])
    if not covered and not by_nft and not case.get("kernel_loses"):
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
    if spec.get("hidden"):
        return None
    rewrite(os.path.join(work, "raw-" + point), os.path.join(out, spec["file"]), change)
    return {"file": spec["file"], "clock_offset_s": offset, "drift_ppm": drift}
