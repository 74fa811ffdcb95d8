package org.droppoint.probe;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Stands between client and server and, from the first flight that it dislikes, lets nothing of the client's through. */
final class TestFirewall implements Closeable {
    private final ServerSocket listener;
    private final TestServer server;
    private final Predicate<byte[]> dislikes;
    private final boolean cuts;
    final AtomicInteger connections = new AtomicInteger();

    TestFirewall(TestServer server, Predicate<byte[]> dislikes) throws IOException {
        this(server, dislikes, false);
    }

    /**
     * @param dislikes asked with what the client sent since the server spoke last, from its first byte on
     * @param cuts closes the connection instead of dropping, which costs tests less time
     */
    TestFirewall(TestServer server, Predicate<byte[]> dislikes, boolean cuts) throws IOException {
        this.server = server;
        this.cuts = cuts;
        this.dislikes = dislikes;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::serve);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
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
                Socket client = listener.accept();
                connections.incrementAndGet();
                Socket onward = new Socket(server.address(), server.port());
                onward.setTcpNoDelay(true);
                client.setTcpNoDelay(true);
                AtomicInteger answers = new AtomicInteger();
                daemon(() -> forward(onward, client, new byte[0], answers, true));
                daemon(() -> forward(client, onward, new byte[0], answers, false));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void forward(Socket from, Socket to, byte[] before, AtomicInteger answers, boolean fromServer) {
        byte[] flight = before;
        int heard = 0;
        boolean shut = false;
        try (from) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[65536];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (fromServer) {
                    answers.incrementAndGet();
                } else {
                    flight = heard == answers.get() ? join(flight, buffer, read) : Arrays.copyOf(buffer, read);
                    heard = answers.get();
                    shut |= dislikes.test(flight);
                }
                if (shut && cuts) {
                    // The client's side first: the server answers the end of its own with an alert.
                    from.close();
                    to.close();
                    return;
                }
                if (!shut) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // one end left
        }
    }

    private static byte[] join(byte[] flight, byte[] buffer, int read) {
        byte[] joined = Arrays.copyOf(flight, flight.length + read);
        System.arraycopy(buffer, 0, joined, flight.length, read);
        return joined;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
