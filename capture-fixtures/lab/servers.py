#!/usr/bin/env python3
"""Real SMTP servers with STARTTLS by Python's ssl (OpenSSL), each on its own address, each with its own manners.

  servers.py CONFIG.json     {"pki": dir, "servers": [{"address", "mode", "tls", "chain", "client_cert", "delay_s", ...}]}
Modes: normal, no-starttls, banner-silent, banner-421, ehlo-silent, starttls-454, starttls-silent, hello-silent, hello-rst, hello-fin, hello-alert,
flight-rst (resets after its first flight), stuffed (stops reading in DATA), data-silent (never answers the final dot), reject-rcpt."""
import json
import os
import socket
import ssl
import struct
import sys
import threading
import time


def context(pki, s):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    name = s.get("chain", "cloud")
    c.load_cert_chain(os.path.join(pki, name + ".pem"), os.path.join(pki, name + ".key"))
    c.load_verify_locations(os.path.join(pki, "root.crt"))
    c.load_verify_locations(os.path.join(pki, "inter.crt"))
    if s.get("client_cert", True):
        c.verify_mode = ssl.CERT_REQUIRED if s.get("demand_cert") else ssl.CERT_OPTIONAL
    versions = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
    if s.get("tls"):
        c.minimum_version = c.maximum_version = versions[s["tls"]]
    if s.get("ciphers"):
        c.set_ciphers(s["ciphers"])
    return c


class Session:
    def __init__(self, sock, s, ctx):
        self.sock, self.s, self.ctx, self.mode, self.buffer = sock, s, ctx, s.get("mode", "normal"), b""

    def say(self, text):
        self.sock.sendall(text.encode() + b"\r\n")

    def line(self):
        while b"\n" not in self.buffer:
            data = self.sock.recv(16384)
            if not data:
                return None
            self.buffer += data
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.rstrip(b"\r").decode("latin-1")

    def idle(self):
        """Holds the connection open, reading nothing; the kernel goes on acknowledging."""
        time.sleep(self.s.get("idle_s", 600))

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def run(self):
        name = self.s.get("name", "mail.protection.example.net")
        if self.mode == "banner-silent":
            return self.idle()
        if self.mode == "banner-rst":
            return self.reset()
        time.sleep(self.s.get("banner_delay_s", 0))
        if self.mode == "banner-421":
            self.say("421 4.3.2 Service not available, closing transmission channel")
            return None
        self.say("220 %s Microsoft ESMTP MAIL Service ready at %s" % (name, time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())))
        secure, rcpts = False, 0
        while True:
            line = self.line()
            if line is None:
                return None
            verb = line.split(" ")[0].upper()
            if verb in ("EHLO", "HELO"):
                if self.mode == "ehlo-silent":
                    return self.idle()
                extra = [] if secure or self.mode == "no-starttls" else ["STARTTLS"]
                words = ["%s Hello [%s]" % (name, self.sock.getpeername()[0]), "SIZE 157286400", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES"] + extra + ["8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8"]
                self.say("\r\n".join("250%s%s" % (" " if i == len(words) - 1 else "-", w) for i, w in enumerate(words)))
            elif verb == "STARTTLS":
                if self.mode == "starttls-454":
                    self.say("454 4.7.0 TLS not available due to temporary reason")
                    continue
                if self.mode == "starttls-silent":
                    return self.idle()
                self.say("220 2.0.0 SMTP server ready")
                if not self.tls():
                    return None
                secure = True
            elif verb == "MAIL":
                self.say("250 2.1.0 Sender OK")
            elif verb == "RCPT":
                rcpts += 1
                self.say("550 5.1.1 Recipient unknown" if self.mode == "reject-rcpt" else "250 2.1.5 Recipient OK")
            elif verb == "DATA":
                self.say("354 Start mail input; end with <CRLF>.<CRLF>")
                if self.mode == "stuffed":
                    return self.idle()
                while True:
                    line = self.line()
                    if line is None:
                        return None
                    if line == ".":
                        break
                if self.mode == "data-silent":
                    return self.idle()
                self.say("250 2.6.0 <%d@mail.protection.example.net> Queued mail for delivery" % int(time.time() * 1000))
            elif verb == "RSET":
                self.say("250 2.0.0 Resetting")
            elif verb == "QUIT":
                self.say("221 2.0.0 Service closing transmission channel")
                return None
            else:
                self.say("500 5.3.3 Unrecognized command '%s'" % line[:40])

    def tls(self):
        if self.mode == "hello-silent":
            self.idle()
            return False
        if self.mode in ("hello-rst", "hello-fin", "hello-alert"):
            self.sock.recv(16384)
            time.sleep(self.s.get("delay_s", 0.05))
            if self.mode == "hello-rst":
                self.reset()
            elif self.mode == "hello-alert":
                self.sock.sendall(bytes([0x15, 3, 3, 0, 2, 2, 40]))      # fatal, handshake_failure
            return False
        if self.mode == "flight-rst":
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            tls = self.ctx.wrap_bio(incoming, outgoing, server_side=True)
            incoming.write(self.sock.recv(16384))
            try:
                tls.do_handshake()
            except ssl.SSLWantReadError:
                pass
            self.sock.sendall(outgoing.read())
            time.sleep(self.s.get("delay_s", 0.3))
            self.reset()
            return False
        if self.s.get("delay_s"):
            time.sleep(self.s["delay_s"])
        self.sock = self.ctx.wrap_socket(self.sock, server_side=True)
        return True


def serve(sock, s, ctx, peer):
    session = Session(sock, s, ctx)
    entry = {"t": time.time(), "server": s["address"], "mode": s.get("mode", "normal"), "peer": list(peer[:2])}
    try:
        session.run()
        entry["end"] = "done"
    except (OSError, ValueError) as x:
        entry["end"] = repr(x)
    entry["t_end"] = time.time()
    print(json.dumps(entry), flush=True)
    try:
        if isinstance(session.sock, ssl.SSLSocket) and entry["end"] == "done":
            session.sock.settimeout(2)
            session.sock.unwrap()
    except (OSError, ValueError):
        pass
    session.sock.close()


def listen(s, ctx):
    family = socket.AF_INET6 if ":" in s["address"] else socket.AF_INET
    l = socket.socket(family, socket.SOCK_STREAM)
    l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if s.get("mode") == "stuffed":
        l.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    l.bind((s["address"], 25))
    l.listen(64)
    while True:
        sock, peer = l.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(sock, s, ctx, peer), daemon=True).start()


def main():
    with open(sys.argv[1]) as f:
        config = json.load(f)
    for s in config["servers"]:
        threading.Thread(target=listen, args=(s, context(config["pki"], s)), daemon=True).start()
    time.sleep(0.3)
    print("ready", flush=True)
    threading.Event().wait()


main()
