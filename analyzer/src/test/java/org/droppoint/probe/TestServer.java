package org.droppoint.probe;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A mail server in this JVM with STARTTLS, that asks for a client certificate and takes any. */
final class TestServer implements Closeable {
    private final ServerSocket listener;
    private final SSLContext context;
    private final boolean starttls;
    private final String banner;
    /** Every command that any client sent, in or outside TLS. */
    final List<String> commands = new CopyOnWriteArrayList<>();
    /** For each handshake how many certificates the client sent. */
    final List<Integer> clientCertificates = new CopyOnWriteArrayList<>();

    TestServer(String banner, boolean starttls) throws IOException, GeneralSecurityException {
        this.banner = banner;
        this.starttls = starttls;
        context = context();
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::serve);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private static SSLContext context() throws IOException, GeneralSecurityException {
        ClientIdentity own = Identities.throwAway();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        store.setKeyEntry("server", own.key(), new char[0], own.chain().toArray(new X509Certificate[0]));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(keys.getKeyManagers(), new TrustManager[] {new Anybody()}, null);
        return made;
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // anybody is welcome
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    InetAddress address() {
        return listener.getInetAddress();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                daemon(() -> {
                    try (socket) {
                        say(socket.getOutputStream(), banner);
                        talk(socket, false);
                    } catch (IOException e) {
                        // the client left, as clients of tests do
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void talk(Socket socket, boolean inTls) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 1);
        OutputStream out = socket.getOutputStream();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            commands.add(line);
            if (line.startsWith("EHLO ")) {
                say(
                        out,
                        "250-test.example\r\n250-SIZE 1000" + (starttls && !inTls ? "\r\n250-STARTTLS" : "")
                                + "\r\n250 8BITMIME");
            } else if (line.equals("STARTTLS") && starttls) {
                say(out, "220 ready");
                SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, port(), false);
                tls.setUseClientMode(false);
                tls.setWantClientAuth(true);
                tls.startHandshake();
                clientCertificates.add(count(tls));
                talk(tls, true);
                return;
            } else if (line.equals("QUIT")) {
                say(out, "221 bye");
                return;
            } else {
                say(out, "502 not here");
            }
        }
    }

    private static int count(SSLSocket tls) {
        try {
            return tls.getSession().getPeerCertificates().length;
        } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
