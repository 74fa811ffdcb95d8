package org.droppoint.report.html;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium, started once for many pages. All its traffic goes to a proxy of ours which answers nothing and
 * writes down what was asked for: a witness beside what the browser itself says.
 */
final class Browser implements AutoCloseable {
    private static final long START_SECONDS = 60;
    private static final long REAP_SECONDS = 5;

    /** Whatever flags it gets, Chromium asks its maker for the time and for updates; no page had it do that. */
    private static final Pattern OWN_SERVICE =
            Pattern.compile("^[A-Z]+ (?:https?://)?[a-z0-9.-]+\\.(?:google|googleapis|gvt1)\\.com[:/].*");

    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");

    private final ServerSocket proxy;
    private final Process process;
    private final DevTools tools;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    private Browser(String chromium, Path workspace) throws IOException, InterruptedException {
        proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread listener = new Thread(this::listen);
        listener.setDaemon(true);
        listener.start();
        Path log = workspace.resolve("chromium.log");
        process = new ProcessBuilder(command(chromium, proxy.getLocalPort(), workspace))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(log.toFile())
                .start();
        tools = new DevTools(address(log));
    }

    /** The tests that call this are skipped where no Chromium is installed. */
    static Browser start(Path workspace) throws IOException, InterruptedException {
        String chromium = find();
        assumeTrue(!chromium.isEmpty(), "no Chromium on the PATH");
        return new Browser(chromium, workspace);
    }

    /** Opens an empty page; {@link BrowserPage#load} fills it. */
    BrowserPage page() throws IOException, InterruptedException {
        JsonNode target =
                tools.call("", "Target.createTarget", DevTools.parameters().put("url", "about:blank"));
        String id = target.path("targetId").asText();
        JsonNode attached = tools.call(
                "",
                "Target.attachToTarget",
                DevTools.parameters().put("targetId", id).put("flatten", true));
        return new BrowserPage(tools, id, attached.path("sessionId").asText());
    }

    /** Request lines that reached the proxy, but for the browser's own services. */
    List<String> requests() {
        return List.copyOf(requests).stream()
                .filter(line -> !OWN_SERVICE.matcher(line).matches())
                .toList();
    }

    /**
     * When this returns, no process of the browser is left that could still write into the workspace. Its children are
     * not ours to reap: where nobody does, they stay as zombies and count as alive, so the wait for them is short.
     */
    @Override
    public void close() throws IOException {
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        tools.close();
        process.destroy();
        try {
            if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            family.forEach(ProcessHandle::destroyForcibly);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(REAP_SECONDS);
            while (family.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < end) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        proxy.close();
    }

    private URI address(Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (process.isAlive() && System.nanoTime() < end) {
            Matcher said = LISTENING.matcher(Files.readString(log, StandardCharsets.ISO_8859_1));
            if (said.find()) {
                return URI.create(said.group(1));
            }
            Thread.sleep(20);
        }
        process.destroyForcibly();
        throw new IOException("Chromium did not start: " + Files.readString(log, StandardCharsets.ISO_8859_1));
    }

    private static List<String> command(String chromium, int proxyPort, Path workspace) {
        return List.of(
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-extensions",
                "--disable-default-apps",
                "--disable-breakpad",
                "--hide-scrollbars",
                "--user-data-dir=" + workspace.resolve("profile"),
                "--proxy-server=http://127.0.0.1:" + proxyPort,
                "--remote-debugging-port=0",
                "about:blank");
    }

    private void listen() {
        while (!proxy.isClosed()) {
            try (Socket socket = proxy.accept()) {
                socket.setSoTimeout(2_000);
                String line = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                        .readLine();
                requests.add(String.valueOf(line));
            } catch (IOException e) {
                if (!proxy.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static String find() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> new File(folder, name)))
                .filter(File::canExecute)
                .map(File::getPath)
                .findFirst()
                .orElse("");
    }
}
