package org.droppoint.probe;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** A certificate for the client, with its key. */
public record ClientIdentity(PrivateKey key, List<X509Certificate> chain, boolean throwAway) {
    public ClientIdentity {
        chain = List.copyOf(chain);
    }
}
