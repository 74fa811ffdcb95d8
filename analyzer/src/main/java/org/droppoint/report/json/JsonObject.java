package org.droppoint.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Times;
import org.jspecify.annotations.Nullable;

/**
 * One object of a report being read, which knows where it stands so that a complaint can name the place. Keys that the
 * contract fixes are demanded; keys that were added later have defaults, so that reports of other writers read too.
 */
final class JsonObject {
    private final JsonNode node;
    private final String place;

    JsonObject(@Nullable JsonNode node, String place) throws IOException {
        this.place = place;
        if (node == null || !node.isObject()) {
            throw complaint("an object", place);
        }
        this.node = node;
    }

    /** Makes a value of an object. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonObject object) throws IOException;
    }

    String text(String key) throws IOException {
        String text = optionalText(key);
        if (text == null) {
            throw complaint("a string", place + "/" + key);
        }
        return text;
    }

    String text(String key, String otherwise) throws IOException {
        String text = optionalText(key);
        return text == null ? otherwise : text;
    }

    @Nullable
    String optionalText(String key) throws IOException {
        JsonNode value = value(key);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw complaint("a string", place + "/" + key);
        }
        return value.textValue();
    }

    long whole(String key) throws IOException {
        return whole(value(key), place + "/" + key);
    }

    long whole(String key, long otherwise) throws IOException {
        return value(key) == null ? otherwise : whole(key);
    }

    int small(String key) throws IOException {
        return small(whole(key), key);
    }

    int small(String key, int otherwise) throws IOException {
        return small(whole(key, otherwise), key);
    }

    private int small(long value, String key) throws IOException {
        if (value != (int) value) {
            throw complaint("a 32-bit integer", place + "/" + key);
        }
        return (int) value;
    }

    double decimal(String key, double otherwise) throws IOException {
        JsonNode value = value(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.isNumber()) {
            throw complaint("a number", place + "/" + key);
        }
        return value.doubleValue();
    }

    boolean flag(String key, boolean otherwise) throws IOException {
        JsonNode value = value(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw complaint("true or false", place + "/" + key);
        }
        return value.booleanValue();
    }

    boolean has(String key) {
        return value(key) != null;
    }

    long time(String key) throws IOException {
        try {
            Instant instant = Instant.parse(text(key));
            return Times.epochNanos(instant.getEpochSecond(), instant.getNano());
        } catch (DateTimeException e) {
            throw new IOException("not a report: " + place + "/" + key + " is not an ISO-8601 time", e);
        }
    }

    @Nullable
    ByteRange optionalRange(String key) throws IOException {
        JsonNode value = value(key);
        String where = place + "/" + key;
        if (value == null) {
            return null;
        }
        if (!value.isArray() || value.size() != 2) {
            throw complaint("a pair of integers", where);
        }
        long start = whole(value.get(0), where);
        long end = whole(value.get(1), where);
        if (end < start) {
            throw complaint("a range that ends after its start", where);
        }
        return new ByteRange(start, end);
    }

    List<String> texts(String key) throws IOException {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : array(key)) {
            if (!item.isTextual()) {
                throw complaint("a list of strings", place + "/" + key);
            }
            texts.add(item.textValue());
        }
        return List.copyOf(texts);
    }

    JsonObject object(String key) throws IOException {
        return new JsonObject(value(key), place + "/" + key);
    }

    <T> List<T> objects(String key, Reader<T> reader) throws IOException {
        List<T> items = new ArrayList<>();
        for (JsonNode item : array(key)) {
            items.add(reader.read(new JsonObject(item, place + "/" + key + "/" + items.size())));
        }
        return List.copyOf(items);
    }

    /** An object as a map in the order of the text; absent means empty. */
    <T> Map<String, T> map(String key, FieldReader<T> reader) throws IOException {
        Map<String, T> map = new LinkedHashMap<>();
        if (has(key)) {
            JsonObject inner = object(key);
            for (Map.Entry<String, JsonNode> field : inner.node.properties()) {
                map.put(field.getKey(), reader.read(inner, field.getKey()));
            }
        }
        return map;
    }

    /** Makes a value of one field. */
    @FunctionalInterface
    interface FieldReader<T> {
        T read(JsonObject object, String key) throws IOException;
    }

    private Iterable<JsonNode> array(String key) throws IOException {
        JsonNode value = value(key);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw complaint("a list", place + "/" + key);
        }
        return value;
    }

    private @Nullable JsonNode value(String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private static long whole(@Nullable JsonNode value, String where) throws IOException {
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw complaint("an integer", where);
        }
        return value.longValue();
    }

    private static IOException complaint(String wanted, String where) {
        return new IOException("not a report: " + where + " should be " + wanted);
    }
}
