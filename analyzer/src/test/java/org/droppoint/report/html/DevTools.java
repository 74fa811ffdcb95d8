package org.droppoint.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * The line to a running Chromium: commands and events of the Chrome DevTools Protocol, as JSON over the JDK's own
 * WebSocket. One line serves all pages of the browser; each page has a session of its own.
 */
final class DevTools implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long ANSWER_SECONDS = 90;

    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final Map<String, BiConsumer<String, JsonNode>> listeners = new ConcurrentHashMap<>();
    private final WebSocket socket;

    DevTools(URI address) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Receiver())
                .join();
    }

    /** From now on the page's events go to the listener: the method's name and its parameters. */
    void listen(String session, BiConsumer<String, JsonNode> listener) {
        listeners.put(session, listener);
    }

    void forget(String session) {
        listeners.remove(session);
    }

    static ObjectNode parameters() {
        return JSON.createObjectNode();
    }

    /** @param session the page's, or empty for the browser itself */
    JsonNode call(String session, String method, JsonNode parameters) throws IOException, InterruptedException {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(id, answer);
        ObjectNode message =
                JSON.createObjectNode().put("id", id).put("method", method).set("params", parameters);
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        try {
            socket.sendText(JSON.writeValueAsString(message), true).get(ANSWER_SECONDS, TimeUnit.SECONDS);
            JsonNode said = answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (said.has("error")) {
                throw new IOException(method + ": " + said.get("error"));
            }
            return said.path("result");
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(method, e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    /** Puts the pieces of a message together and hands it to whom it is for. */
    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean last) {
            message.append(piece);
            if (last) {
                deliver(message.toString());
                message.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void deliver(String text) {
            try {
                JsonNode said = JSON.readTree(text);
                if (said.has("id")) {
                    CompletableFuture<JsonNode> answer =
                            asked.remove(said.get("id").asInt());
                    if (answer != null) {
                        answer.complete(said);
                    }
                    return;
                }
                BiConsumer<String, JsonNode> listener =
                        listeners.get(said.path("sessionId").asText());
                if (listener != null) {
                    listener.accept(said.path("method").asText(), said.path("params"));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
