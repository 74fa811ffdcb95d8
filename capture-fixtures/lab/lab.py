#!/usr/bin/env python3
"""Makes labelled captures of real mail sessions under real faults. Root, Linux; see README.md.

  lab.py --out DIR [--jobs N] [--work DIR] [--list] [CASE ...]      exit status 0 when every case came out as its label says"""
import argparse
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

import build
import cases
import pki

NEEDS = {"tcpdump": "tcpdump", "dumpcap": "wireshark-common", "tshark": "tshark", "nft": "nftables", "ethtool": "ethtool", "swaks": "swaks", "postfix": "postfix", "openssl": "openssl",
         "ip": "iproute2", "ping": "iputils-ping", "sysctl": "procps"}
POLICY = "/usr/sbin/policy-rc.d"


def install():
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    missing = sorted({package for command, package in NEEDS.items() if not shutil.which(command)})
    if "swaks" in missing or not os.path.exists("/usr/share/perl5/IO/Socket/SSL.pm"):
        missing += ["libio-socket-ssl-perl", "libnet-ssleay-perl"]
    if missing:
        env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        subprocess.run(["apt-get", "update", "-qq"], env=env, check=True)
        ours = not os.path.exists(POLICY)                          # Debian's way to say that no daemon is to start: Postfix would, on the machine itself
        if ours:
            with open(POLICY, "w") as f:
                f.write("#!/bin/sh\nexit 101\n")
            os.chmod(POLICY, 0o755)
        try:
            subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], env=env, check=True)
        finally:
            if ours:
                os.remove(POLICY)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--out", required=True)
    a.add_argument("--work")
    a.add_argument("--jobs", type=int, default=6, help="cases made at the same time; they mostly wait")
    a.add_argument("--keep", action="store_true", help="keep the raw captures and logs of every case")
    a.add_argument("--set", default="lab", choices=["lab", "story", "all"])
    a.add_argument("--list", action="store_true")
    a.add_argument("cases", nargs="*")
    o = a.parse_args()
    chosen = [c for c in cases.all_cases() if (c["name"] in o.cases if o.cases else o.set == "all" or (c["name"] == "story") == (o.set == "story"))]
    if o.list:
        print("\n".join("%-36s %s" % (c["name"], c["description"]) for c in chosen))
        return 0
    if os.geteuid():
        sys.exit("lab: needs root, for network namespaces")
    install()
    work = o.work or tempfile.mkdtemp(prefix="droppoint-lab-")
    os.makedirs(work, exist_ok=True)
    os.chmod(work, 0o755)
    keys = pki.make(os.path.join(work, "pki"))
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(o.jobs) as pool:
        jobs = {pool.submit(one, c, i, work, keys, o.out, o.keep): c for i, c in enumerate(chosen)}
        for j in concurrent.futures.as_completed(jobs):
            problems, seconds = j.result()
            bad += bool(problems)
            print("%-36s %s  %.0f s" % (jobs[j]["name"], "WRONG" if problems else "ok", seconds), flush=True)
            for p in problems:
                print("    " + p, flush=True)
    if not o.work and not bad and not o.keep:
        shutil.rmtree(work)
    return 1 if bad else 0


def one(case, number, work, keys, out, keep):
    begin, folder = time.time(), os.path.join(work, case["name"])
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chmod(folder, 0o755)
    try:
        problems = build.make(case, "%d" % (os.getpid() % 1000 * 100 + number), folder, keys, os.path.join(out, case["name"]))
    except Exception:
        problems = [traceback.format_exc()]
    if not problems and not keep:
        shutil.rmtree(folder)
    return problems, time.time() - begin


sys.exit(main())
