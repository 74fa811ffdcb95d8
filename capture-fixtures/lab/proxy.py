#!/usr/bin/env python3
"""A firewall's TLS inspection: ends the client's TCP and TLS with a certificate of its own and makes a new session to the server.

  proxy.py PKI MODE   runs in the firewall's namespace; nft redirects port 25 to port 2525 there.
MODE: intercept (a TLS session on either side), swallow (TCP is ended and re-made, but the server's TLS bytes are read,
acknowledged, and never passed on), relay (TCP is ended and re-made), or impatient (a relay that closes both sides when nothing
has come for three seconds)."""
import json
import os
import socket
import ssl
import struct
import sys
import threading
import time

SO_ORIGINAL_DST = 80


def lines(sock):
    buffer = b""
    while True:
        data = sock.recv(16384)
        if not data:
            return
        buffer += data
        while b"\n" in buffer:
            line, _, buffer = buffer.partition(b"\n")
            yield line + b"\n"


def pump(a, b):
    try:
        while True:
            data = a.recv(16384)
            if not data:
                break
            b.sendall(data)
    except (OSError, ValueError):
        pass
    for s in (a, b):
        try:
            s.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def swallow(sock):
    try:
        while sock.recv(16384):
            pass
    except OSError:
        pass


def session(client, pki, mode):
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    port, address = struct.unpack_from("!2xH4s", client.getsockopt(socket.SOL_IP, SO_ORIGINAL_DST, 16))
    server = socket.create_connection((socket.inet_ntoa(address), port), 10)
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    print(json.dumps({"t": time.time(), "client": list(client.getpeername()), "server": [socket.inet_ntoa(address), port], "own": list(server.getsockname())}), flush=True)
    if mode in ("relay", "impatient"):
        for s in (client, server):
            s.settimeout(3 if mode == "impatient" else None)
        threading.Thread(target=pump, args=(client, server), daemon=True).start()
        pump(server, client)
        return
    told, asked = lines(server), lines(client)
    client.sendall(next(told))
    for line in asked:
        server.sendall(line)
        while True:
            answer = next(told)
            if not (line.upper().startswith(b"STARTTLS") and answer[:1] == b"2"):
                client.sendall(answer)
            if answer[3:4] != b"-":
                break
        if line.upper().startswith(b"STARTTLS") and answer[:1] == b"2":
            break
    else:
        return
    if mode == "swallow":
        client.sendall(answer)
        threading.Thread(target=swallow, args=(server,), daemon=True).start()
        pump(client, server)
        return
    outer = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    outer.check_hostname, outer.verify_mode = False, ssl.CERT_NONE
    outside = outer.wrap_socket(server)
    client.sendall(answer)
    inner = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    inner.load_cert_chain(os.path.join(pki, "proxy.pem"), os.path.join(pki, "proxy.key"))
    inside = inner.wrap_socket(client, server_side=True, do_handshake_on_connect=False)
    try:
        inside.do_handshake()
    except (OSError, ValueError):
        for s in (outside, inside):
            s.close()
        return
    threading.Thread(target=pump, args=(inside, outside), daemon=True).start()
    pump(outside, inside)


def safely(client, pki, mode):
    try:
        session(client, pki, mode)
    except (OSError, ValueError, StopIteration) as x:
        print(json.dumps({"error": repr(x)}), flush=True)
    client.close()


def main():
    l = socket.socket()
    l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    l.bind(("0.0.0.0", 2525))
    l.listen(64)
    print("ready", flush=True)
    while True:
        client, _ = l.accept()
        threading.Thread(target=safely, args=(client, sys.argv[1], sys.argv[2]), daemon=True).start()


main()
