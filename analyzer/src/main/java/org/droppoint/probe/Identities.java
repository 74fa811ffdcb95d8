package org.droppoint.probe;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Where a client certificate comes from: a PKCS#12 file, or one made for the occasion. */
public final class Identities {
    private static final int KEY_BITS = 2048;
    /** sha256WithRSAEncryption with its NULL parameters (RFC 8017 appendix A.2.4). */
    private static final byte[] SHA256_RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00
    };
    /** id-at-commonName. */
    private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;

    private Identities() {}

    /** @throws IOException if the file cannot be read, the password is wrong, or it holds no key */
    public static ClientIdentity load(Path pkcs12, char[] password) throws IOException {
        try (InputStream in = Files.newInputStream(pkcs12)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey key) {
                    List<X509Certificate> chain = new ArrayList<>();
                    for (Certificate one : store.getCertificateChain(alias)) {
                        if (one instanceof X509Certificate certificate) {
                            chain.add(certificate);
                        }
                    }
                    return new ClientIdentity(key, chain, false);
                }
            }
            throw new IOException(pkcs12 + " holds no private key");
        } catch (GeneralSecurityException e) {
            throw new IOException(pkcs12 + ": " + e.getMessage(), e);
        }
    }

    /** A self-signed certificate that says what it is; servers that check will refuse it, which is an answer too. */
    public static ClientIdentity throwAway() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            KeyPair pair = generator.generateKeyPair();
            byte[] name =
                    tag(SEQUENCE, tag(SET, tag(SEQUENCE, join(COMMON_NAME, text("droppoint probe, throw-away")))));
            byte[] body = tag(
                    SEQUENCE,
                    join(
                            tag(INTEGER, BigInteger.valueOf(1).toByteArray()),
                            SHA256_RSA,
                            name,
                            tag(SEQUENCE, join(time("200101000000Z"), time("491231235959Z"))),
                            name,
                            pair.getPublic().getEncoded()));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(body);
            byte[] signed =
                    tag(SEQUENCE, join(body, SHA256_RSA, tag(BIT_STRING, join(new byte[] {0}, signature.sign()))));
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
            return new ClientIdentity(pair.getPrivate(), List.of(certificate), true);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot make an RSA certificate", e);
        }
    }

    private static byte[] text(String text) {
        return tag(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] time(String text) {
        return tag(UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** DER: tag, length, value (X.690 section 8.1). */
    private static byte[] tag(int tag, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (value.length < 0x80) {
            out.write(value.length);
        } else {
            out.write(0x82);
            out.write(value.length >> 8);
            out.write(value.length);
        }
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
