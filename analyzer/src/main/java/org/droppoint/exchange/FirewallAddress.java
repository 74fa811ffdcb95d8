package org.droppoint.exchange;

import org.droppoint.base.Endpoint;
import org.droppoint.base.IpAddress;

/**
 * An address in a firewall's line.
 *
 * @param interfaceName the firewall's name for the side it lies on, or an empty string
 * @param port or -1
 * @param mapped whether it is the translated form (in parentheses) of the address before it: the key from an inside
 *     capture to an outside one
 */
public record FirewallAddress(String interfaceName, IpAddress address, int port, boolean mapped) {

    public boolean is(Endpoint endpoint) {
        return port == endpoint.port() && address.equals(endpoint.address());
    }

    FirewallAddress withPort(int newPort) {
        return new FirewallAddress(interfaceName, address, newPort, mapped);
    }
}
