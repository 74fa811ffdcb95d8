package org.droppoint.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One tab: what it shows, what it complains of, what it asks the network for; keys and pointer as a user has them. */
final class BrowserPage implements AutoCloseable {
    private static final long LOAD_SECONDS = 90;

    private final DevTools tools;
    private final String target;
    private final String session;
    private final List<String> console = Collections.synchronizedList(new ArrayList<>());
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch loaded = new CountDownLatch(1);

    BrowserPage(DevTools tools, String target, String session) throws IOException, InterruptedException {
        this.tools = tools;
        this.target = target;
        this.session = session;
        tools.listen(session, this::event);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", DevTools.parameters());
        }
        screen(1280, 1600);
    }

    /** Loads the file and waits until its script has run and the page has been painted. */
    BrowserPage load(Path file) throws IOException, InterruptedException {
        call("Page.navigate", DevTools.parameters().put("url", file.toUri().toString()));
        if (!loaded.await(LOAD_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(file + " did not load within " + LOAD_SECONDS + " s");
        }
        painted();
        return this;
    }

    /** Waits for two frames: what was changed and what an observer of sizes drew then is on the screen. */
    void painted() throws IOException, InterruptedException {
        evaluate(
                "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))))");
    }

    void screen(int width, int height) throws IOException, InterruptedException {
        call(
                "Emulation.setDeviceMetricsOverride",
                DevTools.parameters()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
    }

    void dark(boolean dark) throws IOException, InterruptedException {
        ObjectNode parameters = DevTools.parameters();
        parameters
                .putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", dark ? "dark" : "light");
        call("Emulation.setEmulatedMedia", parameters);
        painted();
    }

    /** The value of an expression, waiting for it where it is a promise. */
    JsonNode evaluate(String expression) throws IOException, InterruptedException {
        JsonNode answer = call(
                "Runtime.evaluate",
                DevTools.parameters()
                        .put("expression", expression)
                        .put("returnByValue", true)
                        .put("awaitPromise", true)
                        .put("userGesture", true));
        if (answer.has("exceptionDetails")) {
            throw new IOException(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    String text(String expression) throws IOException, InterruptedException {
        return evaluate(expression).asText();
    }

    String dom() throws IOException, InterruptedException {
        return text("document.documentElement.outerHTML");
    }

    void focus(String selector) throws IOException, InterruptedException {
        evaluate("document.querySelector(`" + selector + "`).focus()");
    }

    /** A key as the keyboard gives it: the browser itself moves the focus. */
    void press(String key) throws IOException, InterruptedException {
        press(key, 0);
    }

    /** @param modifiers 1 Alt, 2 Control, 8 Shift */
    void press(String key, int modifiers) throws IOException, InterruptedException {
        int code =
                switch (key) {
                    case "Tab" -> 9;
                    case "Enter" -> 13;
                    case "End" -> 35;
                    case "Home" -> 36;
                    case "ArrowLeft" -> 37;
                    case "ArrowUp" -> 38;
                    case "ArrowRight" -> 39;
                    case "ArrowDown" -> 40;
                    default -> key.codePointAt(0);
                };
        for (String type : List.of("keyDown", "keyUp")) {
            ObjectNode parameters = DevTools.parameters()
                    .put("type", type)
                    .put("key", key)
                    .put("windowsVirtualKeyCode", code)
                    .put("modifiers", modifiers);
            if (type.equals("keyDown") && (key.length() == 1 || key.equals("Enter"))) {
                parameters.put("text", key.equals("Enter") ? "\r" : key);
            }
            call("Input.dispatchKeyEvent", parameters);
        }
    }

    void pointAt(int x, int y) throws IOException, InterruptedException {
        call(
                "Input.dispatchMouseEvent",
                DevTools.parameters().put("type", "mouseMoved").put("x", x).put("y", y));
    }

    /** A picture of the page from one height to another, at the screen's width. */
    void shoot(Path file, int width, int from, int to) throws IOException, InterruptedException {
        ObjectNode parameters = DevTools.parameters().put("format", "png").put("captureBeyondViewport", true);
        parameters
                .putObject("clip")
                .put("x", 0)
                .put("y", from)
                .put("width", width)
                .put("height", to - from)
                .put("scale", 1);
        String picture = call("Page.captureScreenshot", parameters).path("data").asText();
        Files.write(file, Base64.getDecoder().decode(picture));
    }

    void print(Path file) throws IOException, InterruptedException {
        String pdf = call("Page.printToPDF", DevTools.parameters().put("preferCSSPageSize", true))
                .path("data")
                .asText();
        Files.write(file, Base64.getDecoder().decode(pdf));
    }

    int height() throws IOException, InterruptedException {
        return evaluate("document.documentElement.scrollHeight").asInt();
    }

    /** What the page logged, and the errors nobody caught. */
    List<String> console() {
        return List.copyOf(console);
    }

    /** What the page asked for beyond its own file, as the browser saw it, whether it was let through or not. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    JsonNode call(String method, JsonNode parameters) throws IOException, InterruptedException {
        return tools.call(session, method, parameters);
    }

    private void event(String method, JsonNode parameters) {
        switch (method) {
            case "Runtime.consoleAPICalled" ->
                console.add(parameters.path("args").findValuesAsText("value").toString());
            case "Runtime.exceptionThrown" ->
                console.add(parameters
                        .path("exceptionDetails")
                        .path("exception")
                        .path("description")
                        .asText(parameters.toString()));
            case "Log.entryAdded" ->
                console.add(parameters.path("entry").path("text").asText());
            case "Network.requestWillBeSent" -> {
                if (!parameters.path("type").asText().equals("Document")) {
                    requests.add(parameters.path("request").path("url").asText());
                }
            }
            case "Page.loadEventFired" -> loaded.countDown();
            default -> {}
        }
    }

    @Override
    public void close() throws IOException {
        tools.forget(session);
        try {
            tools.call("", "Target.closeTarget", DevTools.parameters().put("targetId", target));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
