package org.droppoint.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventJsonTest {
    @Test
    void eachEventIsOneLineOfJson() throws IOException {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("session", 7L);
        details.put("suspects", List.of("lan", "firewall"));
        details.put("confidence", 0.98765);
        details.put("retrying", true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EventJson json = new EventJson(out)) {
            json.write(new LiveEvent(LiveEvent.Kind.CAUGHT, 1_000_000_001L, "two\nlines \ud800", details));
            json.write(new LiveEvent(LiveEvent.Kind.STOPPED, 0, "", Map.of()));
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(2, lines.size());
        JsonNode first = new ObjectMapper().readTree(lines.get(0));
        assertEquals("caught", first.get("event").asText());
        assertEquals("1970-01-01T00:00:01.000000001Z", first.get("time").asText());
        assertEquals(true, first.get("alert").asBoolean());
        assertEquals(7, first.get("session").asLong());
        assertEquals("firewall", first.get("suspects").get(1).asText());
        assertEquals(0.988, first.get("confidence").asDouble());
        assertEquals(true, first.get("retrying").asBoolean());
    }
}
