#!/usr/bin/env python3
"""Checks labelled cases as they lie on disk: words, files, flows, and that every lost range is seen before its hop and not behind it.

  verify.py DIR ...      each DIR holds cases, or is one; exit status 0 when all labels agree with their own captures"""
import json
import os
import sys

import truth

CLASSES = {"connect-refused", "connect-blocked", "starttls-tampered", "payload-modified", "tls-intercepted", "pmtu-black-hole", "drop-and-reset", "silent-drop", "reset-injected", "zero-window",
           "server-terminated", "client-terminated", "server-silent", "client-silent", "client-timeout", "insufficient-evidence", "capture-loss", "recovered-loss", "healthy", "mixed"}
PLACES = {"host", "lan", "firewall", "upstream", "server", "capture", "none"}
DIRECTIONS = {"server-to-client", "client-to-server", "both", "none"}
SIDES = {"lan": ("host", "inside"), "firewall": ("inside", "outside")}


def words(t):
    e, bad = t["expected"], []
    if e["verdict_class"] not in CLASSES or not set(e.get("also_classes", [])) <= CLASSES:
        bad.append("class")
    if e["faulty_hop"] not in PLACES or not set(sum(e.get("acceptable_sets", []), e.get("observable_hops", []))) <= PLACES:
        bad.append("place")
    if not {e["direction"], *e.get("acceptable_directions", [])} <= DIRECTIONS:
        bad.append("direction")
    for f in t["flows"]:
        if f["outcome"] not in ("ok", "failed", "unknown") or f["faulty_hop"] not in PLACES or f["direction"] not in ("s2c", "c2s", "both", "none"):
            bad.append("words of flow %s" % f["id"])
    return ["not a word of the contract: " + b for b in bad]


def find(legs, f, nth):
    names = [f["client"]] + ([f["nat_client"]] if "nat_client" in f else [])
    hits = [l for l in legs if truth.name(l.client) in names and truth.name(l.server) in (f["server"], f.get("nat_server"))]
    return hits[nth] if nth < len(hits) else None


def check(folder):
    with open(os.path.join(folder, "truth.json")) as f:
        t = json.load(f)
    bad, seen = words(t), {}
    for tap, p in t["points"].items():
        paths = [os.path.join(folder, name) for name in p.get("files", [p.get("file")])]
        missing = [path for path in paths if not os.path.exists(path)]
        if missing:
            return bad + ["no file %s" % missing]
        seen[tap] = truth.legs(*paths)
    if t["expected"]["verdict_class"] == "insufficient-evidence":
        return bad
    shared = len({p.get("file") for p in t["points"].values() if "file" in p}) < sum("file" in p for p in t["points"].values())
    counts = {}
    for f in t["flows"]:
        key = (tuple(f["client"]), tuple(f["server"]))
        nth = counts[key] = counts.get(key, -1) + 1
        here = {tap: find(legs, f, nth) for tap, legs in seen.items()}
        if not any(here.values()):
            bad.append("flow %s is in no capture" % f["id"])
        for l in f["lost_records"] if not shared else ():
            near, far = SIDES.get(l["hop"], (None, None))
            towards_host = (l["direction"] == "s2c") != (f.get("initiator") == "server")
            before, behind = (far, near) if towards_host else (near, far)
            if here.get(before) and l["direction"] in here[before].isn and truth.minus(l["ranges"], here[before].cover[l["direction"]]):
                bad.append("flow %s: not all of %s was seen at %s" % (f["id"], l["ranges"], before))
            if here.get(behind) and truth.minus(l["ranges"], truth.minus(l["ranges"], here[behind].cover[l["direction"]])):
                bad.append("flow %s: some of %s was seen at %s" % (f["id"], l["ranges"], behind))
    return bad


def main():
    wrong = cases = 0
    for top in sys.argv[1:]:
        folders = [top] if os.path.exists(os.path.join(top, "truth.json")) else [os.path.join(top, d) for d in sorted(os.listdir(top))]
        for folder in folders:
            if not os.path.exists(os.path.join(folder, "truth.json")):
                continue
            cases += 1
            problems = check(folder)
            wrong += bool(problems)
            for p in problems:
                print("%s: %s" % (os.path.basename(folder), p))
    print("%d cases, %d wrong" % (cases, wrong))
    return 1 if wrong or not cases else 0


sys.exit(main())
