package org.droppoint.report.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Times;
import org.droppoint.report.SafeText;
import org.jspecify.annotations.Nullable;

/** Writes an object's fields in the report's manner: nanosecond ISO times, half-open ranges as pairs, no NaN. */
final class JsonFields {
    private final JsonGenerator generator;

    JsonFields(JsonGenerator generator) {
        this.generator = generator;
    }

    /** Writes the fields of one item. */
    @FunctionalInterface
    interface Body<T> {
        void write(T item) throws IOException;
    }

    void text(String name, @Nullable String value) throws IOException {
        if (value == null) {
            generator.writeNullField(name);
        } else {
            generator.writeStringField(name, SafeText.wellFormed(value));
        }
    }

    void number(String name, long value) throws IOException {
        generator.writeNumberField(name, value);
    }

    /** JSON has no NaN and no infinity; they become null. */
    void number(String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            generator.writeNumberField(name, value);
        } else {
            generator.writeNullField(name);
        }
    }

    void flag(String name, boolean value) throws IOException {
        generator.writeBooleanField(name, value);
    }

    void none(String name) throws IOException {
        generator.writeNullField(name);
    }

    void time(String name, long epochNanos) throws IOException {
        generator.writeStringField(name, Times.iso(epochNanos));
    }

    void range(String name, @Nullable ByteRange range) throws IOException {
        if (range == null) {
            generator.writeNullField(name);
        } else {
            generator.writeFieldName(name);
            generator.writeArray(new long[] {range.start(), range.end()}, 0, 2);
        }
    }

    void texts(String name, List<String> values) throws IOException {
        generator.writeArrayFieldStart(name);
        for (String value : values) {
            generator.writeString(SafeText.wellFormed(value));
        }
        generator.writeEndArray();
    }

    void object(String name, Body<JsonFields> fields) throws IOException {
        generator.writeObjectFieldStart(name);
        fields.write(this);
        generator.writeEndObject();
    }

    <T> void objects(String name, List<T> items, Body<T> fields) throws IOException {
        generator.writeArrayFieldStart(name);
        for (T item : items) {
            generator.writeStartObject();
            fields.write(item);
            generator.writeEndObject();
        }
        generator.writeEndArray();
    }

    /** Entries as an object, in the order given. */
    <T> void map(String name, List<Map.Entry<String, T>> entries, EntryBody<T> field) throws IOException {
        generator.writeObjectFieldStart(name);
        for (Map.Entry<String, T> entry : entries) {
            field.write(SafeText.wellFormed(entry.getKey()), entry.getValue());
        }
        generator.writeEndObject();
    }

    /** Writes one field of a map. */
    @FunctionalInterface
    interface EntryBody<T> {
        void write(String key, T value) throws IOException;
    }
}
