package org.droppoint.report.html;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium that loads one page. All its traffic goes to a proxy of ours which answers nothing and writes
 * down what was asked for.
 */
final class Browser {
    private static final long TIMEOUT_SECONDS = 90;

    /** Whatever flags it gets, Chromium asks its maker for the time and for updates; no page had it do that. */
    private static final Pattern OWN_SERVICE =
            Pattern.compile("^[A-Z]+ (?:https?://)?[a-z0-9.-]+\\.(?:google|googleapis|gvt1)\\.com[:/].*");

    /**
     * @param console what the page logged, errors among it
     * @param requests request lines that reached the proxy, but for the browser's own services
     */
    record Visit(String dom, List<String> console, List<String> requests) {}

    private Browser() {}

    /** Loads the page; the test is skipped where no Chromium is installed. */
    static Visit visit(Path page, Path workspace) throws IOException, InterruptedException {
        String chromium = find();
        assumeTrue(!chromium.isEmpty(), "no Chromium on the PATH");
        List<String> requests = Collections.synchronizedList(new ArrayList<>());
        Path dom = workspace.resolve("dom.html");
        Path log = workspace.resolve("log.txt");
        try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread listener = new Thread(() -> listen(proxy, requests));
            listener.setDaemon(true);
            listener.start();
            Process process = new ProcessBuilder(command(chromium, proxy.getLocalPort(), page, workspace))
                    .redirectOutput(dom.toFile())
                    .redirectError(log.toFile())
                    .start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IOException("Chromium did not end within " + TIMEOUT_SECONDS + " s");
            }
        }
        Pattern said = Pattern.compile("CONSOLE:\\d+|CONSOLE\\(\\d+\\)");
        List<String> console = Files.readString(log, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> said.matcher(line).find())
                .toList();
        return new Visit(
                Files.readString(dom, StandardCharsets.UTF_8),
                console,
                List.copyOf(requests).stream()
                        .filter(line -> !OWN_SERVICE.matcher(line).matches())
                        .toList());
    }

    private static List<String> command(String chromium, int proxyPort, Path page, Path workspace) {
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
                "--user-data-dir=" + workspace.resolve("profile"),
                "--proxy-server=http://127.0.0.1:" + proxyPort,
                "--enable-logging=stderr",
                "--virtual-time-budget=4000",
                "--window-size=1280,1600",
                "--dump-dom",
                page.toUri().toString());
    }

    private static void listen(ServerSocket proxy, List<String> requests) {
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
