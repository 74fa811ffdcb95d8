package org.droppoint.probe;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Gives the client's certificate to whoever asks, whatever issuers they name, and remembers that they asked. */
final class ProbeKeys extends X509ExtendedKeyManager {
    private static final String ALIAS = "probe";

    private final @Nullable ClientIdentity identity;
    private boolean asked;
    private boolean given;

    ProbeKeys(@Nullable ClientIdentity identity) {
        this.identity = identity;
    }

    boolean asked() {
        return asked;
    }

    boolean given() {
        return given;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        asked = true;
        boolean fits = identity != null
                && Arrays.stream(keyTypes)
                        .anyMatch(type -> type.equals(identity.key().getAlgorithm())
                                || type.startsWith("RSA")
                                        && identity.key().getAlgorithm().equals("RSA"));
        given |= fits;
        return fits ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineClientAlias(keyTypes, issuers, null);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return identity == null ? null : new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return identity == null ? null : identity.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return identity == null ? null : identity.key();
    }
}
