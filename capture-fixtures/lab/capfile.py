"""Reads little-endian pcap and pcapng as tcpdump and dumpcap write them, and writes them again with other times, cuts and holes."""
import struct


def records(path):
    """(kind, fields, block bytes): kind 'packet' with [nanos, interface, data, wire length], or 'other' to be kept as it is."""
    with open(path, "rb") as f:
        raw = f.read()
    magic = struct.unpack_from("<I", raw)[0]
    if magic == 0x0A0D0D0A:
        yield from pcapng(raw)
    elif magic in (0xA1B2C3D4, 0xA1B23C4D):
        unit, at = (1000 if magic == 0xA1B2C3D4 else 1), 24
        yield "other", None, raw[:24]
        while at + 16 <= len(raw):
            s, u, cap, wire = struct.unpack_from("<IIII", raw, at)
            if at + 16 + cap > len(raw):
                break
            yield "packet", [s * 10**9 + u * unit, 0, raw[at + 16:at + 16 + cap], wire], None
            at += 16 + cap
    else:
        raise ValueError("not a capture made here: " + path)


def pcapng(raw):
    at, units = 0, []
    while at + 12 <= len(raw):
        kind, size = struct.unpack_from("<II", raw, at)
        block = raw[at:at + size]
        if len(block) < size:
            break
        if kind == 1:
            units.append(resolution(block))
        if kind == 6:
            i, hi, lo, cap, wire = struct.unpack_from("<IIIII", block, 8)
            yield "packet", [((hi << 32) + lo) * units[i], i, block[28:28 + cap], wire], None
        else:
            yield "other", units[-1] if units else None, block
        at += size


def resolution(block):
    at = 16
    while at + 4 <= len(block) - 4:
        code, size = struct.unpack_from("<HH", block, at)
        if code == 9:
            return 10 ** (9 - block[at + 4])
        if code == 0:
            break
        at += 4 + (size + 3) // 4 * 4
    return 1000


def packets(path):
    for kind, fields, _ in records(path):
        if kind == "packet":
            yield fields


def link_type(path):
    with open(path, "rb") as f:
        raw = f.read(4096)
    if struct.unpack_from("<I", raw)[0] == 0x0A0D0D0A:
        at = struct.unpack_from("<I", raw, 4)[0]
        while struct.unpack_from("<I", raw, at)[0] != 1:
            at += struct.unpack_from("<I", raw, at + 4)[0]
        return struct.unpack_from("<H", raw, at + 8)[0]
    return struct.unpack_from("<I", raw, 20)[0]


def rewrite(source, target, change):
    """change(number, nanos, interface, data) gives (nanos, data) or None to leave the packet out. Frames are numbered from 1.
    Statistics blocks are left out of a pcapng: their counts would no longer be of this file."""
    with open(source, "rb") as f:
        ng = struct.unpack("<I", f.read(4))[0] == 0x0A0D0D0A
    units, n, kept = [], 0, 0
    with open(target, "wb") as out:
        for kind, fields, block in records(source):
            if kind == "other":
                if ng and struct.unpack_from("<I", block)[0] == 1:
                    units.append(resolution(block))
                if not ng or struct.unpack_from("<I", block)[0] in (0x0A0D0D0A, 1):
                    out.write(block)
                continue
            n += 1
            done = change(n, fields[0], fields[1], fields[2])
            if done is None:
                continue
            nanos, data = done
            kept += 1
            if ng:
                t, pad = nanos // units[fields[1]], -len(data) % 4
                size = 32 + len(data) + pad
                out.write(struct.pack("<IIIIIII", 6, size, fields[1], t >> 32, t & 0xFFFFFFFF, len(data), fields[3]) + data + b"\0" * pad + struct.pack("<I", size))
            else:
                out.write(struct.pack("<IIII", nanos // 10**9, nanos % 10**9 // 1000, len(data), fields[3]) + data)
    return kept
