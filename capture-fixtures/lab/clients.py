#!/usr/bin/env python3
"""Real SMTP clients on the host: Python's ssl with a client certificate, swaks, openssl s_client. One JSON line a session when it ends.

  clients.py CONFIG.json    {"pki": dir, "flows": [{"at", "server", "port", "client": "py|swaks|s_client|probe", "tls", "message", "timeout", "give_up", ...}]}
give_up: rst (SO_LINGER 0, what an aborting program does) or fin."""
import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

BODY = "".join("%05d The quick brown fox jumps over the lazy dog and comes back to tell the tale of it.\r\n" % i for i in range(12))


class Client:
    def __init__(self, f, pki):
        self.f, self.pki, self.buffer, self.stage, self.tls = f, pki, b"", "connect", None
        self.events = []                                           # [time, event, data, context] as a protocol log has them

    def note(self, event, data="", context=""):
        self.events.append([time.time(), event, data, context])

    def context(self):
        c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        c.load_verify_locations(os.path.join(self.pki, self.f.get("trust", "root") + ".crt"))
        c.check_hostname = False
        if not self.f.get("verify", True):
            c.verify_mode = ssl.CERT_NONE
        if self.f.get("cert", True):
            c.load_cert_chain(os.path.join(self.pki, "client.pem"), os.path.join(self.pki, "client.key"))
        if self.f.get("tls") in ("1.2", "1.3"):
            c.minimum_version = c.maximum_version = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}[self.f["tls"]]
        if self.f.get("ciphers"):
            c.set_ciphers(self.f["ciphers"])
        if self.f.get("hello_bytes"):                              # as large as the key share of a post-quantum group makes it
            c.set_alpn_protocols(["lab/%03d-%s" % (i, "x" * 60) for i in range(self.f["hello_bytes"] // 69)])
        return c

    def answer(self):
        while True:
            while b"\n" not in self.buffer:
                data = self.sock.recv(16384)
                if not data:
                    raise ConnectionError("closed by peer")
                self.buffer += data
            line, _, self.buffer = self.buffer.partition(b"\n")
            self.note("<", line.decode("latin-1").rstrip())
            if line[3:4] != b"-":
                return line.decode("latin-1").rstrip()
            self.words = getattr(self, "words", []) + [line.decode("latin-1")[4:].strip().upper()]

    def ask(self, text, want):
        self.stage = text.split(" ")[0]
        self.words = []
        self.note(">", text)
        self.sock.sendall(text.encode() + b"\r\n")
        a = self.answer()
        if a[:1] != want:
            raise ConnectionError("%s: %s" % (self.stage, a))
        self.words.append(a[4:].upper())

    def run(self):
        f, family = self.f, socket.AF_INET6 if ":" in self.f["server"] else socket.AF_INET
        self.sock = socket.socket(family, socket.SOCK_STREAM)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if f.get("syncnt"):
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_SYNCNT, f["syncnt"])
        if f.get("user_timeout_ms"):
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, f["user_timeout_ms"])
        if f.get("maxseg"):
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, f["maxseg"])
        self.sock.bind(("", f["port"]))
        self.sock.settimeout(f.get("timeout", 19))
        self.sock.connect((f["server"], 25))
        self.stage = "banner"
        self.note("+")
        a = self.answer()
        if a[:1] != "2":
            raise ConnectionError("banner: " + a)
        if f.get("probe"):                                         # a load balancer: connects, sees the banner, leaves
            return
        self.ask("EHLO mail.contoso.example", "2")
        if f.get("tls") != "none":
            if "STARTTLS" not in self.words:
                if f.get("tls_required", True):
                    self.ask("QUIT", "2")
                    raise ConnectionError("no STARTTLS offered")
            else:
                self.ask("STARTTLS", "2")
                self.stage = "handshake"
                self.note("*", "", "Sending certificate")
                if f.get("stall_before_hello"):
                    time.sleep(f["stall_before_hello"])
                    raise TimeoutError("client stalled by design")
                if f.get("stall_after_flight"):
                    return self.stall()
                self.sock = self.context().wrap_socket(self.sock, do_handshake_on_connect=False, server_hostname=f.get("sni"))
                self.sock.do_handshake()                          # apart from the wrapping, which would close the socket when it fails
                self.tls = self.sock.version()
                self.note("*", "", "TLS protocol SP_PROT_TLS1_%s_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256" % self.tls[-1])
                self.ask("EHLO mail.contoso.example", "2")
        for i in range(f.get("messages", 1)):
            self.ask("MAIL FROM:<admin@contoso.example> SIZE=1024", "2")
            self.ask("RCPT TO:<user%d@fabrikam.example>" % i, "2")
            self.ask("DATA", "3")
            text = "From: admin@contoso.example\r\nTo: user@fabrikam.example\r\nSubject: lab %d\r\n\r\n%s" % (i, BODY)
            if f.get("message"):
                text += "x" * 70 + "\r\n"
                text += ("y" * 74 + "\r\n") * (f["message"] // 76)
            self.stage = "body"
            self.sock.sendall(text.encode())
            self.ask(".", "2")
        self.ask("QUIT", "2")
        if isinstance(self.sock, ssl.SSLSocket):
            try:
                self.sock.unwrap()
            except OSError:
                pass

    def stall(self):
        """Sends a ClientHello, receives the server's flight into the kernel, and never goes on."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self.context().wrap_bio(incoming, outgoing)
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        self.sock.sendall(outgoing.read())
        time.sleep(self.f["stall_after_flight"])
        raise TimeoutError("client stalled by design")

    def close(self, failed):
        if failed and self.f.get("give_up", "rst") == "rst":
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


def run_python(f, pki):
    c, done = Client(f, pki), {"tls": None, "error": None}
    try:
        c.run()
        done["stage"] = "done"
    except (OSError, ValueError) as x:
        done.update(error="%s: %s" % (type(x).__name__, x), stage=c.stage)
        if c.stage == "handshake":
            c.note("*", "", "TLS negotiation failed with error " + ("TimedOut" if isinstance(x, TimeoutError) else "SocketError"))
    c.note("-", "", "Remote" if done["error"] else "Local")         # what Exchange writes, whoever really closed
    done.update(tls=c.tls, events=c.events)
    if f.get("hold_s"):
        time.sleep(f["hold_s"])
    c.close(done["error"] is not None)
    return done


def run_swaks(f, pki):
    r = subprocess.run(["swaks", "--server", f["server"], "--port", "25", "--local-port", str(f["port"]), "--from", "admin@contoso.example", "--to", "user@fabrikam.example",
                        "--helo", "mail.contoso.example", "--tls", "--tls-cert", os.path.join(pki, "client.pem"), "--tls-key", os.path.join(pki, "client.key"), "--timeout", "15s"],
                       capture_output=True, text=True)
    return {"tls": "swaks", "error": None if r.returncode == 0 else "swaks exit %d: %s" % (r.returncode, r.stdout[-200:]), "stage": "done"}


def run_s_client(f, pki):
    text = "EHLO mail.contoso.example\r\nMAIL FROM:<admin@contoso.example>\r\nRCPT TO:<user@fabrikam.example>\r\n"
    host = "[%s]" % f["server"] if ":" in f["server"] else f["server"]
    p = subprocess.Popen(["openssl", "s_client", "-bind", ("[::]:%d" if ":" in f["server"] else "0.0.0.0:%d") % f["port"], "-connect", host + ":25", "-starttls", "smtp", "-crlf", "-quiet",
                          "-cert", os.path.join(pki, "client.pem"), "-key", os.path.join(pki, "client.key"), *(["-tls1_2"] if f.get("tls") == "1.2" else [])],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    out = b""
    for line in text.split("\r\n")[:-1] + ["QUIT"]:
        time.sleep(0.25)
        p.stdin.write(line.encode() + b"\n")
        p.stdin.flush()
    try:
        out = p.communicate(timeout=15)[0]
    except subprocess.TimeoutExpired:
        p.kill()
    ok = b"221 " in out
    return {"tls": "s_client", "error": None if ok else "s_client: " + out.decode("latin-1")[-200:], "stage": "done"}


def main():
    with open(sys.argv[1]) as fh:
        config = json.load(fh)
    begin, lock = time.time(), threading.Lock()

    def one(f):
        time.sleep(max(0, f["at"] - (time.time() - begin)))
        t0 = time.time()
        done = {"py": run_python, "swaks": run_swaks, "s_client": run_s_client}[f.get("client", "py")](f, config["pki"])
        with lock:
            print(json.dumps(dict(done, port=f["port"], server=f["server"], t0=t0, t1=time.time())), flush=True)
    threads = [threading.Thread(target=one, args=(f,)) for f in config["flows"]]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print("all done", flush=True)


main()
