package org.droppoint.probe;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Accepts every chain, as mail servers do without DANE or MTA-STS (RFC 7435), and says what a strict client would have
 * objected to. No secret is ever sent to whom it accepts.
 */
final class ProbeTrust extends X509ExtendedTrustManager {
    private final @Nullable X509ExtendedTrustManager strict;
    private List<X509Certificate> chain = List.of();
    private String objection = "";

    ProbeTrust() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        X509ExtendedTrustManager found = null;
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                found = extended;
            }
        }
        strict = found;
    }

    List<X509Certificate> chain() {
        return chain;
    }

    /** Empty where nothing is to be said against the chain and its name. */
    String objection() {
        return objection;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] presented, String authType, @Nullable SSLEngine engine) {
        chain = List.copyOf(Arrays.asList(presented));
        try {
            if (strict != null && engine != null) {
                strict.checkServerTrusted(presented, authType, engine);
            }
        } catch (CertificateException e) {
            objection = String.valueOf(e.getMessage());
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] presented, String authType, @Nullable Socket socket) {
        checkServerTrusted(presented, authType, (SSLEngine) null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] presented, String authType) {
        checkServerTrusted(presented, authType, (SSLEngine) null);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] presented, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("a probe is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] presented, String authType, @Nullable Socket socket)
            throws CertificateException {
        throw new CertificateException("a probe is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] presented, String authType) throws CertificateException {
        throw new CertificateException("a probe is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
