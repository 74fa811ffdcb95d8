package org.droppoint.dissect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.droppoint.base.Direction;

/** Real TLS by the platform's own engine, in memory: what each side writes, flight by flight. */
final class JsseTalk {
    static final String SERVER_NAME = "mail.example.net";
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final int BUFFER_BYTES = 1 << 16;

    /** What one side wrote before the other spoke. */
    static final class Flight {
        final Direction direction;
        final byte[] bytes;

        Flight(Direction direction, byte[] bytes) {
            this.direction = direction;
            this.bytes = bytes;
        }
    }

    private final SSLEngine[] engines = new SSLEngine[2];
    private final ByteBuffer[] pendingInput = {ByteBuffer.allocate(BUFFER_BYTES), ByteBuffer.allocate(BUFFER_BYTES)};
    private final List<Flight> flights = new ArrayList<>();

    /** Makes a key pair with a self-signed certificate with the JDK's own keytool. */
    static KeyStore keyStore(Path folder, String name) {
        Path file = folder.resolve(name + ".p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = List.of(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=" + name + ", O=Test, C=XX",
                "-ext",
                "san=dns:" + name,
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                "changeit");
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD);
            }
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static X509Certificate certificate(KeyStore store, String name) {
        try {
            return (X509Certificate) store.getCertificate(name);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static SSLContext context(KeyStore own, KeyStore trusted) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own, PASSWORD);
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            for (String alias : java.util.Collections.list(trusted.aliases())) {
                anchors.setCertificateEntry(alias, trusted.getCertificate(alias));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    JsseTalk(SSLContext client, SSLContext server, String protocol, boolean clientCertificate) {
        engines[0] = client.createSSLEngine(SERVER_NAME, 25);
        engines[0].setUseClientMode(true);
        SSLParameters parameters = engines[0].getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(SERVER_NAME)));
        parameters.setProtocols(new String[] {protocol});
        engines[0].setSSLParameters(parameters);
        engines[1] = server.createSSLEngine();
        engines[1].setUseClientMode(false);
        engines[1].setEnabledProtocols(new String[] {protocol});
        engines[1].setNeedClientAuth(clientCertificate);
    }

    List<Flight> flights() {
        return flights;
    }

    /** Runs the handshake, at most until one side has nothing to write and the other neither. */
    JsseTalk handshake() {
        try {
            engines[0].beginHandshake();
            engines[1].beginHandshake();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
        int side = 0;
        int idle = 0;
        while (idle < 2) {
            byte[] flight = step(side, new byte[0]);
            idle = flight.length == 0 ? idle + 1 : 0;
            deliver(side, flight);
            side = 1 - side;
        }
        return this;
    }

    JsseTalk say(Direction direction, String text) {
        int side = direction.index();
        deliver(side, step(side, text.getBytes(StandardCharsets.ISO_8859_1)));
        step(1 - side, new byte[0]);
        return this;
    }

    JsseTalk close(Direction direction) {
        engines[direction.index()].closeOutbound();
        deliver(direction.index(), step(direction.index(), new byte[0]));
        return this;
    }

    private void deliver(int side, byte[] flight) {
        if (flight.length > 0) {
            flights.add(new Flight(Direction.values()[side], flight));
            pendingInput[1 - side].put(flight);
        }
    }

    /** Lets an engine take what has come, and returns what it writes. */
    private byte[] step(int side, byte[] toSay) {
        SSLEngine engine = engines[side];
        ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES * 4);
        ByteBuffer plain = ByteBuffer.wrap(toSay);
        try {
            boolean moving = true;
            while (moving) {
                moving = unwrap(engine, pendingInput[side]);
                runTasks(engine);
                boolean wraps = plain.hasRemaining()
                        || engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP;
                if (wraps) {
                    int before = out.position();
                    engine.wrap(plain, out);
                    runTasks(engine);
                    moving |= out.position() > before;
                }
            }
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static boolean unwrap(SSLEngine engine, ByteBuffer input) throws SSLException {
        input.flip();
        int before = input.remaining();
        if (before > 0 && engine.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.NEED_WRAP) {
            engine.unwrap(input, ByteBuffer.allocate(BUFFER_BYTES));
        }
        int after = input.remaining();
        input.compact();
        return after < before;
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
