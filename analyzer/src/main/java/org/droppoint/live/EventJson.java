package org.droppoint.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Times;
import org.droppoint.report.SafeText;

/** Events as lines of JSON (NDJSON), each written whole and at once. */
public final class EventJson implements Closeable {
    private final JsonFactory factory = new JsonFactory();
    private final OutputStream out;

    public EventJson(OutputStream out) {
        this.out = out;
    }

    public void write(LiveEvent event) throws IOException {
        out.write(line(event).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private String line(LiveEvent event) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = factory.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("event", event.kind().label());
            json.writeStringField("time", Times.iso(event.epochNanos()));
            json.writeBooleanField("alert", event.kind().isAlert());
            json.writeStringField("text", SafeText.wellFormed(event.text()));
            for (Map.Entry<String, Object> detail : event.details().entrySet()) {
                json.writeFieldName(detail.getKey());
                value(json, detail.getValue());
            }
            json.writeEndObject();
        }
        return text + "\n";
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Double number) {
            json.writeNumber(Math.round(number * 1000) / 1000.0);
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                value(json, item);
            }
            json.writeEndArray();
        } else {
            json.writeString(SafeText.wellFormed(String.valueOf(value)));
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
