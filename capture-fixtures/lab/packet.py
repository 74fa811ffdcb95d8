"""Views of Ethernet frames: enough of IPv4, IPv6, TCP to judge, change and forge segments."""
import ipaddress
import struct

FIN, SYN, RST, PSH, ACK, URG, ECE, CWR = (1 << i for i in range(8))
MOD = 1 << 32


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    s = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while s >> 16:
        s = (s & 0xFFFF) + (s >> 16)
    return ~s & 0xFFFF


def seq_delta(a, b):
    """a - b on the sequence circle, signed."""
    return (a - b + (MOD >> 1)) % MOD - (MOD >> 1)


class Packet:
    """One IP packet at an offset of a frame; `tcp` is False for all that is not an unfragmented TCP segment."""

    def __init__(self, raw, l3):
        self.raw, self.l3, self.tcp, self.payload = bytearray(raw), l3, False, b""
        version = raw[l3] >> 4
        self.v6 = version == 6
        if version == 4 and len(raw) >= l3 + 20:
            self.l4 = l3 + (raw[l3] & 15) * 4
            self.end = min(len(raw), l3 + (struct.unpack_from("!H", raw, l3 + 2)[0] or len(raw) - l3))
            self.wire_end = l3 + (struct.unpack_from("!H", raw, l3 + 2)[0] or len(raw) - l3)
            self.proto, self.ttl = raw[l3 + 9], raw[l3 + 8]
            self.src, self.dst = bytes(raw[l3 + 12:l3 + 16]), bytes(raw[l3 + 16:l3 + 20])
            fragment = struct.unpack_from("!H", raw, l3 + 6)[0] & 0x1FFF
        elif version == 6 and len(raw) >= l3 + 40:
            self.l4, self.proto, self.ttl, fragment = l3 + 40, raw[l3 + 6], raw[l3 + 7], 0
            self.wire_end = l3 + 40 + struct.unpack_from("!H", raw, l3 + 4)[0]
            self.end = min(len(raw), self.wire_end)
            self.src, self.dst = bytes(raw[l3 + 8:l3 + 24]), bytes(raw[l3 + 24:l3 + 40])
        else:
            self.proto = self.ttl = -1
            self.src = self.dst = b""
            self.l4 = self.end = self.wire_end = len(raw)
            return
        if self.proto == 6 and not fragment and len(raw) >= self.l4 + 20:
            self.tcp = True
            self.sport, self.dport, self.seq, self.ack, off, self.flags, self.window = struct.unpack_from("!HHIIBBH", raw, self.l4)
            self.data = self.l4 + (off >> 4) * 4
            self.payload = bytes(raw[self.data:self.end])
            self.length = max(0, self.wire_end - self.data)       # on the wire, even where the capture was cut

    @property
    def ip_length(self):
        return self.wire_end - self.l3

    def text(self, address):
        return str(ipaddress.ip_address(address))

    def set_ttl(self, ttl):
        self.raw[self.l3 + (7 if self.v6 else 8)] = ttl
        self.ttl = ttl
        self._ip_checksum()

    def set_seq(self, seq=None, ack=None):
        if seq is not None:
            struct.pack_into("!I", self.raw, self.l4 + 4, seq % MOD)
        if ack is not None:
            struct.pack_into("!I", self.raw, self.l4 + 8, ack % MOD)
        self.tcp_checksum()

    def set_payload(self, payload):
        """Another payload, of any length; lengths and checksums follow."""
        self.raw[self.data:] = payload
        if self.v6:
            struct.pack_into("!H", self.raw, self.l3 + 4, len(self.raw) - self.l3 - 40)
        else:
            struct.pack_into("!H", self.raw, self.l3 + 2, len(self.raw) - self.l3)
        self._ip_checksum()
        self.tcp_checksum()

    def shift_sack(self, delta):
        """Adds delta to every SACK edge, as a middlebox that shifts sequence numbers must."""
        i = self.l4 + 20
        while i < self.data:
            kind = self.raw[i]
            if kind == 0:
                break
            if kind == 1:
                i += 1
                continue
            size = self.raw[i + 1]
            if size < 2:
                break
            if kind == 5:
                for j in range(i + 2, i + size, 4):
                    struct.pack_into("!I", self.raw, j, (struct.unpack_from("!I", self.raw, j)[0] + delta) % MOD)
            i += size
        self.tcp_checksum()

    def _ip_checksum(self):
        if not self.v6:
            struct.pack_into("!H", self.raw, self.l3 + 10, 0)
            struct.pack_into("!H", self.raw, self.l3 + 10, checksum(bytes(self.raw[self.l3:self.l4])))

    def tcp_checksum(self):
        body = self.raw[self.l4:]
        struct.pack_into("!H", body, 16, 0)
        pseudo = self.src + self.dst + (struct.pack("!IHBB", len(body), 0, 0, 6) if self.v6 else struct.pack("!BBH", 0, 6, len(body)))
        struct.pack_into("!H", self.raw, self.l4 + 16, checksum(bytes(pseudo + body)))


def parse_ethernet(frame):
    """The IP packet of an Ethernet frame (VLAN tags skipped), or None."""
    at = 12
    while len(frame) >= at + 2:
        kind = struct.unpack_from("!H", frame, at)[0]
        if kind in (0x8100, 0x88A8):
            at += 4
            continue
        if kind in (0x0800, 0x86DD) and len(frame) > at + 2:
            return Packet(frame, at + 2)
        return None
    return None


def forge_tcp(macs, src, dst, sport, dport, seq, ack, flags, ttl=64, window=0, ip_id=0, payload=b""):
    """A TCP segment in an Ethernet frame. macs: (destination, source); src, dst: packed addresses."""
    tcp = struct.pack("!HHIIBBHHH", sport, dport, seq % MOD, ack % MOD, 5 << 4, flags, window, 0, 0) + payload
    if len(src) == 16:
        ip, kind = struct.pack("!IHBB", 6 << 28, len(tcp), 6, ttl) + src + dst, 0x86DD
    else:
        ip, kind = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), ip_id, 0x4000, ttl, 6, 0) + src + dst, 0x0800
    p = Packet(macs[0] + macs[1] + struct.pack("!H", kind) + ip + tcp, 14)
    p._ip_checksum()
    p.tcp_checksum()
    return bytes(p.raw)
