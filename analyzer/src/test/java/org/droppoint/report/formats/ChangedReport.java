package org.droppoint.report.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.droppoint.report.Report;
import org.droppoint.report.json.JsonRenderer;

/** A sound report with values taken out, put elsewhere, multiplied, or replaced by ones of another kind or size. */
final class ChangedReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MOST_COPIES = 40;

    /** Where the changes come from: a fuzzer's bytes, or seeded chance. */
    interface Choice {
        /** Both bounds may be chosen. */
        int between(int least, int most);

        long number();

        double decimal();

        String text();
    }

    /** A value's place: an object's key, or an array's index. */
    private record Place(JsonNode parent, String key, int index) {
        JsonNode value() {
            return parent instanceof ObjectNode object ? object.get(key) : parent.get(index);
        }
    }

    private ChangedReport() {}

    static JsonNode tree(Report report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new JsonRenderer().render(report, out);
        return JSON.readTree(out.toByteArray());
    }

    static byte[] changed(JsonNode sound, int changes, Choice choice) throws IOException {
        JsonNode report = sound.deepCopy();
        for (int i = 0; i < changes; i++) {
            List<Place> places = new ArrayList<>();
            collect(report, places);
            if (!places.isEmpty()) {
                change(places, choice);
            }
        }
        return JSON.writeValueAsBytes(report);
    }

    private static void collect(JsonNode node, List<Place> places) {
        if (node instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> places.add(new Place(node, name, 0)));
        } else {
            for (int i = 0; i < node.size(); i++) {
                places.add(new Place(node, "", i));
            }
        }
        node.elements().forEachRemaining(child -> collect(child, places));
    }

    private static void change(List<Place> places, Choice choice) {
        Place place = places.get(choice.between(0, places.size() - 1));
        if (place.parent instanceof ObjectNode object) {
            if (choice.between(0, 9) == 0) {
                object.remove(place.key);
            } else {
                object.set(place.key, value(place, places, choice));
            }
        } else if (place.parent instanceof ArrayNode array) {
            switch (choice.between(0, 4)) {
                case 0 -> array.remove(place.index);
                case 1 -> {
                    JsonNode copied = place.value();
                    for (int copies = choice.between(1, MOST_COPIES); copies > 0; copies--) {
                        array.insert(place.index, copied.deepCopy());
                    }
                }
                default -> array.set(place.index, value(place, places, choice));
            }
        }
    }

    /** Mostly of the kind that stood there, and what stands under the same key elsewhere: all else is soon refused. */
    private static JsonNode value(Place place, List<Place> places, Choice choice) {
        JsonNode old = place.value();
        int kind = choice.between(0, 63);
        if (kind > 5 && old.isTextual()) {
            return kind < 20
                    ? NODES.textNode((kind < 12 ? old.textValue() : "") + choice.text())
                    : like(place, places, choice);
        }
        if (kind > 5 && old.isNumber()) {
            return old.isIntegralNumber() ? NODES.numberNode(choice.number()) : NODES.numberNode(choice.decimal());
        }
        return switch (kind) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.numberNode(choice.number());
            case 2 -> NODES.textNode(choice.text());
            case 3 -> NODES.arrayNode();
            case 4 -> NODES.objectNode();
            case 5 -> NODES.booleanNode(true);
            default -> like(place, places, choice);
        };
    }

    private static JsonNode like(Place place, List<Place> places, Choice choice) {
        List<Place> alike = places.stream()
                .filter(other -> other.key.equals(place.key)
                        && other.value().getNodeType() == place.value().getNodeType())
                .toList();
        return alike.get(choice.between(0, alike.size() - 1)).value().deepCopy();
    }
}
