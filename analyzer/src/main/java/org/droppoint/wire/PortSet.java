package org.droppoint.wire;

import java.util.Arrays;
import java.util.StringJoiner;

/** TCP ports to follow: a few named ones, or all. Immutable. */
public final class PortSet {
    /** The port of SMTP between servers (RFC 5321 section 4.5.4.2). */
    public static final int SMTP = 25;

    private static final int PORTS = 1 << 16;

    private final long[] bits = new long[PORTS / Long.SIZE];
    private final boolean all;
    /** The only port of the set, or -1: the common case is one comparison. */
    private final int only;

    private PortSet(boolean all, int... ports) {
        this.all = all;
        this.only = ports.length == 1 ? ports[0] : -1;
        if (all) {
            Arrays.fill(bits, -1L);
        }
        for (int port : ports) {
            if (port < 0 || port >= PORTS) {
                throw new IllegalArgumentException("not a TCP port: " + port);
            }
            bits[port >>> 6] |= 1L << port;
        }
    }

    /** Port 25 alone. */
    public static PortSet smtp() {
        return new PortSet(false, SMTP);
    }

    public static PortSet all() {
        return new PortSet(true);
    }

    /** @throws IllegalArgumentException if a number is no TCP port */
    public static PortSet of(int... ports) {
        return new PortSet(false, ports);
    }

    public boolean contains(int port) {
        return only >= 0 ? port == only : (bits[port >>> 6 & 0x3FF] & 1L << port) != 0;
    }

    /** Whether every port is in the set, so that the set cannot tell a server. */
    public boolean isAll() {
        return all;
    }

    @Override
    public String toString() {
        if (all) {
            return "all";
        }
        StringJoiner text = new StringJoiner(",");
        for (int port = 0; port < PORTS; port++) {
            if (contains(port)) {
                text.add(Integer.toString(port));
            }
        }
        return text.toString();
    }
}
