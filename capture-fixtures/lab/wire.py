#!/usr/bin/env python3
"""User-space wires between pairs of TAP devices in network namespaces: they forward frames, and do the faults.

  wire.py CONFIG.json      runs until SIGTERM; every fault done is one JSON line in the log that CONFIG names

All wires of a case live in this one process. A wire lies between a device nearer to the host and one nearer to the server.
Faults are described in faults.py. The kernel needs neither netem nor nft queue for this."""
import ctypes
import fcntl
import heapq
import json
import os
import random
import selectors
import signal
import socket
import struct
import sys
import time

from faults import Flows, make_fault
from packet import parse_ethernet

TUNSETIFF, IFF_TAP, IFF_NO_PI, CLONE_NEWNET = 0x400454CA, 2, 0x1000, 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def enter(namespace):
    fd = os.open("/run/netns/" + namespace, os.O_RDONLY)
    if libc.setns(fd, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns " + namespace)
    os.close(fd)


def open_tap(namespace, device):
    enter(namespace)
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TAP | IFF_NO_PI))
    return fd


def open_raw(namespace, device):
    """For frames forged with a TTL that no router may touch; a tcpdump on the device sees them go out."""
    enter(namespace)
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    s.bind((device, 0))
    return s


class Wire:
    def __init__(self, spec, loop):
        self.name, self.loop, self.spec = spec["name"], loop, spec
        self.fds = {"near": open_tap(*spec["near"]), "far": open_tap(*spec["far"])}
        self.mirrors = [dict(m, fd=open_tap(*m["tap"])) for m in spec.get("mirrors", [])]
        self.delay, self.jitter = spec.get("delay_ms", 0) / 1e3, spec.get("jitter_ms", 0) / 1e3
        self.keep_ttl = spec.get("keep_ttl", False)               # the wire inside the firewall: two routers must look like one
        self.last = {"near": 0.0, "far": 0.0}
        self.flows, self.begin = Flows(), 0.0
        self.faults = [make_fault(f, self) for f in spec.get("faults", [])]
        self.macs = {}                                            # the last frame's Ethernet header towards each side

    def receive(self, side):
        """Frames that arrived from `side`, on their way to the other one."""
        to = "far" if side == "near" else "near"
        for _ in range(64):
            try:
                frame = os.read(self.fds[side], 70000)
            except (BlockingIOError, OSError):
                return
            self.mirror(frame, to, "in")
            for extra, out in self.judge(frame, to):
                self.send(to, out, extra)

    def judge(self, frame, to):
        packet = parse_ethernet(frame)
        if packet is None:
            return [(0, frame)]
        self.macs[to] = (bytes(frame[0:6]), bytes(frame[6:12]))
        discovery = packet.v6 and packet.ttl == 255
        if self.keep_ttl and not discovery and packet.ttl < 255:
            packet.set_ttl(packet.ttl + 1)
        extra = 0
        if packet.tcp and 25 in (packet.sport, packet.dport):
            self.begin = self.begin or time.time()                # of the first mail packet
            flow = self.flows.see(packet, time.time())
            for fault in self.faults:
                if not fault.concerns(flow, packet):
                    continue
                done = fault.act(flow, packet, to)
                if done == "drop":
                    return []
                if isinstance(done, (int, float)) and done:
                    extra += done
            self.flows.passed(flow, packet)
        return [(extra, bytes(packet.raw))]

    def send(self, to, frame, extra=0.0, ordered=True):
        due = time.monotonic() + self.delay + extra + random.random() * self.jitter
        if ordered and not extra:
            due = self.last[to] = max(self.last[to], due)
        self.loop.at(due, lambda: self.write(to, frame))

    def write(self, to, frame):
        try:
            os.write(self.fds[to], frame)
        except (BlockingIOError, OSError) as x:
            self.loop.log({"wire": self.name, "action": "write-failed", "why": str(x)})
        self.mirror(frame, to, "out")

    def mirror(self, frame, to, moment):
        """A switch's mirror port: what the device at `at` sends and receives, each once, with a VLAN tag where wanted."""
        for m in self.mirrors:
            if (m["at"], moment) not in ((to, "out"), ("near" if to == "far" else "far", "in")):
                continue
            tag = struct.pack("!HH", 0x8100, m["vlan"]) if m.get("vlan") else b""
            for _ in range(m.get("copies", 1)):
                os.write(m["fd"], frame[:12] + tag + frame[12:])


class Loop:
    def __init__(self, config):
        self.heap, self.n, self.out, self.stop = [], 0, open(config["log"], "a", buffering=1), False
        self.raw = {}
        random.seed(config.get("seed", 1))
        self.raw = {k: open_raw(*v) for k, v in config.get("raw", {}).items()}
        self.mac = {k: tuple(bytes.fromhex(x.replace(":", "")) for x in v) for k, v in config.get("macs", {}).items()}
        self.wires = [Wire(w, self) for w in config["wires"]]
        self.selector = selectors.DefaultSelector()
        for w in self.wires:
            for side, fd in w.fds.items():
                self.selector.register(fd, selectors.EVENT_READ, (w, side))

    def at(self, due, what):
        self.n += 1
        heapq.heappush(self.heap, (due, self.n, what))

    def log(self, entry):
        self.out.write(json.dumps(dict({"t": time.time()}, **entry)) + "\n")

    def run(self):
        while not self.stop:
            now = time.monotonic()
            while self.heap and self.heap[0][0] <= now:
                heapq.heappop(self.heap)[2]()
                now = time.monotonic()
            wait = min(0.5, self.heap[0][0] - now) if self.heap else 0.5
            for key, _ in self.selector.select(max(0, wait)):
                key.data[0].receive(key.data[1])


def main():
    with open(sys.argv[1]) as f:
        config = json.load(f)
    loop = Loop(config)

    def end(*_):
        loop.stop = True
    signal.signal(signal.SIGTERM, end)
    print("ready", flush=True)
    loop.run()


main()
